namespace SreMcp.Policy;

/// <summary>What policy says to a call.</summary>
public enum Verdict
{
    Deny = 0,

    /// <summary>Allowed once the requirements are met.</summary>
    Require = 1,
    Allow = 2,
}

/// <summary>What a rule may ask for before an operation runs. A closed set.</summary>
public enum RequirementKind
{
    /// <summary>The server's own dry run, in the same call.</summary>
    DryRun,

    /// <summary>A person says yes through the client; where the client cannot ask, the answer is no.</summary>
    Confirmation,

    /// <summary>This exact digest passed in another environment, seen by this server.</summary>
    VerifiedIn,

    /// <summary>The caller says why.</summary>
    Reason,
}

/// <summary>One requirement; <paramref name="In"/> names the environments of <see cref="RequirementKind.VerifiedIn"/>.</summary>
public sealed record Requirement(RequirementKind Kind, IReadOnlyList<Environment> In)
{
    public static Requirement DryRun { get; } = new(RequirementKind.DryRun, []);

    public static Requirement Confirmation { get; } = new(RequirementKind.Confirmation, []);

    public static Requirement Reason { get; } = new(RequirementKind.Reason, []);

    /// <summary>This exact digest passed in one of these environments.</summary>
    public static Requirement VerifiedIn(IEnumerable<Environment> environments) => new(RequirementKind.VerifiedIn, [.. environments.Distinct().Order()]);

    public bool Equals(Requirement? other) => other is not null && Kind == other.Kind && In.SequenceEqual(other.In);

    public override int GetHashCode() => In.Aggregate((int)Kind, HashCode.Combine);

    /// <summary>As files write it: <c>dry-run</c>, <c>verified-in: [development]</c>.</summary>
    public override string ToString() => Kind switch
    {
        RequirementKind.DryRun => "dry-run",
        RequirementKind.Confirmation => "confirmation",
        RequirementKind.Reason => "reason",
        _ => $"verified-in: [{string.Join(", ", In.Select(environment => environment.Name()))}]",
    };
}

/// <summary>What policy decided, why, and what to do instead. Only <see cref="PolicySet"/> makes one.</summary>
public sealed record Decision
{
    internal Decision()
    {
    }

    public required Verdict Verdict { get; init; }

    public required Operation Operation { get; init; }

    public required Target Target { get; init; }

    public required Classification Classification { get; init; }

    /// <summary>The rule that decided, such as <c>production-is-read-and-generate-only</c>.</summary>
    public required string RuleId { get; init; }

    public required FileLine Source { get; init; }

    /// <summary>The rule's own words.</summary>
    public required string Reason { get; init; }

    /// <summary>Everything that must hold before it runs; empty unless <see cref="Verdict.Require"/>.</summary>
    public IReadOnlyList<Requirement> Requirements { get; init; } = [];

    /// <summary>Which classes of tools are allowed on this target instead.</summary>
    public IReadOnlyList<OperationClass> AllowedHere { get; init; } = [];

    /// <summary>What an operator would have to write to allow it; null where nothing can.</summary>
    public string? HowToOpen { get; init; }
}
