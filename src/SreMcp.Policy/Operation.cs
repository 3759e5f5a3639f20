namespace SreMcp.Policy;

/// <summary>The four safety classes. A tool's class is the type it derives from; this is that type's name in rules.</summary>
public enum OperationClass
{
    Read = 0,
    Check = 1,
    Generate = 2,
    Execute = 3,
}

/// <summary>What a call would do: a class and a dotted name such as <c>kubernetes.restart</c>.</summary>
/// <remarks>Operations are a closed catalogue (<see cref="Operations"/>), so that a rule that names one that does not exist fails to load.</remarks>
public sealed record Operation
{
    internal Operation(OperationClass @class, string name, string says)
    {
        Class = @class;
        Name = name;
        Says = says;
    }

    public OperationClass Class { get; }

    public string Name { get; }

    /// <summary>One line for people.</summary>
    public string Says { get; }

    public override string ToString() => Name;
}

/// <summary>Every operation that exists.</summary>
public static class Operations
{
    public static Operation KubernetesRead { get; } = new(OperationClass.Read, "kubernetes.read", "Read objects of a cluster.");
    public static Operation KubernetesCheck { get; } = new(OperationClass.Check, "kubernetes.check", "Compare a manifest with the live object.");
    public static Operation PrometheusRead { get; } = new(OperationClass.Read, "prometheus.read", "Query the Prometheus of a cluster.");
    public static Operation PolicyRead { get; } = new(OperationClass.Read, "policy.read", "Read the rules in force and what they decide.");
    public static Operation JournalRead { get; } = new(OperationClass.Read, "journal.read", "Read the journal, the audit chain and kept results.");
    public static Operation ScriptGenerate { get; } = new(OperationClass.Generate, "script.generate", "Generate a script bundle from a template.");
    public static Operation KubernetesRestart { get; } = new(OperationClass.Execute, "kubernetes.restart", "Restart a workload by a new rollout.");
    public static Operation KubernetesScale { get; } = new(OperationClass.Execute, "kubernetes.scale", "Set the replicas of a workload.");
    public static Operation KubernetesUndo { get; } = new(OperationClass.Execute, "kubernetes.undo", "Take a workload back to an earlier revision.");
    public static Operation KubernetesApply { get; } = new(OperationClass.Execute, "kubernetes.apply", "Apply one object of an allow-listed workload kind.");
    public static Operation KubernetesDeletePod { get; } = new(OperationClass.Execute, "kubernetes.delete-pod", "Delete one pod.");
    public static Operation KubernetesCordon { get; } = new(OperationClass.Execute, "kubernetes.cordon", "Cordon or uncordon a node.");

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        KubernetesRead, KubernetesCheck, PrometheusRead, PolicyRead, JournalRead, ScriptGenerate, KubernetesRestart,
        KubernetesScale, KubernetesUndo, KubernetesApply, KubernetesDeletePod, KubernetesCordon,
    ];
}
