using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Tools;

namespace SreMcp.Rollouts;

/// <summary>Answers «what was changed lately»: workloads and Helm releases, the latest first.</summary>
internal static class LatelyRolledOut
{
    private const int MostShown = 20;

    public static async Task<Answer> ReadAsync(string? context, string? @namespace, TimeSpan? window, Call call)
    {
        var cluster = call.Session.Open(context);
        var target = await cluster.IdentifyAsync(@namespace, kind: null, name: null, call.Ended);
        var environment = call.Allow(Operations.KubernetesRead, target).Decision.Classification.Environment.Name();
        var (now, place) = (call.Session.Time.GetUtcNow(), $"{TextCleaner.OneLine(target.Context, 120)}/{TextCleaner.OneLine(@namespace ?? "*", 63)} ({environment})");
        var since = window is { } span ? now - span : DateTimeOffset.MinValue;
        var rollouts = await RecentRollouts.ListAsync(cluster, @namespace, call.Ended);
        RecentRollout[] recent = [.. rollouts.Where(rollout => rollout.Began >= since)];
        var answer = new Answer().Say($"{recent.Length} of {rollouts.Count} workloads in {place} were rolled out{(window is null ? "" : $" in the last {Age.Of(window.Value)}")}, the latest first");
        AddWorkloads(answer, recent, now);
        await AddReleasesAsync(answer, cluster, @namespace, since, now, call);
        return answer.Say("Next: read_rollouts with workload (Deployment/api, Helm/api) and namespace shows the change and what followed.");
    }

    private static void AddWorkloads(Answer answer, RecentRollout[] recent, DateTimeOffset now)
    {
        var table = new TextTable("AGO", "NAMESPACE", "WORKLOAD", "REVISION", "IMAGES") { Limit = 200 };
        foreach (var rollout in recent.Take(MostShown))
        {
            var (images, before) = (string.Join(", ", rollout.Images), string.Join(", ", rollout.ImagesBefore));
            table.Add(
                rollout.Began is { } began ? Age.Of(now - began) : "", rollout.Namespace, $"{rollout.Kind}/{rollout.Name}", $"{rollout.Number}{(rollout.WentBack ? " (went back)" : "")}",
                before.Length is 0 || before == images ? images : $"{before} -> {images}");
        }

        if (table.Count > 0)
        {
            answer.Table(table);
        }

        if (recent.Length > MostShown)
        {
            answer.Say($"{recent.Length - MostShown} more; name a namespace or since.");
        }
    }

    private static async Task AddReleasesAsync(Answer answer, Cluster cluster, string? @namespace, DateTimeOffset since, DateTimeOffset now, Call call)
    {
        KeptReleases kept;
        try
        {
            kept = await HelmReleases.ListAsync(cluster, @namespace, release: null, call.Ended);
        }
        catch (SreException unseen) when (unseen.Code == Errors.Answers.Forbidden)
        {
            answer.Say($"Helm releases not seen: {unseen.What} {unseen.Next}");
            return;
        }

        if (kept.Unseen is { } half)
        {
            answer.Say($"Some Helm releases may not be seen: {half.What} {half.Next}");
        }

        HelmRevisionMark[] newest = [.. kept.Marks.DistinctBy(mark => (mark.Namespace, mark.Release)).Where(mark => mark.Begun >= since).OrderByDescending(mark => mark.Begun)];
        if (newest.Length is 0)
        {
            return;
        }

        var table = new TextTable("AGO", "NAMESPACE", "HELM-RELEASE", "REVISION", "STATUS", "BY");
        foreach (var mark in newest.Take(MostShown))
        {
            table.Add(mark.Begun is { } begun ? Age.Of(now - begun) : "", mark.Namespace, mark.Release, $"{mark.Number}", mark.Status, mark.Program);
        }

        answer.Table(table);
        if (newest.Length > MostShown)
        {
            answer.Say($"{newest.Length - MostShown} more releases.");
        }
    }
}
