using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SreMcp.Findings;

/// <summary>
/// What was found for a line, remembered by the line with its digits blanked: the cheapest way to know a line that differs
/// from an earlier one in digits only. Bounded; for one thread.
/// </summary>
internal sealed class DigitShapes<T>
    where T : class
{
    /// <summary>A power of two.</summary>
    private const int Slots = 4096;

    private const int Chunk = 32;

    private readonly Shape?[] _slots = new Shape?[Slots];
    private readonly byte[] _masked = new byte[LineKey.Longest + Chunk];
    private uint _place;

    /// <summary>Null when no such line is remembered.</summary>
    public T? Find(ReadOnlySpan<byte> line)
    {
        _place = Mask(line) & (Slots - 1);
        return _slots[_place] is { } known && _masked.AsSpan(0, line.Length).SequenceEqual(known.Masked) ? known.Find(line) : null;
    }

    /// <summary>Remembers the line that was just not found.</summary>
    /// <param name="significant">The digits that matter, as offsets into the line.</param>
    public void Add(ReadOnlySpan<byte> line, ReadOnlySpan<int> significant, T kept)
    {
        ref var slot = ref _slots[_place];
        var masked = _masked.AsSpan(0, line.Length);
        if (slot is null || !masked.SequenceEqual(slot.Masked))
        {
            slot = new(masked.ToArray(), significant.ToArray());
        }

        slot.Add(line, kept);
    }

    /// <summary>Writes the line with every digit as 0 and gives a hash of that.</summary>
    private uint Mask(ReadOnlySpan<byte> line)
    {
        ref var from = ref MemoryMarshal.GetReference(line);
        ref var to = ref MemoryMarshal.GetArrayDataReference(_masked);
        var (zero, nine, prime) = (Vector256.Create((byte)'0'), Vector256.Create((byte)9), Vector256.Create(0x9E3779B1u));
        var hash = Vector256.Create((uint)line.Length);
        nuint place = 0;
        for (; place + Chunk <= (nuint)line.Length; place += Chunk)
        {
            var bytes = Vector256.LoadUnsafe(ref from, place);
            var blanked = Vector256.ConditionalSelect(Vector256.LessThanOrEqual(bytes - zero, nine), zero, bytes);
            blanked.StoreUnsafe(ref to, place);
            hash = (hash ^ blanked.AsUInt32()) * prime;
        }

        var sum = 0ul;
        for (var lane = 0; lane < 4; lane++)
        {
            sum = BitOperations.RotateLeft((sum ^ hash.AsUInt64().GetElement(lane)) * 0x9E3779B97F4A7C15, 29);
        }

        for (var index = (int)place; index < line.Length; index++)
        {
            var one = line[index];
            var blanked = one is >= (byte)'0' and <= (byte)'9' ? (byte)'0' : one;
            _masked[index] = blanked;
            sum = (sum ^ blanked) * 0x100000001B3;
        }

        return (uint)((sum * 0x9E3779B97F4A7C15) >> 40);
    }

    /// <summary>Lines that differ in digits only, told apart by those digits that matter.</summary>
    private sealed class Shape(byte[] masked, int[] significant)
    {
        private const int MostVariants = 32;

        private readonly List<(byte[] Digits, T Kept)> _variants = [];

        public byte[] Masked { get; } = masked;

        public T? Find(ReadOnlySpan<byte> line)
        {
            foreach (var (digits, kept) in _variants)
            {
                var isSame = true;
                for (var index = 0; index < significant.Length && isSame; index++)
                {
                    isSame = line[significant[index]] == digits[index];
                }

                if (isSame)
                {
                    return kept;
                }
            }

            return null;
        }

        public void Add(ReadOnlySpan<byte> line, T kept)
        {
            var digits = new byte[significant.Length];
            for (var index = 0; index < digits.Length; index++)
            {
                digits[index] = line[significant[index]];
            }

            if (_variants.Count >= MostVariants)
            {
                _variants.RemoveAt(0);
            }

            _variants.Add((digits, kept));
        }
    }
}
