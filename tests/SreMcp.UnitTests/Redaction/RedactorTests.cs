using System.Text;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Redaction;

public sealed class RedactorTests
{
    private static readonly string Filler = string.Concat(Enumerable.Range(0, 40).Select(index => "aZ3kQ9xLw7Tb"[index % 12]));

    private const string Guid = "6f0c1a2b-1234-4abc-9def-0123456789ab";

    private readonly Redactor _redactor = new(new byte[32]);

    /// <summary>Text with a planted secret: the secret, and what must stay readable around it.</summary>
    public static TheoryData<string, string, string> Planted => new()
    {
        { "password: hunter2", "hunter2", "password: " },
        { "password=hunter2 user=joe", "hunter2", "user=joe" },
        { "PASSWORD=\"two words\" next", "two words", "next" },
        { """{"password":"x y\"z","user":"joe"}""", "x y", "\"user\":\"joe\"" },
        { """{\"apiKey\":\"abc123\",\"user\":\"joe\"}""", "abc123", "joe" },
        { "db.password = correct-horse", "correct-horse", "db.password" },
        { "'clientSecret': 'abc def'", "abc def", "clientSecret" },
        { "Server=db;User Id=sa;Password=p@ss,w0rd;Encrypt=true", "p@ss,w0rd", "Encrypt=true" },
        { "DefaultEndpointsProtocol=https;AccountName=st;AccountKey=" + Filler + Filler + "==;EndpointSuffix=core", Filler, "EndpointSuffix=core" },
        { "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=" + Filler + "=", Filler, "SharedAccessKeyName=Root" },
        { "https://st.blob.core.windows.net/c?sv=2022&sig=" + Filler + "%3D&se=2026", Filler, "&se=2026" },
        { "postgres://app:s3cr%2Ft@db:5432/pay", "s3cr%2Ft", "postgres://app:" },
        { "postgres://app:pa#ss@db:5432/pay", "pa#ss", "@db:5432/pay" },
        { "redis://:hunter2@cache:6379/0", "hunter2", "@cache:6379/0" },
        { "https://" + Filler + "@git.example/repo.git", Filler, "@git.example/repo.git" },
        { "Authorization: Bearer abc.def", "abc.def", "Authorization: Bearer " },
        { "curl -H \"Authorization: Basic dXNlcjpwYXNz\" https://x", "dXNlcjpwYXNz", "https://x" },
        { "sent bearer " + Filler + " to x", Filler, " to x" },
        { "Cookie: session=abc; other=def", "other=def", "Cookie: " },
        { "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.c2lnbmF0dXJl tail", "eyJzdWIi", " tail" },
        { "key AKIAIOSFODNN7EXAMPLE used", "AKIAIOSFODNN7EXAMPLE", " used" },
        { "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "K7MDENG", "aws_secret_access_key" },
        { "git clone with ghp_" + Filler[..36], Filler[..36], "git clone" },
        { "github_pat_11ABCDE_" + Filler, Filler, "" },
        { "glpat-" + Filler[..20], Filler[..20], "" },
        { "url=https://hooks.example.com/services/T0ABCDEF/B0ABCDEF/" + Filler[..24], Filler[..24], "url=https://" },
        { "post https://discord.com/api/webhooks/112233445566778899/" + Filler[..12] + " failed", Filler[..12], " failed" },
        { "post https://discord.com/api/webhooks/112233445566778899/" + Filler[..24] + " failed", Filler[..24], " failed" },
        { "post https://discord.com/api/v10/webhooks/112233445566778899/" + Filler[..24] + " failed", Filler[..24], " failed" },
        { """{"url":"https:\/\/hooks.slack.example\/services\/T0ABCDEF\/B0ABCDEF\/""" + Filler[..24] + "\",\"user\":\"joe\"}", Filler[..24], "\",\"user\":\"joe\"" },
        { "redirect?to=https%3A%2F%2Fhooks.slack.example%2Fservices%2FT0ABCDEF%2FB0ABCDEF%2F" + Filler[..24], Filler[..24], "redirect?to=" },
        { "TEAMS=https://contoso.webhook.office.com/webhookb2/" + Guid + "@" + Guid + "/IncomingWebhook/0123456789abcdef0123456789abcdef/" + Guid + " set", "0123456789abcdef", " set" },
        { "https://outlook.office.com/webhook/" + Guid + "@" + Guid + "/IncomingWebhook/0123456789abcdef0123456789abcdef/" + Guid + " set", "0123456789abcdef", " set" },
        { "https://prod-12.westeurope.logic.azure.com:443/workflows/0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=" + Filler, Filler, "https://prod-12.westeurope.logic.azure.com:443/workflows/" },
        { """{"url":"https://prod-12.westeurope.logic.azure.com/workflows/x/paths/invoke?sv=1.0\u0026sig=""" + Filler + "\"}", Filler, "sv=1.0" },
        { "https://default0123.4f.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/x/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=abcdefghijklmnopqrstuvwxyz-abcdefghijklmnop to it", "abcdefghijklmnopqrstuvwxyz", " to it" },
        { "https://chat.mattermost.example/hooks/" + "xk8a7n3p1ifqtrd5o9yw6zbc4e" + " answered 200", "xk8a7n3p1ifqtrd5", " answered 200" },
        { "https://alerts.example.com/api/webhook/v1/" + Filler[..32] + "?x=1", Filler[..32], "?x=1" },
        { "https://chat.googleapis.com/v1/spaces/AAAA/messages?key=k\\u0026token=" + Filler, Filler, "spaces/AAAA" },
        { "xoxb-123456789012-" + Filler[..24], Filler[..24], "" },
        { "sk_live_" + Filler[..24], Filler[..24], "" },
        { "npm_" + Filler[..36], Filler[..36], "" },
        { "AIza" + Filler[..35], Filler[..35], "" },
        { "pat " + string.Concat(Enumerable.Repeat("abcdefghij2345klmnopqrstuv", 2)) + " used", "abcdefghij2345klmnopqrstuvabcdef", " used" },
        { "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE KEY-----\nafter", "IBAAK", "\nafter" },
        { "-----BEGIN PRIVATE KEY----- MIIEow IBAAK cut off", "IBAAK", "" },
        { "    token: " + Filler + "\n    user: joe", Filler, "user: joe" },
        { "client-key-data: LS0tLS1CRUdJTg==\nclient: x", "LS0tLS1CRUdJTg", "client: x" },
        { "password: |\n  line one\n  line two\nuser: joe", "line two", "user: joe" },
        { "- name: DB_PASSWORD\n  value: hunter2\n- name: MODE\n  value: fast", "hunter2", "value: fast" },
        { """{"name":"API_TOKEN","value":"hunter2"},{"name":"MODE","value":"fast"}""", "hunter2", "\"value\":\"fast\"" },
        { "mysql --user joe --password hunter2 --host db", "hunter2", "--host db" },
        { "login failed, password: swordfish", "swordfish", "login failed" },
        { "password: 12345678", "12345678", "" },
    };

    [Fact]
    public void Leaves_what_stands_behind_a_credential_that_is_gone_already()
    {
        var row = $"probe failed: authorization: Bearer {_redactor.Fingerprint("abc.def")}  Unhealthy";

        Assert.Equal(row, _redactor.Redact(row));
        Assert.DoesNotContain("other=def", _redactor.Redact($"Cookie: session={_redactor.Fingerprint("abc")}; other=def"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Planted))]
    public void Takes_out_the_secret_and_leaves_the_rest(string text, string secret, string stays)
    {
        var clean = _redactor.Redact(text);

        Assert.DoesNotContain(secret, clean, StringComparison.Ordinal);
        Assert.Contains(Marker.Opening, clean, StringComparison.Ordinal);
        Assert.Contains(stays, clean, StringComparison.Ordinal);
        Assert.Equal(clean, _redactor.Redact(clean));
    }

    [Theory]
    [InlineData("Image: registry.k8s.io/csi-secrets-store/driver:v1.3.4@sha256:3f5a1b2c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8")]
    [InlineData("docker.io/library/vault-secret:1.2.3")]
    [InlineData("MountVolume.SetUp failed for volume \"kube-api-access\" : secret \"my-tls\" not found")]
    [InlineData("DB_PASSWORD:  <set to the key 'password' in secret 'db'>  Optional: false")]
    [InlineData("SecretName:  default-token-8h4x2")]
    [InlineData("automountServiceAccountToken: false")]
    [InlineData("error refreshing token: connection refused")]
    [InlineData("uid: 6f0c1a2b-1234-4abc-9def-0123456789ab resourceVersion: \"123456789\"")]
    [InlineData("Decision 01JD8Q5Z6T7V8W9X0Y1Z2A3B4C, chain head 9c41a5d2f0b34e6f9c41a5d2f0b34e6f9c41a5d2f0b34e6f9c41a5d2f0b34e6f")]
    [InlineData("Back-off restarting failed container web in pod web-7d4b9c6f5d-x2x5k_api(6f0c1a2b-1234-4abc-9def-0123456789ab)")]
    [InlineData("password: ${DB_PASSWORD} token: $(TOKEN) secret: {{ .Values.secret }}")]
    [InlineData("User \"system:serviceaccount:kube-system:token-cleaner\" cannot list resource \"secrets\" in API group")]
    [InlineData("max_tokens=4096 tokens: 512 TOKEN_TTL_SECONDS=300 PASSWORD_MIN_LENGTH=8 keyboard=us author: joe")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:payments-a1b2c3")]
    [InlineData("GET https://10.0.0.1:6443/api/v1/secrets?limit=500 200 OK in 3 milliseconds")]
    [InlineData("basic authentication is disabled")]
    [InlineData("failed calling webhook \"mutate.example.com\": Post \"https://hook-service.shop.svc:443/webhook/mutate-apps-v1-deployment?timeout=10s\"")]
    [InlineData("GET /apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/cert-manager-webhook 200")]
    [InlineData("https://api.example.com/repos/team/shop/hooks/12345678 delivered")]
    [InlineData("database.password: (not set) -> [redacted 3fa1b2c4]")]
    [InlineData("[redacted 3fa1b2c4]")]
    public void Leaves_ordinary_text_alone(string text) => Assert.Equal(text, _redactor.Redact(text));

    [Fact]
    public void Shows_that_two_secrets_are_the_same_one_and_only_to_the_same_user()
    {
        var first = _redactor.Redact("password=hunter2");

        Assert.Equal(first, _redactor.Redact("password=hunter2"));
        Assert.NotEqual(first, _redactor.Redact("password=hunter3"));
        Assert.NotEqual(first, new Redactor([.. Enumerable.Repeat((byte)1, 32)]).Redact("password=hunter2"));
    }

    [Theory]
    [InlineData("s3cr3t/value+x")]
    [InlineData("pass word\"quoted")]
    [InlineData("ünïcödé&<>")]
    [InlineData("line one of it\nline two of a key")]
    [InlineData("redacted")]
    public void Finds_a_learned_secret_in_every_form(string secret)
    {
        _redactor.Learn(secret);
        string[] forms =
        [
            secret,
            Uri.EscapeDataString(secret),
            Uri.EscapeDataString(secret).Replace("%20", "+", StringComparison.Ordinal),
            JsonSerializer.Serialize(secret).Trim('"'),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
            Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + secret)),
            Convert.ToBase64String(Encoding.UTF8.GetBytes("u:" + secret + "tail")).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        ];

        Assert.All(forms, form =>
        {
            var clean = _redactor.Redact($"before {form} after");
            Assert.Equal($"before {_redactor.Fingerprint(secret)} after", clean);
            Assert.Equal(clean, _redactor.Redact(clean));
        });
    }

    [Fact]
    public void Learns_nothing_that_is_too_short_to_be_told_from_other_text()
    {
        _redactor.Learn("admin");
        _redactor.Learn("  ");

        Assert.Equal("admin logged in", _redactor.Redact("admin logged in"));
    }

    [Theory]
    [InlineData("hun\u001b[0mter22")]
    [InlineData("hun\u200bter22")]
    [InlineData("h\u202eu\u2060nter22")]
    [InlineData("hunter\U000e004122")]
    [InlineData("hun\u001b]8;;x\u0007ter22")]
    [InlineData("hun\0ter22")]
    public void Finds_a_secret_that_invisible_characters_break_apart(string broken)
    {
        _redactor.Learn("hunter22");

        Assert.Equal($"saw {_redactor.Fingerprint("hunter22")}", _redactor.CleanLine(new($"saw {broken}"), 200));
        Assert.DoesNotContain("ter22", _redactor.CleanLines(new($"pass\u200bword: x{broken}"), 200), StringComparison.Ordinal);
    }

    [Fact]
    public void Never_shows_the_first_half_of_a_secret_that_the_cut_would_halve()
    {
        var text = new UntrustedText("token: " + string.Concat(Enumerable.Repeat(Filler, 20)));
        for (var limit = 0; limit < 60; limit++)
        {
            Assert.DoesNotContain(Filler[..3], _redactor.CleanLine(text, limit), StringComparison.Ordinal);
            Assert.True(_redactor.CleanLine(text, limit).Length <= limit + 1);
        }
    }

    [Fact]
    public void Redacts_twice_as_once_and_keeps_no_planted_secret_whatever_is_around_it()
    {
        string[] pieces = ["password", "token", "secret", "Authorization", "Bearer ", "key", "name", "value", ": ", "=", ":", "\"", "'", "\\\"", "{", "}", "[", "]", ",", ";", "&", " ", "\n", "  ", "|", ">", "://", "@", "x", "/", "-", "--", "eyJ", ".", "-----BEGIN PRIVATE KEY-----", "[redacted 12345678]", "[redacted ", "12345678]", "<", "$", "ghp_", "/hooks/", "?sig=", "aB3dE5gH7jK9mN1pQ", "hunter2"];
        _redactor.Learn("PLANTED-secret");
        Random random = new(11);
        for (var run = 0; run < 30_000; run++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(24)).Select(_ => pieces[random.Next(pieces.Length)])) + (run % 3 == 0 ? "PLANTED-secret" : "");
            var once = _redactor.Redact(text);

            Assert.DoesNotContain("PLANTED-secret", once, StringComparison.Ordinal);
            Assert.Equal(once, _redactor.Redact(once));
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("=")]
    [InlineData(":")]
    [InlineData("://")]
    [InlineData("://a:")]
    [InlineData("://a@")]
    [InlineData("auth=:")]
    [InlineData("auth='auth=\\\"")]
    [InlineData("token=")]
    [InlineData("token: \"")]
    [InlineData("tokenizer: \"")]
    [InlineData("password: |\n  ")]
    [InlineData("name: token\nvalue: ")]
    [InlineData("eyJ")]
    [InlineData("eyJaaaaaaaaa.")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("-----BEGIN ")]
    [InlineData("ghp_github_pat_xoxb-glpat-")]
    [InlineData("Bearer ")]
    [InlineData("bearer aaaaaaaaaaaaaaaa")]
    [InlineData("--token ")]
    [InlineData("[redacted ")]
    [InlineData("a b2c3 ")]
    [InlineData("aaaaaa")]
    [InlineData("secret , , ")]
    [InlineData("\\")]
    [InlineData("password=\\\\\\\\\"")]
    [InlineData("password='a,b=,")]
    [InlineData("hooks.a/")]
    [InlineData("/hooks/a/")]
    [InlineData("?sig=%3D&sig")]
    public void Reads_hostile_text_a_bounded_number_of_times(string piece)
    {
        _redactor.Learn("aaaaaa");
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));

        // A quadratic search of this text takes minutes, and the shapes' own limit of 5 s makes it throw.
        Assert.Equal(_redactor.Redact(text), _redactor.Redact(_redactor.Redact(text)));
        Assert.NotNull(_redactor.RedactValue("config", text));
    }
}
