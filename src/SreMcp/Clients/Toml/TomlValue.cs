namespace SreMcp.Clients.Toml;

internal enum TomlKind
{
    /// <summary>A number, a truth value or a time.</summary>
    Plain = 0,
    Text = 1,
    Array = 2,
    InlineTable = 3,
}

/// <summary>A value of a TOML text with its full path and where it stands.</summary>
/// <param name="Path">Keys from the root; a table of an array carries its number, as in <c>servers#2</c>.</param>
/// <param name="Text">Of a string; the characters of a plain value; null otherwise.</param>
/// <param name="Items">Of an array.</param>
internal sealed record TomlValue(IReadOnlyList<string> Path, TomlKind Kind, int Start, int End, string? Text, IReadOnlyList<TomlValue> Items)
{
    public bool IsAt(params ReadOnlySpan<string> path) => Path.Count == path.Length && IsBelow(path);

    /// <summary>True also at the path itself.</summary>
    public bool IsBelow(params ReadOnlySpan<string> path)
    {
        if (Path.Count < path.Length)
        {
            return false;
        }

        for (var index = 0; index < path.Length; index++)
        {
            if (Path[index] != path[index])
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A <c>[header]</c>.</summary>
internal sealed record TomlTable(IReadOnlyList<string> Path, int Start, bool IsOfArray);

/// <summary>All of a file, in its order.</summary>
internal sealed record TomlDocument(IReadOnlyList<TomlTable> Tables, IReadOnlyList<TomlValue> Values);
