using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>Rolls StatefulSets and DaemonSets out: revisions are kept as ControllerRevisions, pods are replaced where they are.</summary>
internal sealed class PodSetController(RecordedObjects objects, RecordedKubelet kubelet)
{
    private const string Hash = "controller-revision-hash";
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    private RecordedCollection Revisions => objects["/apis/apps/v1/controllerrevisions"];

    /// <summary>Keeps the revision and starts the pods of it; old ones stay until those are ready.</summary>
    public void Begin(RecordedCollection collection, RecordedObject set)
    {
        Keep(collection, set);
        Report(collection, set);
    }

    public void Settle(RecordedCollection collection, string? @namespace, string name)
    {
        if (collection.Find(@namespace, name) is not { } set)
        {
            return;
        }

        var revision = Keep(collection, set);
        var wanted = Names(collection, set);
        foreach (var pod in Pods(set).Where(pod => pod.Json.Map("metadata", "labels").GetValueOrDefault(Hash) != revision.Name || !wanted.ContainsKey(pod.Name)).ToArray())
        {
            objects.Pods.Remove(pod);
        }

        foreach (var (podName, node) in wanted.Where(wish => objects.Pods.Find(@namespace, wish.Key) is null).ToArray())
        {
            var template = set.Json.At("spec", "template")!.DeepClone();
            template["metadata"]!["labels"]![Hash] = revision.Name;
            kubelet.Start(kubelet.Create(set, collection.Kind, podName, template, node));
        }

        Report(collection, set);
    }

    private RecordedObject[] Pods(RecordedObject set) =>
        [.. objects.Pods.In(set.Namespace).Where(pod => pod.Json.Items("metadata", "ownerReferences").Any(owner => owner.Text("uid") == set.Uid))];

    /// <summary>The pods that should be, each with the node that it must be on.</summary>
    private Dictionary<string, string?> Names(RecordedCollection collection, RecordedObject set) => collection.Plural is "statefulsets"
        ? Enumerable.Range(0, (int)(set.Json.Number("spec", "replicas") ?? 1)).ToDictionary(ordinal => $"{set.Name}-{ordinal}", _ => (string?)null, StringComparer.Ordinal)
        : objects["/api/v1/nodes"].All.ToDictionary(node => $"{set.Name}-{Code(node.Uid, 5)}", node => (string?)node.Name, StringComparer.Ordinal);

    private RecordedObject Keep(RecordedCollection collection, RecordedObject set)
    {
        JsonObject data = new() { ["spec"] = new JsonObject { ["template"] = set.Json.At("spec", "template")!.DeepClone() } };
        data["spec"]!["template"]!["$patch"] = "replace";
        var kept = Revisions.In(set.Namespace).Where(revision => revision.Json.Items("metadata", "ownerReferences").Any(owner => owner.Text("uid") == set.Uid)).ToArray();
        var newest = kept.Select(revision => revision.Json.Number("revision") ?? 0).DefaultIfEmpty(0).Max();
        if (kept.FirstOrDefault(revision => JsonNode.DeepEquals(revision.Json["data"], data)) is { } same)
        {
            if (same.Json.Number("revision") == newest)
            {
                return same;
            }

            var renewed = same.Json.Copy();
            renewed["revision"] = newest + 1;
            return objects.Store(Revisions, renewed);
        }

        return objects.Store(Revisions, new()
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{set.Name}-{Code(data.ToJsonString(), 10)}",
                ["namespace"] = set.Namespace,
                ["labels"] = set.Json.At("spec", "template", "metadata", "labels")?.DeepClone(),
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = "apps/v1", ["kind"] = collection.Kind, ["name"] = set.Name, ["uid"] = set.Uid, ["controller"] = true, ["blockOwnerDeletion"] = true,
                }),
            },
            ["data"] = data,
            ["revision"] = newest + 1,
        });
    }

    private void Report(RecordedCollection collection, RecordedObject set)
    {
        set = collection.Find(set.Namespace, set.Name)!;
        var (pods, revision, wanted) = (Pods(set), Keep(collection, set).Name, Names(collection, set).Count);
        var ready = pods.Count(RecordedKubelet.IsReady);
        var updated = pods.Count(pod => pod.Json.Map("metadata", "labels").GetValueOrDefault(Hash) == revision);
        var json = set.Json.Copy();
        var isDone = updated == wanted && pods.Length == wanted;
        if (collection.Plural is "daemonsets")
        {
            json["status"] = ControllerStatus.Of(
                ("currentNumberScheduled", pods.Length), ("desiredNumberScheduled", wanted), ("numberReady", ready), ("numberAvailable", ready), ("updatedNumberScheduled", updated));
        }
        else
        {
            var before = set.Json.Text("status", "currentRevision") ?? revision;
            json["status"] = ControllerStatus.Of(("replicas", pods.Length), ("readyReplicas", ready), ("currentReplicas", isDone ? updated : pods.Length - updated), ("updatedReplicas", updated));
            (json["status"]!["currentRevision"], json["status"]!["updateRevision"]) = (isDone ? revision : before, revision);
        }

        ControllerStatus.StoreObserved(objects, collection, set, json);
    }

    private static string Code(string text, int length) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(text)).Take(length).Select(value => Letters[value % Letters.Length]));
}
