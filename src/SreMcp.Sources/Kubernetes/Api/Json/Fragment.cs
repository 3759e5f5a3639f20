namespace SreMcp.Sources.Kubernetes;

/// <summary>What a piece of a list answer is.</summary>
internal enum FragmentKind
{
    /// <summary>A property that nobody asked about.</summary>
    Other = 0,

    /// <summary>The answer's own <c>kind</c>.</summary>
    Kind,

    /// <summary>The list's metadata: continue token and remaining count.</summary>
    Metadata,

    /// <summary>Column definitions of a table.</summary>
    Columns,

    /// <summary>One row of a table.</summary>
    Row,

    /// <summary>One object of a list.</summary>
    Item,
}

/// <summary>One whole JSON value out of a list answer. The bytes are good until the next one is read.</summary>
internal readonly record struct Fragment(FragmentKind Kind, ReadOnlyMemory<byte> Json);
