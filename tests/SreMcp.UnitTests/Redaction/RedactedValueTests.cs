using SreMcp.Policy;

namespace SreMcp.UnitTests.Redaction;

public sealed class RedactedValueTests
{
    private readonly Redactor _redactor = new(new byte[32]);

    [Theory]
    [InlineData("DB_PASSWORD", "hunter2")]
    [InlineData("PGPASSWORD", "x")]
    [InlineData("mysqlpassword", "x")]
    [InlineData("MYSQL_PWD", "x")]
    [InlineData("apiKey", "letmein")]
    [InlineData("API_KEY", "letmein")]
    [InlineData("x-api-key", "letmein")]
    [InlineData("STORAGE_ACCOUNT_KEY", "letmein")]
    [InlineData("SECRET_KEY_BASE", "letmein")]
    [InlineData("clientSecret", "letmein")]
    [InlineData("AUTH", "letmein")]
    [InlineData("SASToken", "letmein")]
    [InlineData("sas", "letmein")]
    [InlineData("SENTRY_DSN", "https://key@sentry.example/1")]
    [InlineData("ConnectionStrings__Default", "Server=db")]
    [InlineData("session.cookie", "letmein")]
    [InlineData("TOKEN", "12345")]
    [InlineData("tls.private", "letmein")]
    [InlineData("VALUE", "aZ3kQ9xLw7TbR5mN")]
    [InlineData("annotation/x", "p@ssw0rd!")]
    [InlineData("LICENSE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")]
    [InlineData("CONFIG", "0123456789abcdef0123456789abcdef")]
    public void Hides_what_its_key_or_its_look_makes_secret(string key, string value)
    {
        var shown = _redactor.RedactValue(key, value);

        Assert.Equal(_redactor.Fingerprint(value), shown);
        Assert.Equal(shown, _redactor.RedactValue(key, shown));
    }

    [Fact]
    public void Shows_the_same_fingerprint_for_a_value_in_a_Secret_and_in_a_variable()
    {
        var sealedValue = $"14 bytes {_redactor.Fingerprint("Hunter2-Zebra!")}";

        Assert.Equal(sealedValue, _redactor.RedactValue("database-password", sealedValue));
        Assert.Equal($"database-password: \"{sealedValue}\"", _redactor.Redact($"database-password: \"{sealedValue}\""));
        Assert.DoesNotContain("Hunter2", _redactor.Redact("password: \"14 bytes Hunter2-Zebra!\""), StringComparison.Ordinal);
        Assert.DoesNotContain("Hunter2", _redactor.RedactValue("password", "14 bytes Hunter2"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TOKEN_TTL_SECONDS", "300")]
    [InlineData("PASSWORD_MIN_LENGTH", "8")]
    [InlineData("SECRET_NAME", "payments-db")]
    [InlineData("PASSWORD_FILE", "/run/secrets/db")]
    [InlineData("AUTH_ENABLED", "true")]
    [InlineData("AUTH_URL", "https://login.example.com/oauth2")]
    [InlineData("existingSecret", "payments-db")]
    [InlineData("KEYBOARD", "us")]
    [InlineData("AUTHOR", "joe")]
    [InlineData("MONKEY", "banana")]
    [InlineData("DB_PASSWORD", "")]
    [InlineData("DB_PASSWORD", "$(PASSWORD)")]
    [InlineData("LOG_LEVEL", "debug")]
    [InlineData("REPLICAS", "3")]
    [InlineData("TIMEOUT", "1m30s")]
    [InlineData("MEMORY", "512Mi")]
    [InlineData("HOST", "db-0.payments.svc.cluster.local:5432")]
    [InlineData("URL", "https://api.example.com/v2/items?limit=10")]
    [InlineData("JAVA_OPTS", "-Xmx512m -XX:+UseG1GC -Dfile.encoding=UTF-8")]
    [InlineData("IMAGE", "ghcr.io/org/app:v1.2.3-rc.1")]
    [InlineData("HOSTS", "a.example.com, b.example.com; c.example.com")]
    [InlineData("checksum/config", "3f5a1b2c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8")]
    [InlineData("GIT_COMMIT", "3f5a1b2c4d5e6f708192a3b4c5d6e7f8091a2b3c")]
    [InlineData("kubectl.kubernetes.io/restartedAt", "2026-11-20T23:42:40Z")]
    [InlineData("deployment.kubernetes.io/revision", "7")]
    [InlineData("description", "Handles payments for the whole of Europe.")]
    [InlineData("POD", "web-7d4b9c6f5d-x2x5k")]
    [InlineData("NODE", "ip-10-0-12-34.eu-west-1.compute.internal")]
    [InlineData("UID", "6f0c1a2b-1234-4abc-9def-0123456789ab")]
    [InlineData("SIZE", "Standard_D4s_v5")]
    [InlineData("CLASS", "com.example.payments.PaymentServiceApplication")]
    [InlineData("ASPNETCORE_ENVIRONMENT", "Development")]
    public void Shows_what_plainly_harms_nobody(string key, string value) => Assert.Equal(value, _redactor.RedactValue(key, value));

    [Fact]
    public void Hides_only_the_secret_parts_of_a_url_and_of_a_file()
    {
        Assert.Equal($"postgres://app:{_redactor.Fingerprint("hunter2")}@db:5432/pay", _redactor.RedactValue("DATABASE_URL", "postgres://app:hunter2@db:5432/pay"));

        var file = _redactor.RedactValue("application.properties", "server.port=8080\nspring.datasource.password=hunter2\nmagic=aZ3kQ9xLw7TbR5mN\nlog=info\n");

        Assert.Equal($"server.port=8080\nspring.datasource.password={_redactor.Fingerprint("hunter2")}\nmagic={_redactor.Fingerprint("aZ3kQ9xLw7TbR5mN")}\nlog=info\n", file);
    }
}
