using System.Collections.Immutable;

namespace SreMcp.Policy;

/// <summary>What a rule says where it matches.</summary>
public enum RuleEffect
{
    Deny = 0,
    Require = 1,
    Allow = 2,
}

/// <summary>One rule of a policy file.</summary>
internal sealed record Rule
{
    public required string Id { get; init; }

    public required RuleEffect Effect { get; init; }

    public required IReadOnlyList<Operation> Operations { get; init; }

    /// <summary>Empty for every environment, and for targets that are in none.</summary>
    public required IReadOnlyList<Environment> Environments { get; init; }

    public required RuleScope Scope { get; init; }

    public required IReadOnlyList<Requirement> Requirements { get; init; }

    public required string Reason { get; init; }

    public required FileLine Source { get; init; }

    public required Trust Trust { get; init; }

    public required IReadOnlyList<RuleExample> Examples { get; init; }

    /// <summary>Place in the order of the files, from 0; of several denies the first is named.</summary>
    public int Order { get; init; }

    /// <summary>An allow from somebody who may only tighten.</summary>
    public bool IsIgnored => Effect is RuleEffect.Allow && Trust is Trust.Workspace;

    /// <summary>The rule's reason; a workspace's own words are marked as such, since they may be the agent's or a stranger's.</summary>
    public string Words => Trust is Trust.Workspace ? $"A policy file of the workspace says: «{TextCleaner.OneLine(Reason, 160)}»" : Reason;

    public bool AppliesIn(Environment environment, bool hasEnvironment) =>
        Environments.Count == 0 || (hasEnvironment && Environments.Contains(environment));
}

/// <summary>What a rule's patterns narrow it to; an empty list narrows nothing.</summary>
internal sealed record RuleScope
{
    public ImmutableArray<Glob> System { get; init; } = [];

    public ImmutableArray<Glob> Context { get; init; } = [];

    public ImmutableArray<Glob> Namespace { get; init; } = [];

    public ImmutableArray<Glob> Kind { get; init; } = [];

    public ImmutableArray<Glob> Name { get; init; } = [];

    /// <summary>The first key that does not match; null when all do.</summary>
    /// <param name="allows">An allow must fit everything the target is known as; a deny or require needs one fit, and also matches a call that is broad enough to include what it names.</param>
    public string? Misses(in RuleSubject subject, bool allows) => this switch
    {
        _ when System.Length > 0 && !Any(System, subject.System) => "system",
        _ when Context.Length > 0 && !MatchesContext(subject, allows) => "context",
        _ when !Matches(Namespace, subject.Namespace, allows, subject.IsWholeCluster) => "namespace",
        _ when !Matches(Kind, subject.Kind, allows, subject.Kind is null) => "kind",
        _ when !Matches(Name, subject.Name, allows, subject.Name is null) => "name",
        _ => null,
    };

    private bool MatchesContext(in RuleSubject subject, bool allows)
    {
        if (subject.Context is null || Any(Context, subject.Context) != allows)
        {
            return subject.Context is not null && !allows;
        }

        foreach (var alias in subject.OtherContexts)
        {
            if (Any(Context, alias) != allows)
            {
                return !allows;
            }
        }

        return allows;
    }

    private static bool Matches(ImmutableArray<Glob> patterns, string? value, bool allows, bool includesAll) =>
        patterns.Length == 0 || (value is null ? !allows && includesAll : Any(patterns, value));

    private static bool Any(ImmutableArray<Glob> patterns, string value)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(value))
            {
                return true;
            }
        }

        return false;
    }
}
