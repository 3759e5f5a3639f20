using System.Collections.Frozen;

namespace SreMcp.Policy;

/// <summary>Finds the rules that can match without looking at the others: by operation and environment, then by the name that narrows each the most.</summary>
internal sealed class RuleIndex
{
    private static readonly int Classes = Enum.GetValues<Environment>().Length;

    private readonly IReadOnlyList<Rule> _rules;
    private readonly FrozenDictionary<string, RuleBucket?[]> _buckets;

    public RuleIndex(IReadOnlyList<Rule> rules)
    {
        _rules = rules;
        _buckets = Operations.All.ToFrozenDictionary(operation => operation.Name, _ => new RuleBucket?[Classes], StringComparer.Ordinal);
    }

    /// <summary>Every rule that matches.</summary>
    public RuleMatches Find(Operation operation, in RuleSubject subject, Environment environment)
    {
        var matches = default(RuleMatches);
        if (_buckets.TryGetValue(operation.Name, out var buckets))
        {
            // A session asks about a few operations in one or two environments. Two threads may both build a bucket; they build the same.
            var bucket = buckets[(int)environment] ??= Bucket(operation, environment);
            bucket.Collect(subject, ref matches);
        }

        return matches;
    }

    private RuleBucket Bucket(Operation operation, Environment environment) =>
        new([.. _rules.Where(rule => !rule.IsIgnored && rule.Operations.Contains(operation) && rule.AppliesIn(environment, hasEnvironment: true)).OrderBy(rule => rule.Effect).ThenBy(rule => rule.Order)]);
}

/// <summary>The rules of one operation in one environment.</summary>
internal sealed class RuleBucket
{
    private readonly Rule[] _anywhere;
    private readonly AnchorTable _byNamespace;
    private readonly AnchorTable _byContext;
    private readonly AnchorTable _byKind;
    private readonly AnchorTable _byName;

    public RuleBucket(Rule[] rules)
    {
        var anchors = new Anchors(rules);
        var chosen = rules.ToLookup(anchors.Narrowest);
        _anywhere = [.. chosen[null]];
        _byNamespace = anchors.Table(TargetAttribute.Namespace, chosen[TargetAttribute.Namespace]);
        _byContext = anchors.Table(TargetAttribute.Context, chosen[TargetAttribute.Context]);
        _byKind = anchors.Table(TargetAttribute.Kind, chosen[TargetAttribute.Kind]);
        _byName = anchors.Table(TargetAttribute.Name, chosen[TargetAttribute.Name]);
    }

    public void Collect(in RuleSubject subject, ref RuleMatches matches)
    {
        matches.AddAll(_anywhere, subject);
        _byNamespace.Collect(subject.Namespace, subject.IsWholeCluster, subject, ref matches);
        _byKind.Collect(subject.Kind, includesAll: true, subject, ref matches);
        _byName.Collect(subject.Name, includesAll: true, subject, ref matches);
        _byContext.Collect(subject.Context, includesAll: false, subject, ref matches);
        foreach (var alias in subject.OtherContexts)
        {
            _byContext.Collect(alias, includesAll: false, subject, ref matches);
        }
    }
}

/// <summary>What matched, as it comes in.</summary>
internal struct RuleMatches
{
    /// <summary>The first deny in the order of the files.</summary>
    public Rule? Deny { get; private set; }

    /// <summary>Allows and requires; a rule that was found by two of its names stands here twice. Incomplete once something denies.</summary>
    public List<Rule>? Others { get; private set; }

    /// <param name="rules">Denies first, then by the order of the files.</param>
    public void AddAll(Rule[] rules, in RuleSubject subject)
    {
        foreach (var rule in rules)
        {
            // Denies come first, in the order of the files: once something denies, only an earlier deny can say more.
            if (Deny is not null && (rule.Effect is not RuleEffect.Deny || rule.Order > Deny.Order))
            {
                return;
            }

            if ((subject.HasEnvironment || rule.Environments.Count == 0) && rule.Scope.Misses(subject, rule.Effect is RuleEffect.Allow) is null)
            {
                Add(rule);
            }
        }
    }

    private void Add(Rule rule)
    {
        if (rule.Effect is RuleEffect.Deny)
        {
            Deny = rule;
        }
        else
        {
            (Others ??= []).Add(rule);
        }
    }
}
