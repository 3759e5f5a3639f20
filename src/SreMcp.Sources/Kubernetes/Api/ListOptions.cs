namespace SreMcp.Sources.Kubernetes;

/// <summary>What a list is asked for.</summary>
public sealed record ListOptions
{
    /// <summary>The largest page that is asked for; the API server's memory is the reason.</summary>
    public const int LargestPage = 500;

    /// <summary>Null for all namespaces, and for cluster-wide kinds.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Rows carry labels and creation time too. Costs the server and the network several times as much.</summary>
    public bool WithLabels { get; init; }

    /// <summary>1 to <see cref="LargestPage"/>.</summary>
    public int PageSize { get; init; } = LargestPage;

    /// <summary>After this many items the list ends, even if there is more; null reads everything.</summary>
    public int? Limit { get; init; }

    /// <summary>Where an earlier list stopped: <see cref="TablePage.Cursor"/>.</summary>
    public ListCursor? From { get; init; }

    /// <summary>Is told how far the list has come.</summary>
    public TablePage? Page { get; init; }
}

/// <summary>A place in a list.</summary>
/// <param name="Token">The server's own <c>continue</c> token of a page; null for the first page. Good for some minutes.</param>
/// <param name="Skip">How many items of that page were taken already.</param>
public sealed record ListCursor(string? Token, int Skip);

/// <summary>How far a list has come. Belongs to one list, one reader.</summary>
public sealed class TablePage
{
    /// <summary>How many items were handed out.</summary>
    public int Seen { get; internal set; }

    /// <summary>How many items the server says follow the pages read so far; null when it does not say (it never does with a selector).</summary>
    public long? Remaining { get; internal set; }

    /// <summary>True once the last item was handed out.</summary>
    public bool IsComplete { get; internal set; }

    /// <summary>True when the server's snapshot expired while reading: later items are of a newer state than earlier ones.</summary>
    public bool IsFromSeveralMoments { get; internal set; }

    /// <summary>Where to go on after the last item that was handed out; null when there is nothing more.</summary>
    public ListCursor? Cursor { get; internal set; }
}
