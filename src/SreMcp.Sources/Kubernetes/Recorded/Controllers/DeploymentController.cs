using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>Rolls Deployments out through ReplicaSets: a few new pods first, and the old ones go only once those are ready.</summary>
internal sealed class DeploymentController(RecordedObjects objects, RecordedKubelet kubelet)
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private const string Hash = "pod-template-hash";
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    private RecordedCollection Deployments => objects["/apis/apps/v1/deployments"];

    private RecordedCollection ReplicaSets => objects["/apis/apps/v1/replicasets"];

    /// <summary>Makes the ReplicaSet of the present template and its first pods.</summary>
    public void Begin(RecordedObject deployment)
    {
        var live = Live(deployment);
        var wanted = Wanted(deployment);
        var others = Pods(deployment).Count(pod => !IsOf(pod, live));
        var surge = others == 0 ? wanted : Math.Min(wanted, Math.Max(1, (wanted + 3) / 4));
        Resize(live, surge, wanted);
        Report(deployment.Namespace, deployment.Name);
    }

    /// <summary>Fills the gap that a deleted pod left.</summary>
    public void Replace(string? @namespace, string name)
    {
        if (Deployments.Find(@namespace, name) is { } deployment)
        {
            Begin(deployment);
        }
    }

    /// <summary>The new pods are what they will be: when they are ready, the rest follows and the old ones go.</summary>
    public void Settle(string? @namespace, string name)
    {
        if (Deployments.Find(@namespace, name) is not { } deployment)
        {
            return;
        }

        var live = Live(deployment);
        StartAll(live);
        var others = Pods(deployment).Where(pod => !IsOf(pod, live)).ToArray();
        if (others.Length > 0 && Pods(deployment).Where(pod => IsOf(pod, live)).All(RecordedKubelet.IsReady))
        {
            foreach (var pod in others)
            {
                objects.Pods.Remove(pod);
            }

            Resize(live, Wanted(deployment), Wanted(deployment));
            StartAll(live);
        }

        Report(@namespace, name);
    }

    private static int Wanted(RecordedObject deployment) => (int)(deployment.Json.Number("spec", "replicas") ?? 1);

    private RecordedObject[] SetsOf(RecordedObject deployment) =>
        [.. ReplicaSets.In(deployment.Namespace).Where(set => set.Json.Items("metadata", "ownerReferences").Any(owner => owner.Text("uid") == deployment.Uid))];

    private RecordedObject[] Pods(RecordedObject deployment)
    {
        var sets = SetsOf(deployment).Select(set => set.Uid).ToHashSet(StringComparer.Ordinal);
        return [.. objects.Pods.In(deployment.Namespace).Where(pod => pod.Json.Items("metadata", "ownerReferences").Any(owner => sets.Contains(owner.Text("uid") ?? "")))];
    }

    private static bool IsOf(RecordedObject pod, RecordedObject set) => pod.Json.Items("metadata", "ownerReferences").Any(owner => owner.Text("uid") == set.Uid);

    private void StartAll(RecordedObject live)
    {
        foreach (var pod in objects.Pods.In(live.Namespace).Where(pod => IsOf(pod, live)).ToArray())
        {
            kubelet.Start(pod);
        }
    }

    /// <summary>As many pods of a ReplicaSet as wanted; those that go are the youngest.</summary>
    private void Resize(RecordedObject live, int atLeast, int atMost)
    {
        var own = objects.Pods.In(live.Namespace).Where(pod => IsOf(pod, live)).ToArray();
        foreach (var extra in own.Skip(atMost))
        {
            objects.Pods.Remove(extra);
        }

        for (var missing = atLeast - own.Length; missing > 0; missing--)
        {
            kubelet.Create(live, "ReplicaSet", $"{live.Name}-{RecordedKubelet.Suffix()}", live.Json.At("spec", "template")!);
        }
    }

    /// <summary>The ReplicaSet of the present template, with the newest revision number.</summary>
    private RecordedObject Live(RecordedObject deployment)
    {
        var sets = SetsOf(deployment);
        var template = deployment.Json.At("spec", "template")!;
        var live = sets.FirstOrDefault(set => JsonNode.DeepEquals(WithoutHash(set.Json.At("spec", "template")!), template)) ?? Make(deployment, template);
        var newest = sets.Where(set => set.Uid != live.Uid).Select(Number).DefaultIfEmpty(0).Max();
        return Number(live) > newest ? live : Annotate(deployment, live, newest + 1);
    }

    private static long Number(RecordedObject set) => long.TryParse(set.Json.Map("metadata", "annotations").GetValueOrDefault(Revision), out var number) ? number : 0;

    private RecordedObject Annotate(RecordedObject deployment, RecordedObject live, long revision)
    {
        var set = live.Json.Copy();
        var annotations = deployment.Json.At("metadata", "annotations")?.DeepClone().AsObject() ?? [];
        annotations[Revision] = $"{revision}";
        annotations["deployment.kubernetes.io/desired-replicas"] = $"{Wanted(deployment)}";
        set["metadata"]!["annotations"] = annotations;
        var named = Deployments.Find(deployment.Namespace, deployment.Name)!.Json.Copy();
        named["metadata"]!["annotations"] ??= new JsonObject();
        named["metadata"]!["annotations"]![Revision] = $"{revision}";
        objects.Store(Deployments, named);
        return objects.Store(ReplicaSets, set);
    }

    private RecordedObject Make(RecordedObject deployment, JsonNode template)
    {
        var hash = string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(template.ToJsonString())).Take(10).Select(value => Letters[value % Letters.Length]));
        var labelled = template.DeepClone();
        labelled["metadata"] ??= new JsonObject();
        labelled["metadata"]!["labels"] ??= new JsonObject();
        labelled["metadata"]!["labels"]![Hash] = hash;
        var selector = deployment.Json.At("spec", "selector")!.DeepClone();
        selector["matchLabels"]![Hash] = hash;
        return objects.Store(ReplicaSets, new()
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Name}-{hash}",
                ["namespace"] = deployment.Namespace,
                ["labels"] = labelled["metadata"]!["labels"]!.DeepClone(),
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = deployment.Name, ["uid"] = deployment.Uid, ["controller"] = true, ["blockOwnerDeletion"] = true,
                }),
            },
            ["spec"] = new JsonObject { ["replicas"] = 0, ["selector"] = selector, ["template"] = labelled },
            ["status"] = new JsonObject { ["replicas"] = 0 },
        });
    }

    private static JsonNode WithoutHash(JsonNode template)
    {
        var plain = template.DeepClone();
        (plain.At("metadata", "labels") as JsonObject)?.Remove(Hash);
        return plain;
    }

    /// <summary>Writes the numbers into the status of the Deployment and of its ReplicaSets.</summary>
    private void Report(string? @namespace, string name)
    {
        var deployment = Deployments.Find(@namespace, name)!;
        var live = Live(deployment);
        foreach (var set in SetsOf(deployment))
        {
            var pods = objects.Pods.In(@namespace).Where(pod => IsOf(pod, set)).ToArray();
            var json = set.Json.Copy();
            json["spec"]!["replicas"] = pods.Length;
            json["status"] = ControllerStatus.Of(("replicas", pods.Length), ("readyReplicas", pods.Count(RecordedKubelet.IsReady)), ("availableReplicas", pods.Count(RecordedKubelet.IsReady)));
            ControllerStatus.StoreObserved(objects, ReplicaSets, set, json);
        }

        deployment = Deployments.Find(@namespace, name)!;
        var all = Pods(deployment);
        var (ready, wanted) = (all.Count(RecordedKubelet.IsReady), Wanted(deployment));
        var reported = deployment.Json.Copy();
        var status = ControllerStatus.Of(
            ("replicas", all.Length), ("updatedReplicas", all.Count(pod => IsOf(pod, live))), ("readyReplicas", ready), ("availableReplicas", ready), ("unavailableReplicas", Math.Max(0, wanted - ready)));
        status["conditions"] = new JsonArray(
            ControllerStatus.Condition("Available", ready >= wanted - (wanted / 4), ready >= wanted - (wanted / 4) ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable", objects.Now),
            ControllerStatus.Condition("Progressing", true, ready >= wanted && all.Length == wanted ? "NewReplicaSetAvailable" : "ReplicaSetUpdated", objects.Now));
        reported["status"] = status;
        ControllerStatus.StoreObserved(objects, Deployments, deployment, reported);
    }
}
