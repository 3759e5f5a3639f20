using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Usage;

/// <summary>Answers «what still fits»: nodes by what is promised and what is used, the fullest first.</summary>
internal static class NodeHeadroom
{
    private const int MostNodes = 10_000;

    public static async Task<Answer> ReadAsync(UsageQuestion question, Call call)
    {
        var reading = await UsageReading.ReadForNodesAsync(question, call);
        var nodes = await NodesAsync(reading, question.Labels, call);
        NodeUsage[] open = [.. nodes.Where(node => node.TakesPods)];
        var answer = new Answer().Say($"{nodes.Count} nodes of {reading.Place}, fullest by requests first; use {reading.Measured.How}");
        reading.AddRemarks(answer);
        AddTable(answer, nodes, question.Limit);
        var slots = open.Sum(node => Math.Max(0, node.PodLimit - node.Pods));
        answer.Say($"Free for requests on {open.Length} nodes that take pods: {UsageWords.Cores(open.Sum(node => node.CpuFree))} cores, {UsageWords.Bytes(open.Sum(node => node.MemoryFree))}, {slots} pods.");
        return open.Where(node => node.Pods < node.PodLimit).MaxBy(node => node.MemoryFree) is { } roomiest
            ? answer.Quote("One pod can ask for at most ", new($"{UsageWords.Bytes(roomiest.MemoryFree)} with {UsageWords.Cores(roomiest.CpuFree)} cores, on {roomiest.Name}; selectors, affinity and taints may narrow that."))
            : answer.Say("No node takes another pod.");
    }

    private static async Task<IReadOnlyList<NodeUsage>> NodesAsync(UsageReading reading, string? labels, Call call)
    {
        var byNode = reading.Pods.Where(pod => pod.Node is not null).ToLookup(pod => pod.Node!, StringComparer.Ordinal);
        List<NodeUsage> nodes = [];
        await foreach (var node in reading.Cluster.ObjectsAsync(await reading.Cluster.ResolveAsync("v1/Node", call.Ended), new ListOptions { LabelSelector = labels, Limit = MostNodes }, call.Ended))
        {
            var use = reading.Measured.Of(node.Name);
            PodUsage[] pods = [.. byNode[node.Name]];
            nodes.Add(new(
                node.Name,
                Quantity.Parse(node.Text("status", "allocatable", "cpu")) ?? 0, Quantity.Parse(node.Text("status", "allocatable", "memory")) ?? 0, (long)(Quantity.Parse(node.Text("status", "allocatable", "pods")) ?? 0),
                use.Cpu, use.Memory, pods.Sum(pod => pod.CpuRequested), pods.Sum(pod => pod.MemoryRequested), pods.Length, TakesPods(node)));
        }

        return [.. nodes.OrderByDescending(node => Math.Max(Share(node.CpuRequested, node.CpuAllocatable) ?? 0, Share(node.MemoryRequested, node.MemoryAllocatable) ?? 0)).ThenBy(node => node.Name, StringComparer.Ordinal)];
    }

    private static void AddTable(Answer answer, IReadOnlyList<NodeUsage> nodes, int limit)
    {
        var table = new TextTable("NODE", "CPU-REQUESTED", "CPU-USED", "CPU-FREE", "MEMORY-REQUESTED", "MEMORY-USED", "MEMORY-FREE", "PODS", "TAKES-PODS");
        foreach (var node in nodes.Take(limit))
        {
            table.Add(
                node.Name,
                $"{UsageWords.Percent(Share(node.CpuRequested, node.CpuAllocatable))} of {UsageWords.Cores(node.CpuAllocatable)}", UsageWords.Percent(Share(node.Cpu, node.CpuAllocatable)), UsageWords.Cores(node.CpuFree),
                $"{UsageWords.Percent(Share(node.MemoryRequested, node.MemoryAllocatable))} of {UsageWords.Bytes(node.MemoryAllocatable)}", UsageWords.Percent(Share(node.Memory, node.MemoryAllocatable)), UsageWords.Bytes(node.MemoryFree),
                $"{node.Pods}/{node.PodLimit}", node.TakesPods ? "yes" : "no");
        }

        if (table.Count > 0)
        {
            answer.Table(table);
        }

        if (nodes.Count > limit)
        {
            answer.Say($"{nodes.Count - limit} more nodes.");
        }
    }

    private static decimal? Share(decimal? part, decimal whole) => part is { } amount && whole > 0 ? amount / whole : null;

    private static bool TakesPods(KubernetesObject node) =>
        node.Flag("spec", "unschedulable") is not true
        && node.Items("status", "conditions").Any(condition => condition.TryGetProperty("type", out var type) && type.ValueEquals("Ready") && condition.TryGetProperty("status", out var status) && status.ValueEquals("True"));
}
