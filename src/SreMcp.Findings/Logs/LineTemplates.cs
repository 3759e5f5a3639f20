namespace SreMcp.Findings;

/// <summary>Templates of lines, remembered by the lines' keys, so that most lines need no template made. Bounded; for one thread.</summary>
internal sealed class LineTemplates<T>(Func<LineTemplate, T> keep)
    where T : class
{
    /// <summary>A power of two.</summary>
    private const int Slots = 4096;

    private readonly Known?[] _slots = new Known?[Slots];
    private readonly byte[] _plain = new byte[LineKey.Longest];
    private readonly LineKey _key = new();

    public T Of(ReadOnlySpan<byte> line)
    {
        if (line.Length > LineKey.Longest)
        {
            return keep(LineTemplate.Of(line));
        }

        var plain = PlainLine.Of(line, _plain);
        _key.Read(plain);
        ref var slot = ref _slots[_key.Hash() & (Slots - 1)];
        if (slot is null || !_key.Bytes.SequenceEqual(slot.Key))
        {
            slot = new(_key.Bytes.ToArray(), keep(LineTemplate.Of(plain)));
        }

        return slot.Kept;
    }

    private sealed record Known(byte[] Key, T Kept);
}
