namespace SreMcp.Findings;

/// <summary>What a line is to the one before it.</summary>
internal enum FoldedLine
{
    /// <summary>An entry of its own.</summary>
    Entry,

    /// <summary>A frame of the stack trace above it, or another line of the same message.</summary>
    Frame,

    /// <summary>What caused the error above it.</summary>
    Cause,
}

/// <summary>Knows stack traces of Java, .NET, Python, Go, Node and Ruby by how their lines begin.</summary>
internal struct StackFold
{
    private bool _isInTraceback;
    private bool _isInGoroutine;
    private bool _hasEntry;

    public FoldedLine Take(ReadOnlySpan<byte> line)
    {
        var kind = _hasEntry ? Kind(line) : FoldedLine.Entry;
        _isInGoroutine = (_isInGoroutine && kind is FoldedLine.Frame) || line.StartsWith("goroutine "u8);
        _isInTraceback = (_isInTraceback && kind is FoldedLine.Frame) || line.StartsWith("Traceback ("u8);
        _hasEntry = true;
        return kind;
    }

    /// <summary>Python says the error after the frames, so that line is a cause of what the traceback began.</summary>
    private readonly FoldedLine Kind(ReadOnlySpan<byte> line) => line switch
    {
        [] => _isInGoroutine || _isInTraceback ? FoldedLine.Frame : FoldedLine.Entry,
        [(byte)' ' or (byte)'\t', ..] => IsJson(line) ? FoldedLine.Entry : FoldedLine.Frame,
        _ when line.StartsWith("Caused by:"u8) || line.StartsWith("Suppressed:"u8) => FoldedLine.Cause,
        _ when _isInTraceback => FoldedLine.Cause,
        _ when line.StartsWith("at "u8) || line.StartsWith("... "u8) || line.StartsWith("goroutine "u8) || line.StartsWith("created by "u8) || line.StartsWith("During handling of"u8)
            || line.StartsWith("The above exception"u8) || line.StartsWith("--- End of"u8) => FoldedLine.Frame,
        _ when _isInGoroutine => line[^1] is (byte)')' ? FoldedLine.Frame : FoldedLine.Entry,
        _ => FoldedLine.Entry,
    };

    private static bool IsJson(ReadOnlySpan<byte> line) => line.TrimStart(" \t"u8) is [(byte)'{', ..] trimmed && trimmed[^1] is (byte)'}';
}
