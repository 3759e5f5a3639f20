namespace SreMcp.Policy;

/// <summary>One line that says what environment a target is: by the words in its names, or by what matches.</summary>
/// <remarks>An operator's line that names a cluster by its id, in a class that is not production, opens that cluster. Nothing else opens.</remarks>
internal sealed record EnvironmentLine
{
    public required string Id { get; init; }

    public required Environment Environment { get; init; }

    public required string Reason { get; init; }

    public required FileLine Source { get; init; }

    public required Trust Trust { get; init; }

    public required LineTest Test { get; init; }

    public IReadOnlyList<EnvironmentExample> Examples { get; init; } = [];

    /// <summary>True when the line names an identity in a class where things may execute. It counts only from an operator.</summary>
    public bool NamesOpenIdentity => !Environment.IsClosed() && Test is MatchTest { NamesCluster: true };

    public bool Opens => NamesOpenIdentity && Trust is Trust.Operator;
}

/// <summary>How a line looks at a target.</summary>
internal abstract record LineTest;

/// <summary>Looks for words in names.</summary>
/// <param name="Keys">For labels and tags: only those whose key matches one of these; all when empty.</param>
internal sealed record WordTest(WordList Words, IReadOnlyList<TargetAttribute> In, IReadOnlyList<Glob> Keys) : LineTest
{
    /// <summary>The word that the name has; null when the line does not look there or finds none.</summary>
    public string? FindIn(FactName name) => In.Contains(name.Fact.Attribute) && HasKey(name.Fact) ? Words.FindIn(name.Readings) : null;

    private bool HasKey(TargetFact fact)
    {
        if (!fact.Attribute.HasKeys() || Keys.Count == 0)
        {
            return true;
        }

        var key = LookAlikes.Fold(fact.Value.Split('=', 2)[0]);
        return Keys.Any(pattern => pattern.Matches(key));
    }
}

/// <summary>All of these attributes must match.</summary>
internal sealed record MatchTest(IReadOnlyList<AttributePattern> All) : LineTest
{
    public bool NamesCluster { get; } = All.Any(pattern => pattern.Attribute is TargetAttribute.Cluster);

    /// <summary>The narrowest scope that took part, since the vote counts for that scope and narrower ones; null when something does not match.</summary>
    public int? FindIn(IReadOnlyList<ScopeNames> scopes)
    {
        var narrowest = 0;
        foreach (var pattern in All)
        {
            var scope = ScopeOf(pattern, scopes);
            if (scope < 0)
            {
                return null;
            }

            narrowest = Math.Max(narrowest, scope);
        }

        return narrowest;
    }

    /// <summary>Why the line votes, in our words.</summary>
    public string Says(IReadOnlyList<ScopeNames> scopes, string lineId) => NamesCluster
        ? $"line {lineId} names cluster {ScopeNames.ShortId(scopes.SelectMany(scope => scope.Names).First(name => name.Fact.Attribute is TargetAttribute.Cluster).Fact.Value)}"
        : $"{string.Join(" and ", All.Select(pattern => pattern.Attribute.Says()))} match line {lineId}";

    private static int ScopeOf(AttributePattern pattern, IReadOnlyList<ScopeNames> scopes)
    {
        for (var index = 0; index < scopes.Count; index++)
        {
            foreach (var name in scopes[index].Names)
            {
                if (pattern.Matches(name))
                {
                    return index;
                }
            }
        }

        return -1;
    }
}
