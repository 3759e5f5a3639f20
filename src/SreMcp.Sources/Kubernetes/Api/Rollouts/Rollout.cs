using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The patches that move a workload, and waiting for what they start.</summary>
public static class Rollout
{
    private const string RestartedAt = "kubectl.kubernetes.io/restartedAt";
    private const string ChangeCause = "kubernetes.io/change-cause";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>A new rollout of the same template, as <c>kubectl rollout restart</c> makes it. Good for this very object only: one of the same name made since is a conflict.</summary>
    /// <exception cref="SreException">SRE0441 when the Deployment is paused: nothing would restart.</exception>
    public static Patch RestartPatch(KubernetesObject workload, TimeProvider time)
    {
        WorkloadReference.Require(workload.Resource);
        if (workload.Flag("spec", "paused") is true)
        {
            throw new SreException(Errors.Objects.CannotBeChanged, $"{workload.Kind} {workload.Name} is paused: a restart would wait until it is resumed.");
        }

        return new(PatchKind.StrategicMerge, JsonBody.Of(writer =>
        {
            writer.WriteStartObject();
            WriteUid(writer, workload);
            writer.WriteStartObject("spec"u8);
            writer.WriteStartObject("template"u8);
            writer.WriteStartObject("metadata"u8);
            writer.WriteStartObject("annotations"u8);
            writer.WriteString(RestartedAt, time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ"));
            for (var depth = 0; depth < 5; depth++)
            {
                writer.WriteEndObject();
            }
        }));
    }

    /// <summary>Another number of replicas, for the <c>scale</c> subresource. Refused by the server when the workload was scaled or replaced meanwhile.</summary>
    /// <param name="replicas">0 to 10,000.</param>
    /// <exception cref="SreException">SRE0441 for a DaemonSet, whose nodes decide, and for a number out of range.</exception>
    public static Patch ScalePatch(KubernetesObject workload, int replicas)
    {
        if (!WorkloadReference.Require(workload.Resource).Subresources.Contains("scale"))
        {
            throw new SreException(Errors.Objects.CannotBeChanged, $"A {workload.Kind} has no number of replicas.");
        }

        if (replicas is < 0 or > 10_000)
        {
            throw new SreException(Errors.Objects.CannotBeChanged, $"{replicas} replicas are out of range; 0 to 10,000 are possible.");
        }

        return new(PatchKind.Json, JsonBody.Of(writer =>
        {
            writer.WriteStartArray();
            WriteUidTest(writer, workload);
            if (workload.Number("spec", "replicas") is > 0 and var present)
            {
                JsonBody.WriteOperation(writer, "test", "/spec/replicas", value => value.WriteNumberValue(present));
            }

            JsonBody.WriteOperation(writer, "add", "/spec/replicas", value => value.WriteNumberValue(replicas));
            writer.WriteEndArray();
        }));
    }

    /// <summary>The template of an earlier revision in place of the present one. Refused by the server when the template changed meanwhile.</summary>
    /// <exception cref="SreException">SRE0439 when the workload already runs it, SRE0441 when the Deployment is paused.</exception>
    public static Patch UndoPatch(KubernetesObject workload, Revision to)
    {
        WorkloadReference.Require(workload.Resource);
        if (to.IsLive)
        {
            throw new SreException(Errors.Objects.AlreadyThere, $"{workload.Kind} {workload.Name} already runs revision {to.Number}.");
        }

        if (workload.Flag("spec", "paused") is true)
        {
            throw new SreException(Errors.Objects.CannotBeChanged, $"{workload.Kind} {workload.Name} is paused: an undo would wait until it is resumed.");
        }

        using var present = JsonDocument.Parse(workload.Raw, RevisionTemplate.Reading);
        return new(PatchKind.Json, JsonBody.Of(writer =>
        {
            writer.WriteStartArray();
            WriteUidTest(writer, workload);
            JsonBody.WriteOperation(writer, "test", "/spec/template", present.RootElement.GetProperty("spec").GetProperty("template").WriteTo);
            JsonBody.WriteOperation(writer, "replace", "/spec/template", to.WriteTemplate);
            WriteChangeCause(writer, workload, to);
            writer.WriteEndArray();
        }));
    }

    /// <summary>Reads the workload again and again until its rollout is complete, failed or paused, or the time is up.</summary>
    /// <param name="progress">Is told whenever something has moved.</param>
    /// <param name="timeout">At most this long; the last status is returned then, whatever it is.</param>
    public static async Task<RolloutStatus> WaitAsync(Cluster cluster, KubernetesObject workload, IProgress<RolloutStatus>? progress, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var (started, pause, last) = (cluster.Time.GetTimestamp(), FirstPause, (RolloutStatus?)null);
        while (true)
        {
            var status = RolloutStatus.Of(await cluster.GetAsync(workload.Resource, workload.Namespace, workload.Name, cancellationToken));
            if (status != last)
            {
                progress?.Report(status);
                (last, pause) = (status, FirstPause);
            }

            var left = timeout - cluster.Time.GetElapsedTime(started);
            if (status.Phase is not RolloutPhase.Progressing || left <= TimeSpan.Zero)
            {
                return status;
            }

            await Task.Delay(pause < left ? pause : left, cluster.Time, cancellationToken);
            pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
        }
    }

    private static void WriteUid(Utf8JsonWriter writer, KubernetesObject workload)
    {
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("uid"u8, workload.Uid);
        writer.WriteEndObject();
    }

    private static void WriteUidTest(Utf8JsonWriter writer, KubernetesObject workload) =>
        JsonBody.WriteOperation(writer, "test", "/metadata/uid", value => value.WriteStringValue(workload.Uid));

    /// <summary>The controller copies the workload's change cause to the revision it makes; left alone it would name the change that is undone.</summary>
    private static void WriteChangeCause(Utf8JsonWriter writer, KubernetesObject workload, Revision to)
    {
        const string Path = "/metadata/annotations/kubernetes.io~1change-cause";
        if (!to.ChangeCause.IsEmpty && workload.Annotations.Count > 0)
        {
            JsonBody.WriteOperation(writer, "add", Path, value => value.WriteStringValue(to.ChangeCause.ForAnalysis()));
        }
        else if (to.ChangeCause.IsEmpty && workload.Annotations.ContainsKey(ChangeCause))
        {
            JsonBody.WriteOperation(writer, "remove", Path, value: null);
        }
    }
}
