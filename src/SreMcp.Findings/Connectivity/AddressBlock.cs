using System.Net;

namespace SreMcp.Findings;

/// <summary>A block of addresses such as <c>10.0.0.0/8</c>.</summary>
internal static class AddressBlock
{
    /// <summary>False too for what is no block or no address, as nothing matches it.</summary>
    public static bool Contains(string block, string address)
    {
        // IPNetwork wants the bits behind the prefix to be zero; the API takes blocks where they are not.
        if (block.Split('/') is not [var start, var length] || !int.TryParse(length, out var bits) || !IPAddress.TryParse(start, out var first) || !IPAddress.TryParse(address, out var candidate))
        {
            return false;
        }

        var (left, right) = (first.GetAddressBytes(), candidate.GetAddressBytes());
        if (left.Length != right.Length || bits < 0 || bits > left.Length * 8)
        {
            return false;
        }

        var whole = bits / 8;
        var mask = (byte)(0xFF << (8 - (bits % 8)));
        return left.AsSpan(0, whole).SequenceEqual(right.AsSpan(0, whole)) && (bits % 8 is 0 || (left[whole] & mask) == (right[whole] & mask));
    }
}
