using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SreMcp.Protocol;

/// <summary>Seals the state that travels through the client while a person is asked. What comes back is the attacker's until proven.</summary>
/// <remarks>The key lives in this process only; each seal is good once, for five minutes, for one binding.
/// See the MCP specification 2026-07-28, multi round-trip requests: servers must treat requestState as attacker-controlled.</remarks>
internal sealed class ConfirmationSeal(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Made with the first seal: cryptography is a large library, and most sessions ask nobody.</summary>
    private readonly Lazy<byte[]> _key = new(() => RandomNumberGenerator.GetBytes(32));
    private readonly ConcurrentDictionary<string, DateTimeOffset> _issued = new(StringComparer.Ordinal);

    /// <summary>A new seal for this binding.</summary>
    public string Issue(string binding)
    {
        var now = time.GetUtcNow();
        foreach (var (old, expired) in _issued)
        {
            if (expired < now)
            {
                _issued.TryRemove(old, out _);
            }
        }

        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var expires = now + Lifetime;
        _issued[nonce] = expires;
        return $"{nonce}.{expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}.{Mac(nonce, expires.ToUnixTimeSeconds(), binding)}";
    }

    /// <summary>True once for a seal that this process issued for exactly this binding and that has not expired.</summary>
    public bool TryOpen(string? seal, string binding)
    {
        if (seal?.Split('.') is not [var nonce, var expiry, var mac] || !long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(mac), Encoding.ASCII.GetBytes(Mac(nonce, seconds, binding))))
        {
            return false;
        }

        return _issued.TryRemove(nonce, out var expires) && time.GetUtcNow() <= expires;
    }

    private string Mac(string nonce, long expires, string binding) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes($"{nonce}\n{expires}\n{binding}")));
}
