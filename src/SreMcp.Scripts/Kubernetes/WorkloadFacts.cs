namespace SreMcp.Scripts;

/// <summary>What a reader found out about a workload before anything is generated for it.</summary>
public sealed record WorkloadFacts
{
    public required string Context { get; init; }

    /// <summary>UID of the namespace kube-system, read on the same connection as the rest.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The address that the context led to.</summary>
    public required string Server { get; init; }

    public required Environment Environment { get; init; }

    public required WorkloadName Workload { get; init; }

    public required string Uid { get; init; }

    /// <summary>The newest revision that the workload owns.</summary>
    public required WorkloadRevision Live { get; init; }

    /// <summary>Desired replicas; for a DaemonSet the desired number of pods.</summary>
    public required int Replicas { get; init; }

    public WorkloadOwner Owner { get; init; } = WorkloadOwner.None;

    /// <summary>The HorizontalPodAutoscaler that sets the number of replicas; null when there is none.</summary>
    public string? Autoscaler { get; init; }

    /// <summary>True for a paused rollout: the script stops until it is resumed.</summary>
    public bool IsPaused { get; init; }

    /// <summary>How long the script waits for the rollout: 10 s to 1 h, in whole seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>context/namespace/Kind/name</c>.</summary>
    public string Target => $"{Context}/{Workload}";

    /// <summary>The inputs that every workload template shares.</summary>
    internal TemplateInputs ToInputs(string ownerFolder)
    {
        var inputs = new TemplateInputs { Owner = ownerFolder };
        inputs.Add("context", Context);
        inputs.Add("workload", Workload.ToString());
        inputs.Add("timeout", $"{(long)Timeout.TotalSeconds}s");
        inputs.Add("target", Target);
        inputs.Add("environment", Environment.Name());
        inputs.Add("confirm", $"{Workload.Namespace}/{Workload.Name}");
        inputs.Add("cluster-id", ClusterId);
        inputs.Add("server", Server);
        inputs.Add("namespace", Workload.Namespace);
        inputs.Add("kind", Workload.Kind.ToString());
        inputs.Add("name", Workload.Name);
        inputs.Add("workload-uid", Uid);
        inputs.Add("owner", Owner.Name);
        inputs.Add("live-revision", Live.Name);
        inputs.Add("live-number", Live.Number);
        inputs.Add("notes", Notes().ToArray());
        if (Owner.Application is { } application)
        {
            inputs.Add("application", Shown(application));
        }

        return inputs;
    }

    /// <summary>Text that others chose, on one line without anything invisible. Rendering quotes what is left.</summary>
    internal static string Shown(string text)
    {
        const int Limit = 253;
        return TextCleaner.OneLine(text, Limit).Trim() is { Length: > 0 } clean ? clean : "(empty)";
    }

    private IEnumerable<string> Notes()
    {
        if (Environment is Environment.Unknown)
        {
            yield return "nothing says what this target is, so it is treated as production";
        }

        if (Autoscaler is not null)
        {
            yield return $"the number of replicas belongs to the HorizontalPodAutoscaler {Shown(Autoscaler)} and is left alone";
        }

        if (IsPaused)
        {
            yield return "the rollout is paused: find out why and resume it first, the preflight stops until then";
        }

        if (Owner is WorkloadOwner.HelmRelease release)
        {
            yield return $"it belongs to the Helm release {Shown(release.Release)}";
            if (release.Unknown is { } why)
            {
                yield return $"the revision of the release was not found: {why}";
            }
        }

        if (Workload.Kind is WorkloadKind.StatefulSet)
        {
            yield return "a StatefulSet waits for a pod that never became ready: should the rollout hang, delete that pod by hand";
        }
    }
}

/// <summary>One revision of a workload: a ReplicaSet of a Deployment, a ControllerRevision of the other kinds.</summary>
/// <param name="Number">As in <c>kubectl rollout history</c>; it moves with every undo.</param>
/// <param name="Name">Name of the ReplicaSet or ControllerRevision, which stays.</param>
/// <param name="Images">Image by container name.</param>
public sealed record WorkloadRevision(long Number, string Name, IReadOnlyDictionary<string, string> Images);
