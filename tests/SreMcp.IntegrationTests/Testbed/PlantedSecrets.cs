using System.Text;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>
/// Secret values that the testbed puts where real ones lie. None of them may come out of the product: not in an answer,
/// a journal row, a log line or a result file. In manifests <c>{{name}}</c> stands for the value.
/// </summary>
public static class PlantedSecrets
{
    /// <summary>In the data of a Secret.</summary>
    public const string DatabasePassword = "pl4nted-Datab4se-Passw0rd!zq7";

    /// <summary>In the data of a Secret; has characters that URLs and JSON escape.</summary>
    public const string ApiKey = "sk_live_51Pl4ntedK3yWithSlash/And+Plus=AndQuote\"x9";

    /// <summary>In a Secret and in an environment variable of a container.</summary>
    public const string ConnectionString = "Server=db.example.com;Database=pay;User Id=app;Password=pl4nted-C0nn-9f3Kd2;";

    /// <summary>In an environment variable of a container.</summary>
    public const string EnvironmentToken = "ghp_Pl4ntedEnvT0ken8hQ2vX5cB7nM1kL3jH6gF";

    /// <summary>In an annotation, as a webhook address with a token in it.</summary>
    public const string Annotation = "https://hooks.example.com/services/T0PLANTED/B0PLANTED/pl4ntedAnn0tationT0ken77";

    /// <summary>In a ConfigMap, where it should not be.</summary>
    public const string ConfigMapPassword = "pl4nted-C0nfigMap-Pass-w8Rt";

    /// <summary>In the message of an event and in log lines.</summary>
    public const string LogLine = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwbDRudGVkIn0.pl4ntedL0gSignature0123456789abcdefgh";

    /// <summary>In error bodies of servers that tests write themselves.</summary>
    public const string ErrorBody = "AKIAPL4NTEDERR0RB0DY";

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["database-password"] = DatabasePassword,
        ["api-key"] = ApiKey,
        ["connection-string"] = ConnectionString,
        ["environment-token"] = EnvironmentToken,
        ["annotation"] = Annotation,
        ["config-map-password"] = ConfigMapPassword,
        ["log-line"] = LogLine,
        ["error-body"] = ErrorBody,

        // The part that matters, should the rest be cut off.
        ["password in connection-string"] = "pl4nted-C0nn-9f3Kd2",
        ["token in annotation"] = "pl4ntedAnn0tationT0ken77",
    };

    /// <summary>All values by name, those planted at run time included.</summary>
    public static IReadOnlyDictionary<string, string> All
    {
        get
        {
            lock (Gate)
            {
                return Values.ToDictionary(StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Adds a value that exists only in this run, such as the token of a kubeconfig.</summary>
    public static void Plant(string name, string value)
    {
        lock (Gate)
        {
            Values[name] = value;
        }
    }

    /// <summary>Puts the values into a manifest; an unknown name fails.</summary>
    public static string FillIn(string manifest)
    {
        foreach (var (name, value) in All)
        {
            manifest = manifest.Replace($"{{{{{name}}}}}", value.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        return manifest.Contains("{{", StringComparison.Ordinal)
            ? throw new InvalidOperationException("The manifest names a secret that is not in the catalogue.")
            : manifest;
    }

    /// <summary>Fails when a planted value is in the text: plain, escaped for JSON or a URL, or in base64 at any offset.</summary>
    /// <param name="where">What the text is, for the failure message; the value itself is not shown.</param>
    public static void AssertNoneIn(string text, string where)
    {
        foreach (var (name, value) in All)
        {
            foreach (var (form, needle) in Forms(value))
            {
                var position = text.IndexOf(needle, StringComparison.OrdinalIgnoreCase);
                Assert.True(position < 0, $"{where} holds the planted secret '{name}' ({form}) at character {position} of {text.Length}.");
            }
        }
    }

    private static IEnumerable<(string Form, string Needle)> Forms(string value)
    {
        yield return ("plain", value);
        yield return ("JSON", System.Text.Json.JsonEncodedText.Encode(value).Value);
        yield return ("JSON, relaxed", System.Text.Json.JsonEncodedText.Encode(value, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value);
        yield return ("URL", Uri.EscapeDataString(value));
        yield return ("hexadecimal", Convert.ToHexString(Encoding.UTF8.GetBytes(value)));
        for (var offset = 0; offset < 3; offset++)
        {
            yield return ($"base64 at offset {offset}", Base64Core(value, offset));
        }
    }

    /// <summary>The characters of the base64 form that do not depend on what stands before and after the value.</summary>
    private static string Base64Core(string value, int offset)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        var text = Convert.ToBase64String([.. new byte[offset], .. bytes]);
        var first = ((offset * 8) + 5) / 6;
        var last = (offset + bytes.Length) * 8 / 6;
        return text[first..last];
    }
}
