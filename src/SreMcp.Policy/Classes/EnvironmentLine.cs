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

/// <summary>Where a line found something, and what to say about it.</summary>
/// <param name="Scope">Index of the narrowest scope that took part; the vote counts for that scope and narrower ones.</param>
internal readonly record struct Hit(int Scope, string Because);

/// <summary>How a line looks at a target.</summary>
internal abstract record LineTest
{
    /// <summary>One hit for each scope in which the line finds something.</summary>
    public abstract IEnumerable<Hit> Find(IReadOnlyList<ScopeNames> scopes, string lineId);
}

/// <summary>Looks for words in names.</summary>
/// <param name="Keys">For labels and tags: only those whose key matches one of these; all when empty.</param>
internal sealed record WordTest(WordList Words, IReadOnlyList<TargetAttribute> In, IReadOnlyList<Glob> Keys) : LineTest
{
    public override IEnumerable<Hit> Find(IReadOnlyList<ScopeNames> scopes, string lineId)
    {
        for (var scope = 0; scope < scopes.Count; scope++)
        {
            foreach (var name in scopes[scope].Names)
            {
                if (In.Contains(name.Fact.Attribute) && HasKey(name.Fact) && Words.FindIn(name.Readings) is { } word)
                {
                    yield return new(scope, $"{name.Says} has the word '{word}'");
                    break;
                }
            }
        }
    }

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
    public bool NamesCluster => All.Any(pattern => pattern.Attribute is TargetAttribute.Cluster);

    public override IEnumerable<Hit> Find(IReadOnlyList<ScopeNames> scopes, string lineId)
    {
        var narrowest = 0;
        foreach (var pattern in All)
        {
            var scope = Enumerable.Range(0, scopes.Count).FirstOrDefault(index => scopes[index].Names.Any(name => pattern.Matches(name.Fact)), -1);
            if (scope < 0)
            {
                yield break;
            }

            narrowest = Math.Max(narrowest, scope);
        }

        yield return new(narrowest, Says(scopes, lineId));
    }

    private string Says(IReadOnlyList<ScopeNames> scopes, string lineId)
    {
        var cluster = NamesCluster ? scopes.SelectMany(scope => scope.Names).First(name => name.Fact.Attribute is TargetAttribute.Cluster).Fact.Value : null;
        return cluster is null
            ? $"{string.Join(" and ", All.Select(pattern => pattern.Attribute.Says()))} match line {lineId}"
            : $"line {lineId} names cluster {ScopeNames.ShortId(cluster)}";
    }
}
