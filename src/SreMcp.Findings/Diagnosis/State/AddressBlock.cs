using System.Net;
using System.Net.Sockets;

namespace SreMcp.Findings;

/// <summary>A block of addresses as a NetworkPolicy writes it, without the blocks that it excepts.</summary>
/// <param name="Range">Such as <c>10.0.0.0/8</c>.</param>
public sealed record AddressBlock(string Range, IReadOnlyList<string> Except)
{
    /// <summary>True when it holds addresses of every network.</summary>
    public bool IsEverything => Range is "0.0.0.0/0" or "::/0" && Except.Count is 0;

    /// <summary>Null when the address is not known or no address.</summary>
    public bool? Holds(string? address) =>
        IPAddress.TryParse(address, out var parsed) ? IsIn(Range, parsed) && !Except.Any(except => IsIn(except, parsed)) : null;

    public override string ToString() => Except.Count is 0 ? Range : $"{Range} except {string.Join(", ", Except.Take(3))}";

    private static bool IsIn(string range, IPAddress address)
    {
        var parts = range.Split('/');
        if (!IPAddress.TryParse(parts[0], out var network) || network.AddressFamily != address.AddressFamily)
        {
            return false;
        }

        var (wanted, given) = (network.GetAddressBytes(), address.GetAddressBytes());
        var bits = parts.Length is 2 && int.TryParse(parts[1], out var length) ? Math.Clamp(length, 0, wanted.Length * 8) : wanted.Length * 8;
        for (var index = 0; index < bits; index++)
        {
            var mask = 0x80 >> (index % 8);
            if ((wanted[index / 8] & mask) != (given[index / 8] & mask))
            {
                return false;
            }
        }

        return true;
    }
}
