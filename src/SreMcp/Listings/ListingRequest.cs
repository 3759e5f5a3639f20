namespace SreMcp.Listings;

/// <summary>What a table is asked for.</summary>
internal sealed record ListingRequest
{
    public required string Kind { get; init; }

    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    public string? NamePattern { get; init; }

    public bool OnlyProblems { get; init; }

    /// <summary>A column; with a leading <c>-</c> descending.</summary>
    public string? Sort { get; init; }

    /// <summary>Empty for the server's own choice.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Rows in one answer, 1 to 500.</summary>
    public int Limit { get; init; } = 30;

    /// <summary>True when every object must be seen before the first row is known.</summary>
    public bool IsScan => OnlyProblems || Sort is not null || NamePattern is not null;
}
