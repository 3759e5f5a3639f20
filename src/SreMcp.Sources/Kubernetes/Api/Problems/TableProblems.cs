namespace SreMcp.Sources.Kubernetes;

/// <summary>What the tables of built-in kinds tell. Columns are found by name: their order and number change between versions.</summary>
internal static class TableProblems
{
    /// <summary>How long something may take before it counts as stuck.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);

    /// <summary>The rule for a kind; null when its table does not tell.</summary>
    public static Func<TableRow, Problem?>? RuleFor(ApiResource resource) => (resource.Group, resource.Plural) switch
    {
        ("", "pods") => PodProblems.Of,
        ("", "namespaces") => Namespace,
        ("", "services") => Service,
        ("", "persistentvolumeclaims") => Claim,
        ("", "persistentvolumes") => Volume,
        ("", "events") or ("events.k8s.io", "events") => Event,
        ("", "replicationcontrollers") => DesiredAndReady,
        ("apps" or "extensions", "deployments") or ("apps", "statefulsets") => ReadyOfAll,
        ("apps" or "extensions", "daemonsets" or "replicasets") => DesiredAndReady,
        ("autoscaling", "horizontalpodautoscalers") => Autoscaler,
        ("policy", "poddisruptionbudgets") => DisruptionBudget,
        ("apiregistration.k8s.io", "apiservices") => ApiService,
        ("certificates.k8s.io", "certificatesigningrequests") => SigningRequest,
        _ => null,
    };

    /// <summary><c>1/3</c> as two numbers; null when it is anything else.</summary>
    public static (int Part, int Whole)? Ratio(string? cell) =>
        cell?.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        && int.TryParse(cell.AsSpan(0, slash), out var part) && int.TryParse(cell.AsSpan(slash + 1), out var whole) ? (part, whole) : null;

    public static bool IsSettling(TableRow row) => Age.Parse(row["Age"]) < Settling;

    private static Problem? Namespace(TableRow row) => row["Status"] is "Terminating" ? new(ProblemSeverity.Medium, "terminating") : null;

    private static Problem? Service(TableRow row) => row["Type"] is "LoadBalancer" && row["External-IP"] is "<pending>" or "<none>" && !IsSettling(row)
        ? new(ProblemSeverity.High, "load balancer has no address")
        : null;

    private static Problem? Claim(TableRow row) => row["Status"] switch
    {
        "Bound" or null => null,
        "Lost" => new(ProblemSeverity.Critical, "its volume is lost"),
        "Pending" when IsSettling(row) => null,
        "Pending" => new(ProblemSeverity.High, "not bound to a volume"),
        var other => new(ProblemSeverity.Medium, other),
    };

    private static Problem? Volume(TableRow row) => row["Status"] switch
    {
        "Failed" => new(ProblemSeverity.High, "failed to be reclaimed"),
        "Released" => new(ProblemSeverity.Low, "released, not reclaimed"),
        "Pending" when !IsSettling(row) => new(ProblemSeverity.Medium, "pending"),
        _ => null,
    };

    private static Problem? Event(TableRow row) => row["Type"] is "Warning" ? new(ProblemSeverity.Medium, row["Reason"] ?? "warning") : null;

    private static Problem? ReadyOfAll(TableRow row) => Ratio(row["Ready"]) is { } ready ? Short(row, ready.Part, ready.Whole) : null;

    private static Problem? DesiredAndReady(TableRow row) =>
        int.TryParse(row["Desired"], out var desired) && int.TryParse(row["Ready"], out var ready) ? Short(row, ready, desired) : null;

    private static Problem? Short(TableRow row, int ready, int desired) => (ready >= desired, ready) switch
    {
        (true, _) => null,
        _ when IsSettling(row) => new(ProblemSeverity.Low, $"{ready} of {desired} ready, just made"),
        (_, 0) => new(ProblemSeverity.Critical, $"none of {desired} ready"),
        _ => new(ProblemSeverity.High, $"{ready} of {desired} ready"),
    };

    private static Problem? Autoscaler(TableRow row)
    {
        if (row["Targets"] is { } targets && targets.Contains("<unknown>", StringComparison.Ordinal) && !IsSettling(row))
        {
            return new(ProblemSeverity.High, "cannot read its metrics");
        }

        return row["MaxPods"] is { Length: > 0 } most && most == row["Replicas"] && most != row["MinPods"]
            ? new(ProblemSeverity.Medium, $"at its limit of {most}")
            : null;
    }

    private static Problem? DisruptionBudget(TableRow row) => row["Allowed Disruptions"] is "0" ? new(ProblemSeverity.Low, "allows no disruption: nodes cannot be drained") : null;

    private static Problem? ApiService(TableRow row) => row["Available"] is { } available && !available.StartsWith("True", StringComparison.Ordinal)
        ? new(ProblemSeverity.Critical, $"not available: {available}")
        : null;

    private static Problem? SigningRequest(TableRow row) => row["Condition"] switch
    {
        "Pending" when !IsSettling(row) => new(ProblemSeverity.Low, "waits for approval"),
        { } condition when condition.Contains("Failed", StringComparison.Ordinal) => new(ProblemSeverity.Medium, condition),
        _ => null,
    };
}
