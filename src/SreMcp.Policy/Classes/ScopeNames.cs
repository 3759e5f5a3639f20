namespace SreMcp.Policy;

/// <summary>One fact of a scope, read into words once for all lines that look at it.</summary>
internal sealed class FactName(TargetFact fact, bool isAlias)
{
    private IReadOnlyList<IReadOnlyList<string>>? _readings;
    private string? _normal;

    public TargetFact Fact { get; } = fact;

    /// <summary>The value of a label or tag, else the whole name, in words.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Readings => _readings ??= NameWords.Readings(Worded(Fact));

    /// <summary>The value as patterns match it.</summary>
    public string Normal => _normal ??= AttributePattern.Normal(Fact.Attribute, Fact.Value);

    /// <summary>What to call it, without showing text that others wrote.</summary>
    public string Says => Fact.Attribute switch
    {
        TargetAttribute.Context when isAlias => "the name of another context for the same cluster",
        TargetAttribute.NamespaceLabel or TargetAttribute.Tag => $"a {Fact.Attribute.Says()}",
        _ => Fact.Attribute.Says(),
    };

    private static string Worded(TargetFact fact) =>
        fact.Attribute.HasKeys() && fact.Value.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? fact.Value[(at + 1)..] : fact.Value;
}

/// <summary>A scope as environment lines look at it.</summary>
internal sealed record ScopeNames(TargetScope Scope, IReadOnlyList<FactName> Names)
{
    public static IReadOnlyList<ScopeNames> Of(IReadOnlyList<TargetScope> scopes) => [.. scopes.Select(Of)];

    /// <summary><c>6f0c…e1</c>: enough for a person to recognise it.</summary>
    public static string ShortId(string id)
    {
        var clean = TextCleaner.OneLine(id, 80);
        return clean.Length > 8 ? $"{clean[..4]}…{clean[^2..]}" : clean;
    }

    private static ScopeNames Of(TargetScope scope)
    {
        var seen = new HashSet<TargetAttribute>();
        return new(scope, [.. scope.Facts.Select(fact => new FactName(fact, !seen.Add(fact.Attribute)))]);
    }
}
