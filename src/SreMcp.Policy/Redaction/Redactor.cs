using System.Security.Cryptography;
using System.Text;

namespace SreMcp.Policy;

/// <summary>The one choke point where secrets leave a text. A redacted value shows a keyed fingerprint, so that «is it the same secret?» can be answered.</summary>
public sealed class Redactor
{
    private readonly byte[] _key;

    /// <param name="key">Per-user secret key of at least 32 bytes; fingerprints of different users do not compare.</param>
    public Redactor(byte[] key) => _key = key;

    /// <summary>Remembers an exact value (a token, a password, a private key) that must never appear in any text again.</summary>
    public void Learn(string secret) => throw new NotSupportedException();

    /// <summary>Replaces known secrets and whatever looks like one.</summary>
    public string Redact(string text) => throw new NotSupportedException();

    /// <summary>A value as it may be shown beside its key: environment variables, annotations, Helm values, ConfigMap entries.</summary>
    public string RedactValue(string key, string value) => throw new NotSupportedException();

    /// <summary><c>[redacted 3fa1b2c4]</c>: the first 32 bits of HMAC-SHA-256.</summary>
    public string Fingerprint(string value) =>
        $"[redacted {Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(value)).AsSpan(0, 4))}]";
}
