using System.Collections.Frozen;
using System.Collections.Immutable;

namespace SreMcp.Policy;

/// <summary>How a pattern is looked up: by what a name is, begins with or ends with.</summary>
internal enum AnchorKind
{
    Whole,
    Start,
    End,
}

/// <summary>The plain text at one end of a pattern.</summary>
internal readonly record struct Anchor(TargetAttribute Attribute, AnchorKind Kind, string Text);

/// <summary>Chooses for each rule the name that few other rules share.</summary>
internal sealed class Anchors
{
    private static readonly TargetAttribute[] Attributes = [TargetAttribute.Namespace, TargetAttribute.Context, TargetAttribute.Name, TargetAttribute.Kind];

    private readonly Dictionary<Anchor, int> _shared;

    public Anchors(IEnumerable<Rule> rules) => _shared = rules
        .SelectMany(rule => Attributes.SelectMany(attribute => Patterns(rule, attribute).SelectMany(pattern => Of(attribute, pattern))))
        .CountBy(anchor => anchor)
        .ToDictionary();

    /// <summary>The attribute to look the rule up by; null when none of its patterns has plain text at an end.</summary>
    public TargetAttribute? Narrowest(Rule rule) => Attributes
        .Where(attribute => Patterns(rule, attribute) is { Length: > 0 } patterns && patterns.All(pattern => Of(attribute, pattern).Any()))
        .Select(attribute => (TargetAttribute?)attribute)
        .MinBy(attribute => Patterns(rule, attribute!.Value).Max(pattern => _shared[Rarest(attribute.Value, pattern)]));

    public AnchorTable Table(TargetAttribute attribute, IEnumerable<Rule> rules)
    {
        var all = rules.ToArray();
        var anchored = all.SelectMany(rule => Patterns(rule, attribute).Select(pattern => (Anchor: Rarest(attribute, pattern), Rule: rule))).ToLookup(pair => pair.Anchor.Kind);
        return new(all, Frozen(anchored[AnchorKind.Whole]), Frozen(anchored[AnchorKind.Start]), Frozen(anchored[AnchorKind.End]));
    }

    private Anchor Rarest(TargetAttribute attribute, Glob pattern) => Of(attribute, pattern).MinBy(anchor => _shared[anchor]);

    private static IEnumerable<Anchor> Of(TargetAttribute attribute, Glob pattern)
    {
        if (pattern.IsLiteral)
        {
            yield return new(attribute, AnchorKind.Whole, pattern.Pattern.ToUpperInvariant());
            yield break;
        }

        if (pattern.Prefix.Length > 0)
        {
            yield return new(attribute, AnchorKind.Start, pattern.Prefix.ToUpperInvariant());
        }

        if (pattern.Suffix.Length > 0)
        {
            yield return new(attribute, AnchorKind.End, pattern.Suffix.ToUpperInvariant());
        }
    }

    private static ImmutableArray<Glob> Patterns(Rule rule, TargetAttribute attribute) => attribute switch
    {
        TargetAttribute.Namespace => rule.Scope.Namespace,
        TargetAttribute.Context => rule.Scope.Context,
        TargetAttribute.Name => rule.Scope.Name,
        _ => rule.Scope.Kind,
    };

    private static FrozenDictionary<string, Rule[]> Frozen(IEnumerable<(Anchor Anchor, Rule Rule)> anchored) => anchored
        .GroupBy(pair => pair.Anchor.Text, pair => pair.Rule, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(group => group.Key, group => group.Distinct().ToArray(), StringComparer.OrdinalIgnoreCase);
}

/// <summary>Rules by one of their names.</summary>
internal sealed class AnchorTable(Rule[] all, FrozenDictionary<string, Rule[]> whole, FrozenDictionary<string, Rule[]> start, FrozenDictionary<string, Rule[]> end)
{
    private readonly int[] _startLengths = Lengths(start);
    private readonly int[] _endLengths = Lengths(end);

    /// <param name="includesAll">Whether a call without this name is one for all of them.</param>
    public void Collect(string? name, bool includesAll, in RuleSubject subject, ref RuleMatches matches)
    {
        if (all.Length == 0)
        {
            return;
        }

        if (name is null)
        {
            if (includesAll)
            {
                matches.AddAll(all, subject);
            }

            return;
        }

        if (whole.TryGetValue(name, out var exact))
        {
            matches.AddAll(exact, subject);
        }

        CollectEnds(name, subject, ref matches);
    }

    private void CollectEnds(string name, in RuleSubject subject, ref RuleMatches matches)
    {
        if (_startLengths.Length > 0)
        {
            var starts = start.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var length in _startLengths)
            {
                if (length <= name.Length && starts.TryGetValue(name.AsSpan(0, length), out var rules))
                {
                    matches.AddAll(rules, subject);
                }
            }
        }

        if (_endLengths.Length > 0)
        {
            var ends = end.GetAlternateLookup<ReadOnlySpan<char>>();
            foreach (var length in _endLengths)
            {
                if (length <= name.Length && ends.TryGetValue(name.AsSpan(name.Length - length), out var rules))
                {
                    matches.AddAll(rules, subject);
                }
            }
        }
    }

    private static int[] Lengths(FrozenDictionary<string, Rule[]> table) => [.. table.Keys.Select(key => key.Length).Distinct().Order()];
}
