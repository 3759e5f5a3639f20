using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

/// <summary>Pieces of a cluster as incidents leave them. Everything is well unless a test says otherwise.</summary>
internal static class Given
{
    public const string Space = "shop";

    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Ago(int minutes) => Now.AddMinutes(-minutes);

    public static ObjectKey Key(string kind, string name) => new(kind, Space, name);

    public static IReadOnlyDictionary<string, string> Labels(params (string Key, string Value)[] labels) => labels.ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal);

    public static ContainerSpec Container(string name = "main") => new() { Name = name, Image = "registry.example.com/web:1.0", Ports = [new("http", 8080, "TCP")], MemoryLimit = 128L << 20, MemoryRequest = 64L << 20, CpuRequest = 0.1m };

    public static WorkloadRecord Workload(string name, int wanted = 2, int ready = 2) => new()
    {
        Key = Key("Deployment", name), Wanted = wanted, Ready = ready, Existing = wanted, Created = Ago(600), PodLabels = Labels(("app", name)), Selector = Selector.Of(Labels(("app", name))), Spec = new() { Containers = [Container()] },
    };

    public static PodRecord Pod(string workload, int number = 1) => new()
    {
        Key = Key("Pod", $"{workload}-{number}"), Workload = Key("Deployment", workload), Labels = Labels(("app", workload)), Node = "node-a", IsReady = true, Created = Ago(60), ReadySince = Ago(59), Spec = new() { Containers = [Container()] },
    };

    public static PodRecord Unready(this PodRecord pod, params ContainerState[] containers) => pod with { IsReady = false, Containers = containers };

    public static ContainerState Crashing(int code, string? reason = "Error", int restarts = 6, string name = "main") => new()
    {
        Name = name, Restarts = restarts, Waiting = "CrashLoopBackOff", WaitingMessage = new("back-off 5m0s restarting failed container"), LastEnded = new(code, null, reason, default, Ago(4), Ago(3)),
    };

    public static ContainerState Waiting(string reason, string message) => new() { Name = "main", Waiting = reason, WaitingMessage = new(message) };

    public static EventRecord Event(ObjectKey about, string reason, string message) => new() { About = about, Reason = reason, Message = new(message), Count = 5, First = Ago(20), Last = Ago(1) };

    public static ServiceRecord Service(string name, string app, string target = "http") => new()
    {
        Key = Key("Service", name), Selector = Selector.Of(Labels(("app", app))), Ports = [new("http", 80, target, "TCP")], Created = Ago(600),
    };

    public static NodeRecord Node(string name = "node-a", params (string Key, string Value)[] labels) => new()
    {
        Name = name, Cpu = 4, Memory = 8L << 30, Labels = Labels([("kubernetes.io/hostname", name), .. labels]), Conditions = [new("Ready", "True", "KubeletReady", default, Ago(6000))], Created = Ago(6000),
    };

    /// <summary>The only cause there is.</summary>
    public static Diagnosed Only(ClusterState state) => Assert.Single(Diagnosis.Of(state));
}
