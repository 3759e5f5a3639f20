namespace SreMcp.Scripts;

/// <summary>What <c>kubernetes_rollback</c> is filled with.</summary>
/// <param name="Goal">The revision to go back to, still in the history.</param>
public sealed record RollbackFacts(WorkloadFacts Workload, WorkloadRevision Goal)
{
    public const string Template = "kubernetes_rollback";

    /// <summary>The inputs of the template, with the folder that fits the owner.</summary>
    public TemplateInputs ToInputs()
    {
        var inputs = Workload.ToInputs(OwnerFolder);
        inputs.Add("goal-revision", Goal.Name);
        inputs.Add("goal-number", Goal.Number);
        inputs.Add("revision-kind", Workload.Workload.Kind is WorkloadKind.Deployment ? "replicasets.apps" : "controllerrevisions.apps");
        inputs.Add("images", ImageChanges().ToArray());
        if (Workload.Owner is WorkloadOwner.HelmRelease release)
        {
            inputs.Add("release", WorkloadFacts.Shown(release.Release));
            inputs.Add("release-namespace", release.ReleaseNamespace);
            if (release is { LiveRevision: { } live, GoalRevision: { } goal })
            {
                inputs.Add("live-release", live);
                inputs.Add("goal-release", goal);
            }
        }

        return inputs;
    }

    private string OwnerFolder => Workload.Owner switch
    {
        WorkloadOwner.HelmRelease { LiveRevision: not null, GoalRevision: not null } => "helm",
        WorkloadOwner.HelmRelease => "helm-revision-unknown",
        var owner => owner.Name,
    };

    /// <summary>One line a container whose image changes, appears or goes.</summary>
    private IEnumerable<string> ImageChanges()
    {
        var (from, to) = (Workload.Live.Images, Goal.Images);
        foreach (var container in from.Keys.Union(to.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (before, after) = (from.GetValueOrDefault(container), to.GetValueOrDefault(container));
            if (before != after)
            {
                yield return $"{WorkloadFacts.Shown(container)}: {Image(before)} -> {Image(after)}";
            }
        }
    }

    private static string Image(string? image) => image is null ? "(no such container)" : WorkloadFacts.Shown(image);
}
