namespace SreMcp.Scripts;

/// <summary>Who keeps a workload as it is. A change belongs there; anywhere else it would be reverted.</summary>
public abstract record WorkloadOwner
{
    private WorkloadOwner()
    {
    }

    /// <summary>Nobody: the cluster holds the truth. An autoscaler owns the number of replicas only, see <see cref="WorkloadFacts.Autoscaler"/>.</summary>
    public static WorkloadOwner None { get; } = new Nobody();

    /// <summary>The word that templates use.</summary>
    internal abstract string Name { get; }

    /// <summary>What the owner calls it; null when there is no owner outside the cluster.</summary>
    internal virtual string? Application => null;

    /// <summary>A Helm release.</summary>
    /// <param name="Release">Name of the release.</param>
    /// <param name="ReleaseNamespace">Where Helm keeps its record.</param>
    /// <param name="LiveRevision">The deployed revision of the release; null when it was not read.</param>
    /// <param name="GoalRevision">The revision of the release to go back to; null when it is not known.</param>
    public sealed record HelmRelease(string Release, string ReleaseNamespace, int? LiveRevision = null, int? GoalRevision = null) : WorkloadOwner
    {
        /// <summary>Why <see cref="GoalRevision"/> is not known, as the end of a sentence without a full stop; null when nobody looked.</summary>
        public string? Unknown { get; init; }

        internal override string Name => "helm";
    }

    /// <summary>An Application of Argo CD.</summary>
    public sealed record ArgoApplication(string ApplicationName) : WorkloadOwner
    {
        internal override string Name => "argocd";

        internal override string Application => ApplicationName;
    }

    /// <summary>A Kustomization or HelmRelease of Flux, such as <c>Kustomization flux-system/apps</c>.</summary>
    public sealed record FluxObject(string ObjectName) : WorkloadOwner
    {
        internal override string Name => "flux";

        internal override string Application => ObjectName;
    }

    private sealed record Nobody : WorkloadOwner
    {
        internal override string Name => "none";
    }
}
