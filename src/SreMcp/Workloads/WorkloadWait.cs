using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Workloads;

/// <summary>Waits for a rollout, tells the client how it goes, and remembers what was seen to pass.</summary>
internal static class WorkloadWait
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(2);

    public static async Task<WaitOutcome> ForAsync(WorkloadSnapshot snapshot, Operation operation, TimeSpan? timeout, Call call)
    {
        // Progress has to grow with every report; replicas go up and down while pods are replaced, time does not.
        var (time, limit) = (call.Session.Time, timeout ?? Usual);
        var began = time.GetTimestamp();
        var progress = call.Progress is { } report
            ? new Reporter(status => report(time.GetElapsedTime(began).TotalSeconds, limit.TotalSeconds, $"{operation}: {status}"))
            : null;
        var status = await Rollout.WaitAsync(snapshot.Cluster, snapshot.Workload, progress, limit, call.Ended);
        return status.Phase is RolloutPhase.Complete
            ? new(Answer.Of($"Rollout complete: {status}"), Passed: true)
            : new(Answer.Of($"Rollout not complete after {limit.TotalSeconds:0} s ({status.Phase.ToString().ToLowerInvariant()}): {status}. Look: read_kubernetes kind=pods namespace={snapshot.Workload.Namespace} problems=true"), Passed: false);
    }

    /// <summary>Tells at once and in order, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Reporter(Action<RolloutStatus> report) : IProgress<RolloutStatus>
    {
        public void Report(RolloutStatus value) => report(value);
    }
}
