namespace SreMcp.Findings;

/// <summary>Templates of lines, remembered by the lines' shapes and keys, so that most lines need no template made. Bounded; for one thread.</summary>
internal sealed class LineTemplates<T>(Func<LineTemplate, T> keep)
    where T : class
{
    /// <summary>A power of two.</summary>
    private const int Slots = 8192;

    /// <summary>Keys that may share a place.</summary>
    private const uint Ways = 4;

    /// <summary>Lines after which it is judged whether shapes are worth it.</summary>
    private const int Trial = 256;

    private readonly Known?[] _slots = new Known?[Slots];
    private readonly byte[] _plain = new byte[LineKey.Longest];
    private readonly LineKey _key = new();
    private readonly DigitShapes<T> _shapes = new();
    private uint _next;
    private int _tries;
    private int _hits;
    private int _withoutShapes;

    public T Of(ReadOnlySpan<byte> line)
    {
        if (line.Length > LineKey.Longest)
        {
            return keep(LineTemplate.Of(line));
        }

        var plain = PlainLine.Of(line, _plain);
        if (_withoutShapes > 0)
        {
            _withoutShapes--;
            return ByKey(plain);
        }

        if (_shapes.Find(plain) is { } found)
        {
            Judge(hit: true);
            return found;
        }

        Judge(hit: false);
        var kept = ByKey(plain);
        _shapes.Add(plain, _key.Significant, kept);
        return kept;
    }

    /// <summary>Where lines hold ids with letters, shapes find nothing and only cost.</summary>
    private void Judge(bool hit)
    {
        _hits += hit ? 1 : 0;
        if (++_tries == Trial)
        {
            _withoutShapes = _hits < Trial / 2 ? 16 * Trial : 0;
            (_tries, _hits) = (0, 0);
        }
    }

    private T ByKey(ReadOnlySpan<byte> plain)
    {
        _key.Read(plain);
        var hash = _key.Hash();
        var places = _slots.AsSpan((int)(hash & (Slots - Ways)), (int)Ways);
        var free = (int)(_next++ % Ways);
        for (var way = 0; way < places.Length; way++)
        {
            if (places[way] is not { } known)
            {
                free = way;
            }
            else if (known.Hash == hash && _key.Bytes.SequenceEqual(known.Key))
            {
                return known.Kept;
            }
        }

        var kept = keep(LineTemplate.Of(plain));
        places[free] = new(hash, _key.Bytes.ToArray(), kept);
        return kept;
    }

    private sealed record Known(uint Hash, byte[] Key, T Kept);
}
