using System.Text;
using System.Text.Encodings.Web;

namespace SreMcp.Policy;

/// <summary>One way in which a known secret can be written.</summary>
/// <param name="IsBase64">The text is the inner part of a base64 token; the whole token tells the secret.</param>
internal sealed record SecretForm(string Text, string Marker, bool IsBase64)
{
    /// <summary>Lines of a key or certificate that are this long tell the secret by themselves.</summary>
    private const int TellingLine = 20;

    public static IEnumerable<SecretForm> AllOf(string secret, string marker)
    {
        string[] plain = [secret, secret.ReplaceLineEndings(" "), secret.ReplaceLineEndings("\n"), .. TellingLines(secret)];
        foreach (var text in plain)
        {
            yield return new(text, marker, IsBase64: false);
            yield return new(JavaScriptEncoder.Default.Encode(text), marker, IsBase64: false);
            yield return new(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text), marker, IsBase64: false);
            var escaped = Uri.EscapeDataString(text);
            yield return new(escaped, marker, IsBase64: false);
            yield return new(LowerEscapes(escaped), marker, IsBase64: false);
            yield return new(escaped.Replace("%20", "+", StringComparison.Ordinal), marker, IsBase64: false);
        }

        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var offset = 0; offset < 3; offset++)
        {
            var inner = InnerBase64(bytes, offset);
            yield return new(inner, marker, IsBase64: true);
            yield return new(inner.Replace('+', '-').Replace('/', '_'), marker, IsBase64: true);
        }
    }

    private static IEnumerable<string> TellingLines(string secret) =>
        secret.Contains('\n', StringComparison.Ordinal)
            ? secret.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length >= TellingLine && !line.StartsWith("--", StringComparison.Ordinal))
            : [];

    /// <summary>The characters of a base64 text that depend on the secret alone when it starts <paramref name="offset"/> bytes into a group of three.</summary>
    private static string InnerBase64(byte[] secret, int offset)
    {
        var encoded = Convert.ToBase64String([.. new byte[offset], .. secret]);
        var first = ((offset * 8) + 5) / 6;
        var last = (offset + secret.Length) * 8 / 6;
        return encoded[first..last];
    }

    private static string LowerEscapes(string escaped) =>
        string.Create(escaped.Length, escaped, static (target, source) =>
        {
            source.CopyTo(target);
            for (var index = target.IndexOf('%'); index >= 0 && index + 2 < target.Length; index++)
            {
                if (target[index] == '%')
                {
                    target[index + 1] = char.ToLowerInvariant(target[index + 1]);
                    target[index + 2] = char.ToLowerInvariant(target[index + 2]);
                }
            }
        });
}
