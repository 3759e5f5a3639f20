using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Tools;
using SreMcp.Workloads;

namespace SreMcp.Rollouts;

/// <summary>The history of one Deployment, StatefulSet or DaemonSet, what its newest change was, and what followed.</summary>
internal static class WorkloadRollouts
{
    private const int MostShown = 15;

    public static async Task<Answer> ReadAsync(RolloutQuestion question, string workload, Call call)
    {
        var snapshot = await WorkloadSnapshot.ReadAsync(question.Context, question.Namespace, workload, fresh: false, call);
        var (item, history) = (snapshot.Workload, snapshot.History);
        var environment = call.Decisions[^1].Decision.Classification.Environment.Name();
        var (live, now) = (history.FirstOrDefault(revision => revision.IsLive), call.Session.Time.GetUtcNow());
        var since = Since(item, history);
        var answer = new Answer().Say(live is null
            ? $"{TextCleaner.OneLine(snapshot.Target.Display, 300)} ({environment}): its controller has not recorded the present template yet; {RolloutStatus.Of(item)}"
            : $"{TextCleaner.OneLine(snapshot.Target.Display, 300)} ({environment}): revision {live.Number} live{(since is { } moment ? $" since {Moments.Of(moment, now)}" : "")}, {RolloutStatus.Of(item)}");
        AddHistory(answer, history, now);
        AddManagers(answer, item, now);
        foreach (var note in snapshot.Notes())
        {
            answer.Say($"Note: {TextCleaner.OneLine(note, 300)}");
        }

        if (Pair(history, live, question) is var (before, after))
        {
            ChangeLines.Add(answer, $"From revision {before.Number} to {after.Number}", TemplateDiff.Between(before, after));
        }

        if (since is { } began)
        {
            await FollowingEvents.AddAsync(answer, snapshot.Cluster, item.Namespace ?? "default", began, OwnObjects.Of(item, history), $"revision {live!.Number}", call);
        }

        return history.Count > 1 ? answer.Say($"Going back is for a person: generate_script template=kubernetes_rollback parameters.context={TextCleaner.OneLine(snapshot.Target.Context, 120)} parameters.workload={item.Namespace}/{item.Kind}/{item.Name}") : answer;
    }

    private static void AddHistory(Answer answer, IReadOnlyList<Revision> history, DateTimeOffset now)
    {
        var table = new TextTable("REVISION", "AGE", "IMAGES", "CHANGE-CAUSE", "MARKS", "KEPT-IN") { Limit = 160 };
        foreach (var revision in history.Take(MostShown))
        {
            table.Add(
                revision.IsLive ? $"{revision.Number} (live)" : $"{revision.Number}",
                revision.Created is { } created ? Age.Of(now - created) : "",
                string.Join(", ", revision.Images),
                revision.ChangeCause.Line(160),
                TemplateMarks.Of(revision.Template),
                revision.KeptIn);
        }

        if (table.Count > 0)
        {
            answer.Table(table);
        }

        if (history.Count > MostShown)
        {
            answer.Say($"{history.Count - MostShown} older revisions are kept.");
        }
    }

    /// <summary>Who, as far as a cluster knows it.</summary>
    private static void AddManagers(Answer answer, KubernetesObject item, DateTimeOffset now)
    {
        var managers = item.Managers.Where(manager => manager.Subresource.Length is 0 && manager.Owns("spec", "template")).OrderByDescending(manager => manager.Time).Take(5).ToArray();
        if (managers.Length > 0)
        {
            answer.Quote(
                "Pod template last set by (programs; people stand in the audit log): ",
                new(string.Join(", ", managers.Select(manager => $"{manager.Name}{(manager.Time is { } time ? $" {Age.Of(now - time)} ago" : "")}"))));
        }
    }

    /// <summary>A revision that is gone back to keeps its old age; then the account of the fields says when.</summary>
    private static DateTimeOffset? Since(KubernetesObject item, IReadOnlyList<Revision> history)
    {
        var live = history.FirstOrDefault(revision => revision.IsLive);
        return live is null || history.All(other => other.Created is null || other.Created <= live.Created)
            ? live?.Created
            : item.Managers.Where(manager => manager.Subresource.Length is 0 && manager.Owns("spec", "template")).Max(manager => manager.Time) ?? live.Created;
    }

    private static (Revision Before, Revision After)? Pair(IReadOnlyList<Revision> history, Revision? live, RolloutQuestion question)
    {
        if ((question.Revision is null ? live ?? (history.Count > 0 ? history[0] : null) : Revisions.Choose(history, question.Revision)) is not { } after)
        {
            return null;
        }

        var before = question.Against is null
            ? history.FirstOrDefault(revision => revision.Number < after.Number)
            : Revisions.Choose(history, question.Against);
        return before is null || before.Number == after.Number ? null : (before, after);
    }
}
