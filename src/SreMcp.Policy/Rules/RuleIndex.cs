using System.Collections.Frozen;

namespace SreMcp.Policy;

/// <summary>Finds the rules that can match without looking at the others: by operation and environment, then by namespace or context.</summary>
internal sealed class RuleIndex
{
    private static readonly int EnvironmentCount = Enum.GetValues<Environment>().Length;

    private readonly FrozenDictionary<string, RuleBucket[]> _buckets;

    public RuleIndex(IReadOnlyList<Rule> rules)
    {
        _buckets = Operations.All.ToFrozenDictionary(
            operation => operation.Name,
            operation =>
            {
                var about = rules.Where(rule => !rule.IsIgnored && rule.Operations.Contains(operation)).ToArray();
                return Enumerable.Range(0, EnvironmentCount)
                    .Select(environment => new RuleBucket([.. about.Where(rule => rule.AppliesIn((Environment)environment, hasEnvironment: true))]))
                    .ToArray();
            },
            StringComparer.Ordinal);
    }

    /// <summary>Every rule that matches.</summary>
    public RuleMatches Find(Operation operation, RuleSubject subject, Environment environment)
    {
        var matches = default(RuleMatches);
        if (_buckets.TryGetValue(operation.Name, out var buckets))
        {
            buckets[(int)environment].Collect(subject, environment, ref matches);
        }

        return matches;
    }
}

/// <summary>The rules of one operation in one environment.</summary>
internal sealed class RuleBucket
{
    private readonly Rule[] _all;
    private readonly Rule[] _anywhere;
    private readonly NameIndex _byNamespace;
    private readonly NameIndex _byContext;

    public RuleBucket(Rule[] rules)
    {
        _all = rules;
        _byNamespace = new([.. rules.Where(rule => NameIndex.Fits(rule.Scope.Namespace))], rule => rule.Scope.Namespace);
        var others = rules.Where(rule => !NameIndex.Fits(rule.Scope.Namespace)).ToArray();
        _byContext = new([.. others.Where(rule => NameIndex.Fits(rule.Scope.Context))], rule => rule.Scope.Context);
        _anywhere = [.. others.Where(rule => !NameIndex.Fits(rule.Scope.Context))];
    }

    public void Collect(RuleSubject subject, Environment environment, ref RuleMatches matches)
    {
        if (subject.IsWholeCluster || subject.Context is null)
        {
            // A call for everything includes what every rule names.
            matches.AddAll(_all, subject, environment);
            return;
        }

        matches.AddAll(_anywhere, subject, environment);
        if (subject.Namespace is { } @namespace)
        {
            _byNamespace.Collect(@namespace, subject, environment, ref matches);
        }

        _byContext.Collect(subject.Context, subject, environment, ref matches);
        foreach (var alias in subject.OtherContexts)
        {
            _byContext.Collect(alias, subject, environment, ref matches);
        }
    }
}

/// <summary>Rules by the names they begin with.</summary>
internal sealed class NameIndex
{
    private readonly FrozenDictionary<string, Rule[]> _exact;
    private readonly FrozenDictionary<string, Rule[]> _prefix;
    private readonly int[] _lengths;

    public NameIndex(IReadOnlyList<Rule> rules, Func<Rule, IReadOnlyList<Glob>> patterns)
    {
        var named = rules.SelectMany(rule => patterns(rule).Select(pattern => (Rule: rule, Pattern: pattern))).ToLookup(pair => pair.Pattern.IsLiteral);
        _exact = Table(named[true]);
        _prefix = Table(named[false]);
        _lengths = [.. _prefix.Keys.Select(prefix => prefix.Length).Distinct().Order()];
    }

    /// <summary>True when every pattern begins with plain text.</summary>
    public static bool Fits(IReadOnlyList<Glob> patterns) => patterns.Count > 0 && patterns.All(pattern => pattern.Prefix.Length > 0);

    public void Collect(string name, RuleSubject subject, Environment environment, ref RuleMatches matches)
    {
        if (_exact.TryGetValue(name, out var exact))
        {
            matches.AddAll(exact, subject, environment);
        }

        if (_lengths.Length == 0)
        {
            return;
        }

        var prefixes = _prefix.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var length in _lengths)
        {
            if (length > name.Length)
            {
                return;
            }

            if (prefixes.TryGetValue(name.AsSpan(0, length), out var rules))
            {
                matches.AddAll(rules, subject, environment);
            }
        }
    }

    private static FrozenDictionary<string, Rule[]> Table(IEnumerable<(Rule Rule, Glob Pattern)> named) => named
        .GroupBy(pair => pair.Pattern.Prefix, pair => pair.Rule, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(group => group.Key, group => group.Distinct().ToArray(), StringComparer.OrdinalIgnoreCase);
}

/// <summary>What matched, as it comes in.</summary>
internal struct RuleMatches
{
    /// <summary>The first deny in the order of the files.</summary>
    public Rule? Deny { get; private set; }

    /// <summary>Allows and requires.</summary>
    public List<Rule>? Others { get; private set; }

    public void AddAll(Rule[] rules, RuleSubject subject, Environment environment)
    {
        foreach (var rule in rules)
        {
            if (rule.AppliesIn(environment, subject.HasEnvironment) && rule.Scope.Misses(subject, rule.Effect is RuleEffect.Allow) is null)
            {
                Add(rule);
            }
        }
    }

    private void Add(Rule rule)
    {
        if (rule.Effect is RuleEffect.Deny)
        {
            if (Deny is null || rule.Order < Deny.Order)
            {
                Deny = rule;
            }
        }
        else if (Others?.Contains(rule) != true)
        {
            (Others ??= []).Add(rule);
        }
    }
}
