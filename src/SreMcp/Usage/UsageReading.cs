using SreMcp.Answers;
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

    /// <summary>Pods, figures and teams are read side by side.</summary>
    /// <param name="namespace">Null for the whole cluster.</param>
    public static async Task<UsageReading> ReadAsync(UsageQuestion question, string? @namespace, bool withTeams, Call call)
    {
        var (cluster, place) = await OpenAsync(question, @namespace, call);
        var reading = PodsAsync(cluster, question.Labels, @namespace, withTeams, call);
        var measuring = Measuring.OfPodsAsync(cluster, question, @namespace, call);
        var labelling = withTeams ? Teams.ReadAsync(cluster, @namespace, call) : Task.FromResult(new Teams());
        await Task.WhenAll(reading, measuring, labelling);
        var (pods, measured, teams) = (await reading, await measuring, await labelling);
        for (var index = 0; index < pods.Count; index++)
        {
            var pod = PodReading.With(pods[index], measured);
            pods[index] = withTeams ? pod with { Team = teams.Of(pod) } : pod;
        }

        return new(cluster, place, measured, pods);
    }

    /// <summary>The pods of the whole cluster, and what its nodes use.</summary>
    public static async Task<UsageReading> ReadForNodesAsync(UsageQuestion question, Call call)
    {
        var (cluster, place) = await OpenAsync(question, @namespace: null, call);
        var reading = PodsAsync(cluster, labels: null, @namespace: null, withTeams: false, call);
        var measuring = Measuring.OfNodesAsync(cluster, question, call);
        await Task.WhenAll(reading, measuring);
        return new(cluster, place, await measuring, await reading);
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

    /// <summary>What there is to say beside the figures.</summary>
    public Answer AddRemarks(Answer answer)
    {
        Measured.Remarks.ForEach(remark => remark.AddTo(answer));
        return answer;
    }

    private static async Task<(Cluster Cluster, string Place)> OpenAsync(UsageQuestion question, string? @namespace, Call call)
    {
        var cluster = call.Session.Open(question.Context);
        var target = await cluster.IdentifyAsync(@namespace, kind: null, name: null, call.Ended);
        var environment = call.Allow(Operations.KubernetesRead, target).Decision.Classification.Environment.Name();
        return (cluster, $"{TextCleaner.OneLine(target.Context, 120)}/{TextCleaner.OneLine(@namespace ?? "*", 63)} ({environment})");
    }

    private static async Task<List<PodUsage>> PodsAsync(Cluster cluster, string? labels, string? @namespace, bool withTeams, Call call)
    {
        var reader = new PodReading(withTeams);
        List<PodUsage> pods = [];
        await foreach (var pod in cluster.ReduceAsync(await cluster.ResolveAsync("v1/Pod", call.Ended), new ListOptions { Namespace = @namespace, LabelSelector = labels, Limit = MostPods }, reader.Read, call.Ended))
        {
            pods.Add(pod);
        }

        return pods;
    }
}
