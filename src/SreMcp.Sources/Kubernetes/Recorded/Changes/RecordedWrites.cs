using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>Changes of objects: patches, apply, and the deletion of a pod. Whatever reaches it has passed the guard.</summary>
internal sealed class RecordedWrites(RecordedObjects objects, RecordedControllers controllers)
{
    private static readonly string[] Kinds =
        ["configmaps", "cronjobs", "daemonsets", "deployments", "horizontalpodautoscalers", "jobs", "nodes", "poddisruptionbudgets", "services", "statefulsets"];

    public ServerAnswer Patch(RecordedCollection collection, string? @namespace, string name, string? subresource, string contentType, string body, bool dryRun)
    {
        if (!Kinds.Contains(collection.Plural, StringComparer.Ordinal) || subresource is not (null or "scale"))
        {
            return ServerAnswer.NotAllowed;
        }

        var isApply = contentType is "application/apply-patch+yaml";
        if (collection.Find(@namespace, name) is not { } item)
        {
            return !isApply ? ServerAnswer.NotFound(collection, name)
                : @namespace is not null && objects["/api/v1/namespaces"].Find(null, @namespace) is null ? ServerAnswer.NotFound(objects["/api/v1/namespaces"], @namespace)
                : Create(collection, JsonChange.Apply([], contentType, body), @namespace, name, dryRun);
        }

        var before = subresource is "scale" ? RecordedReads.Scale(item) : item.Json;
        var after = JsonChange.Apply(before, contentType, body);
        if (after.Text("metadata", "uid") != item.Uid)
        {
            return ServerAnswer.Immutable(collection, name, "metadata.uid", after.Text("metadata", "uid"));
        }

        return subresource is "scale" ? Scale(collection, item, after, dryRun) : Change(collection, after, dryRun);
    }

    public ServerAnswer DeletePod(RecordedCollection collection, string @namespace, string name, string body, bool dryRunInQuery)
    {
        if (collection.Plural is not "pods")
        {
            return ServerAnswer.NotAllowed;
        }

        if (collection.Find(@namespace, name) is not { } pod)
        {
            return ServerAnswer.NotFound(collection, name);
        }

        var options = body.Length > 0 ? JsonNode.Parse(body) : null;
        foreach (var (member, what) in new[] { ("uid", "UID"), ("resourceVersion", "ResourceVersion") })
        {
            if (options.Text("preconditions", member) is { } expected && expected != pod.Json.Text("metadata", member))
            {
                return ServerAnswer.Conflict(collection, name, $"Precondition failed: {what} in precondition: {expected}, {what} in object meta: {pod.Json.Text("metadata", member)}");
            }
        }

        // A server that is sent options ignores the query.
        if (!(options is null ? dryRunInQuery : options.At("dryRun") is not null))
        {
            collection.Remove(pod);
            controllers.Replace(pod);
        }

        return ServerAnswer.Of(RecordedReads.Whole(collection, pod));
    }

    private ServerAnswer Create(RecordedCollection collection, JsonObject made, string? @namespace, string name, bool dryRun)
    {
        var metadata = made["metadata"] as JsonObject ?? [];
        made["metadata"] = metadata;
        (metadata["name"], metadata["namespace"]) = (name, @namespace);
        if (collection.Plural is "deployments" or "statefulsets")
        {
            made["spec"]!["replicas"] ??= 1;
        }

        made.Remove("apiVersion");
        made.Remove("kind");
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = objects.Now;
        return Change(collection, made, dryRun);
    }

    private ServerAnswer Scale(RecordedCollection collection, RecordedObject item, JsonObject scale, bool dryRun)
    {
        var after = item.Json.Copy();
        after["spec"]!["replicas"] = scale.Number("spec", "replicas") ?? 0;
        var changed = dryRun ? new(after, cells: null) : Stored(collection, after);
        return ServerAnswer.Of(RecordedReads.Scale(changed));
    }

    private ServerAnswer Change(RecordedCollection collection, JsonObject after, bool dryRun)
    {
        after.Remove("apiVersion");
        after.Remove("kind");
        return ServerAnswer.Of(RecordedReads.Whole(collection, dryRun ? objects.Rehearsed(collection, after) : Stored(collection, after)));
    }

    private RecordedObject Stored(RecordedCollection collection, JsonObject after)
    {
        if (collection.Find(after.Text("metadata", "namespace"), after.Text("metadata", "name")!) is { } before && JsonNode.DeepEquals(before.Json, after))
        {
            return before;
        }

        var stored = objects.Store(collection, after);
        controllers.Changed(collection, stored);
        return stored;
    }
}
