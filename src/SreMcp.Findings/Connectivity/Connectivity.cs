using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>Walks from one thing to another through what a cluster says of itself. It sends nothing. Pure: the same state gives the same way.</summary>
public static class Connectivity
{
    /// <exception cref="SreException">SRE0490 when the client is not there, SRE0492 when a port is needed, SRE0493 when pods could not be read.</exception>
    public static Way Walk(ClusterState state, WayQuestion question)
    {
        if (question.From is not { } from)
        {
            return new("a client outside", question.To.ToString(), [.. IngressSteps.Follow(state, question.To)]);
        }

        var client = PodGroup.Find(state, from) ?? throw NoClient(state, from);
        var sample = client.Sample ?? throw new SreException(Errors.Ways.NoSuchClient, $"{client.Key} has no pods that run.");
        return new(client.Key.ToString(), question.To.ToString(),
        [
            Client(client, sample),
            .. question.To.IsByName ? [DnsSteps.Of(state, sample, question.To)] : Array.Empty<Step>(),
            .. NameSteps.Follow(state, sample, question.To),
        ]);
    }

    private static SreException NoClient(ClusterState state, ObjectKey from)
    {
        if (state.IsUnseen("pods"))
        {
            return new(Errors.Ways.ClientUnseen, $"Pods of namespace {from.Namespace} could not be read.");
        }

        var near = Spelling.Nearest(from.Name, PodGroup.All(state, from.Namespace).Select(key => key.Name));
        return new(Errors.Ways.NoSuchClient, $"There is no {from.KindName.TrimStart('/')} in namespace {from.Namespace}.", near is null ? null : $"Did you mean {near}?");
    }

    private static Step Client(PodGroup client, PodRecord sample) => client.Pods.Count is 0
        ? new("client", Passage.Broken, $"{client.Key} has no pods; the way is judged by its template") { Evidence = [$"{client.Key} spec.replicas {client.Workload?.Wanted ?? 0}"], Next = $"read_diagnosis namespace={client.Key.Namespace} workload={client.Key.KindName}" }
        : client.Pods.Any(pod => pod.IsReady)
            ? new("client", Passage.Open, $"{Wording.Count(client.Pods.Count, "pod")} of {client.Key.KindName}, judged by {sample.Key.Name}")
            : new("client", Passage.Unclear, $"none of {Wording.Count(client.Pods.Count, "pod")} of {client.Key.KindName} is ready: it may not be asking at all") { Next = $"read_diagnosis namespace={client.Key.Namespace} workload={client.Key.KindName}" };
}
