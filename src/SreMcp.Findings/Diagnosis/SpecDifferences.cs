namespace SreMcp.Findings;

/// <summary>What changed between two pod templates, in words; values of the environment are not among it.</summary>
public static class SpecDifferences
{
    public static IReadOnlyList<string> Between(PodSpec before, PodSpec after) =>
    [
        .. after.Containers.SelectMany(container => before.Container(container.Name) is { } old ? Of(old, container) : [$"container {container.Name} is new"]),
        .. before.Containers.Where(container => after.Container(container.Name) is null).Select(container => $"container {container.Name} is gone"),
        .. Of("node selector", Selector.Of(before.NodeSelector).ToString(), Selector.Of(after.NodeSelector).ToString()),
        .. Of("service account", before.ServiceAccount, after.ServiceAccount),
    ];

    private static IEnumerable<string> Of(ContainerSpec before, ContainerSpec after) =>
    [
        .. Of($"image of {after.Name}", before.Image, after.Image),
        .. Of($"memory limit of {after.Name}", Bytes(before.MemoryLimit), Bytes(after.MemoryLimit)),
        .. Of($"memory request of {after.Name}", Bytes(before.MemoryRequest), Bytes(after.MemoryRequest)),
        .. Of($"cpu limit of {after.Name}", Cores(before.CpuLimit), Cores(after.CpuLimit)),
        .. Of($"cpu request of {after.Name}", Cores(before.CpuRequest), Cores(after.CpuRequest)),
        .. Of($"liveness probe of {after.Name}", before.Liveness?.ToString(), after.Liveness?.ToString()),
        .. Of($"readiness probe of {after.Name}", before.Readiness?.ToString(), after.Readiness?.ToString()),
        .. before.Command == after.Command ? Array.Empty<string>() : [$"command of {after.Name}"],
        .. Named("variables", after.Name, before.Variables, after.Variables),
    ];

    private static IEnumerable<string> Named(string what, string container, IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var (gone, added) = (before.Except(after, StringComparer.Ordinal).ToArray(), after.Except(before, StringComparer.Ordinal).ToArray());
        return [.. gone.Length > 0 ? new[] { $"{what} gone from {container}: {Wording.Clean(Wording.Names(gone), 150)}" } : [], .. added.Length > 0 ? new[] { $"{what} new in {container}: {Wording.Clean(Wording.Names(added), 150)}" } : []];
    }

    private static IEnumerable<string> Of(string what, string? before, string? after) =>
        before == after ? [] : [Wording.Clean($"{what} {(string.IsNullOrEmpty(before) ? "none" : before)} to {(string.IsNullOrEmpty(after) ? "none" : after)}", 200)];

    private static string? Bytes(decimal? amount) => amount is { } bytes ? Quantity.Bytes(bytes) : null;

    private static string? Cores(decimal? amount) => amount is { } cores ? Quantity.Cores(cores) : null;
}
