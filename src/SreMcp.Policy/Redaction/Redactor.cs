using System.Security.Cryptography;
using System.Text;

namespace SreMcp.Policy;

/// <summary>The one choke point where secrets leave a text. A redacted value shows a keyed fingerprint, so that «is it the same secret?» can be answered.</summary>
/// <remarks>Cost is linear in the text. Redacting twice changes nothing.</remarks>
public sealed class Redactor
{
    /// <summary>How far beyond the shown part is looked, so that a secret that the cut would halve is still recognised.</summary>
    private const int Lookahead = 20_000;

    private readonly byte[] _key;
    private readonly KnownSecrets _known = new();

    /// <param name="key">Per-user secret key of at least 32 bytes; fingerprints of different users do not compare.</param>
    public Redactor(byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, 32, nameof(key));
        _key = key;
    }

    /// <summary>Remembers an exact value (a token, a password, a private key) that must never appear in any text again: not as it is, not in base64, not URL- or JSON-escaped. Values below 6 characters are ignored.</summary>
    public void Learn(string secret) => _known.Learn(secret, Fingerprint);

    /// <summary>Replaces known secrets and whatever looks like one. For our own words; text of others goes through <see cref="CleanLine"/> or <see cref="CleanLines"/>.</summary>
    public string Redact(string text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var clean = _known.Replace(text);
        clean = SecretShapes.Replace(clean, Fingerprint);
        return Assignments.Replace(clean, Fingerprint);
    }

    /// <summary>As <see cref="Redact"/>, and every opaque word besides: for text where a secret may stand without any form around it, such as what a credential plugin prints.</summary>
    public string RedactOpaque(string text) => PlainValues.ReplaceOpaque(Redact(text), Fingerprint);

    /// <summary>A value as it may be shown beside its key: environment variables, annotations, Helm values, ConfigMap entries.</summary>
    /// <remarks>
    /// 1. A key that names a secret by word (password, token, api key, dsn, cookie…) hides its value; only empty, boolean and placeholder values stay.
    /// 2. Any other value stays while every word of it is plain: numbers, durations, times, sizes, names, hosts, addresses, paths, versions, digests, words.
    /// 3. Anything else on one line becomes a fingerprint; in a text of several lines only the opaque words do, after <see cref="Redact"/>.
    /// </remarks>
    public string RedactValue(string key, string value)
    {
        if (string.IsNullOrWhiteSpace(value) || Marker.IsAllOf(value))
        {
            return value;
        }

        return SecretKeys.KindOf(key) switch
        {
            KeyKind.Secret or KeyKind.Header or KeyKind.Weak => PlainValues.IsPlaceholder(value) ? value : Fingerprint(value),
            _ when value.AsSpan().Trim().Contains('\n') => PlainValues.ReplaceOpaque(Redact(value), Fingerprint),
            _ when PlainValues.IsPlain(value) || (PlainValues.IsHexadecimal(value) && SecretKeys.NamesADigest(key)) => Redact(value),
            _ when Redact(value) is var clean && clean != value => PlainValues.ReplaceOpaque(clean, Fingerprint),
            _ => Fingerprint(value),
        };
    }

    /// <summary>The one way for text of others into an answer, on one line: cleaned first, so that no escape or invisible character can break a secret apart, then redacted, then cut at <paramref name="limit"/> characters.</summary>
    public string CleanLine(UntrustedText text, int limit) => Cut(Redact(text.Line(Reach(limit))), limit);

    /// <summary>As <see cref="CleanLine"/>, with line breaks kept.</summary>
    public string CleanLines(UntrustedText text, int limit) => Cut(Redact(text.Lines(Reach(limit))), limit);

    /// <summary><c>[redacted 3fa1b2c4]</c>: the first 32 bits of HMAC-SHA-256.</summary>
    public string Fingerprint(string value) =>
        $"{Marker.Opening}{Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(value)).AsSpan(0, 4))}]";

    private int Reach(int limit) => (int)Math.Min((long)limit + Math.Max(Lookahead, _known.LongestForm), Array.MaxLength / 4);

    private static string Cut(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }

        var inside = Marker.EndAround(text, Math.Max(limit - 1, 0));
        var end = inside > limit ? inside - Marker.Length : limit;
        if (end > 0 && char.IsHighSurrogate(text[end - 1]))
        {
            end--;
        }

        return string.Concat(text.AsSpan(0, end), "…");
    }
}
