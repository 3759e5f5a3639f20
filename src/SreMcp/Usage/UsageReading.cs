using SreMcp.Calls;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Usage;

/// <summary>Pods with what they set and what they use, as they were read for one call.</summary>
/// <param name="Place">Context, namespace and environment, as headings name them.</param>
/// <param name="Narrowed">Why less was read than asked for; null when it was not.</param>
internal sealed record UsageReading(Cluster Cluster, string Place, Measurements Measured, IReadOnlyList<PodUsage> Pods, string? Narrowed = null)
{
    private const int MostPods = 100_000;

    /// <param name="namespace">Null for the whole cluster.</param>
    public static async Task<UsageReading> ReadAsync(UsageQuestion question, string? @namespace, bool withTeams, Call call)
    {
        var cluster = call.Session.Open(question.Context);
        var target = await cluster.IdentifyAsync(@namespace, kind: null, name: null, call.Ended);
        var environment = call.Allow(Operations.KubernetesRead, target).Decision.Classification.Environment.Name();
        var measuring = Measurements.OfPodsAsync(cluster, @namespace, question.Labels, call);
        var labelling = withTeams ? Teams.ReadAsync(cluster, @namespace, call) : Task.FromResult(new Teams());
        await Task.WhenAll(measuring, labelling);
        var (measured, teams) = (await measuring, await labelling);
        List<PodUsage> pods = [];
        await foreach (var pod in cluster.ObjectsAsync(await cluster.ResolveAsync("v1/Pod", call.Ended), new ListOptions { Namespace = @namespace, LabelSelector = question.Labels, Limit = MostPods }, call.Ended))
        {
            if (PodReading.Of(pod, measured, withTeams ? teams.Of(pod) : null) is { } read)
            {
                pods.Add(read);
            }
        }

        return new(cluster, $"{TextCleaner.OneLine(target.Context, 120)}/{TextCleaner.OneLine(@namespace ?? "*", 63)} ({environment})", measured, pods);
    }

    /// <summary>The whole cluster, or the namespace alone where the cluster may not be seen.</summary>
    public static async Task<UsageReading> ReadWidelyAsync(UsageQuestion question, string @namespace, Call call)
    {
        try
        {
            return await ReadAsync(question, @namespace: null, withTeams: true, call);
        }
        catch (SreException forbidden) when (forbidden.Code == Errors.Answers.Forbidden)
        {
            return await ReadAsync(question, @namespace, withTeams: true, call) with { Narrowed = $"Compared within {TextCleaner.OneLine(@namespace, 63)} only: {forbidden.What}" };
        }
    }
}
