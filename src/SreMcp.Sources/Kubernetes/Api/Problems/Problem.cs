using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>How bad it is; the numeric order is worst first.</summary>
public enum ProblemSeverity
{
    /// <summary>Does not work at all, or cannot recover by itself.</summary>
    Critical = 0,

    /// <summary>Works in part, or keeps failing.</summary>
    High = 1,

    /// <summary>May become worse; somebody should look.</summary>
    Medium = 2,

    /// <summary>Worth knowing: deliberate, or too young to judge.</summary>
    Low = 3,
}

/// <summary>Why an object is not well.</summary>
/// <param name="Reason">Short and clean: <c>CrashLoopBackOff, 9 restarts</c>.</param>
/// <param name="Message">What the cluster says about it, where it says anything.</param>
public sealed record Problem(ProblemSeverity Severity, string Reason, UntrustedText Message = default);

/// <summary>Finds what is not well, without asking anybody.</summary>
public static class Problems
{
    /// <summary>True when the kind's table alone tells; for other kinds whole objects must be read.</summary>
    public static bool AreInTable(ApiResource resource) => TableProblems.RuleFor(resource) is not null;

    /// <summary>What is wrong with the object behind a row; null when it is well or the kind's table does not tell.</summary>
    public static Problem? Of(ApiResource resource, TableRow row) => TableProblems.RuleFor(resource)?.Invoke(row);

    /// <summary>What an object's own conditions, phase and deletion say; null when it is well.</summary>
    /// <param name="now">Decides how long a deletion or a Job has been waiting.</param>
    public static Problem? Of(KubernetesObject item, DateTimeOffset now) => (item.Resource.Group, item.Resource.Plural) switch
    {
        ("", "nodes") => NodeProblems.Of(item),
        ("batch", "jobs") => JobProblems.Of(item, now),
        _ => ConditionProblems.Of(item, now),
    };
}
