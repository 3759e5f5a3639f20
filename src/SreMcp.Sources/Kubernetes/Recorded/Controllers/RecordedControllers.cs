namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>What a cluster's controllers do by themselves. Time passes only when somebody looks: <see cref="Tick"/> does what has become due.</summary>
internal sealed class RecordedControllers
{
    /// <summary>How long containers take to start.</summary>
    public static readonly TimeSpan Starting = TimeSpan.FromSeconds(1.5);

    private readonly RecordedObjects _objects;
    private readonly List<(DateTimeOffset Due, Action Then)> _pending = [];
    private readonly DeploymentController _deployments;
    private readonly PodSetController _sets;
    private readonly EndpointsController _endpoints;

    public RecordedControllers(RecordedObjects objects)
    {
        _objects = objects;
        var kubelet = new RecordedKubelet(objects);
        _endpoints = new(objects);
        _deployments = new(objects, kubelet);
        _sets = new(objects, kubelet);
    }

    /// <summary>Does everything whose time has come.</summary>
    public void Tick()
    {
        var now = _objects.Time.GetUtcNow();
        foreach (var due in _pending.Where(pending => pending.Due <= now).OrderBy(pending => pending.Due).ToArray())
        {
            _pending.Remove(due);
            due.Then();
            _endpoints.Update();
        }
    }

    /// <summary>Starts what follows from a change that somebody made.</summary>
    public void Changed(RecordedCollection collection, RecordedObject item)
    {
        switch (collection.Plural)
        {
            case "deployments":
                _deployments.Begin(item);
                Later(() => _deployments.Settle(item.Namespace, item.Name));
                break;
            case "statefulsets" or "daemonsets":
                _sets.Begin(collection, item);
                Later(() => _sets.Settle(collection, item.Namespace, item.Name));
                break;
            default:
                break;
        }

        _endpoints.Update();
    }

    /// <summary>Makes another pod for one that was deleted, where something owns it.</summary>
    public void Replace(RecordedObject pod)
    {
        _endpoints.Update();
        var owner = pod.Json.Items("metadata", "ownerReferences").FirstOrDefault(reference => reference.Flag("controller"));
        if (owner.Text("kind") is "ReplicaSet" && _objects["/apis/apps/v1/replicasets"].Find(pod.Namespace, owner.Text("name")!) is { } set
            && set.Json.Items("metadata", "ownerReferences").FirstOrDefault().Text("name") is { } deployment)
        {
            _deployments.Replace(pod.Namespace, deployment);
            Later(() => _deployments.Settle(pod.Namespace, deployment));
        }
        else if (owner.Text("kind") is "StatefulSet" or "DaemonSet")
        {
            var collection = _objects[owner.Text("kind") is "StatefulSet" ? "/apis/apps/v1/statefulsets" : "/apis/apps/v1/daemonsets"];
            Later(() => _sets.Settle(collection, pod.Namespace, owner.Text("name")!));
        }
    }

    private void Later(Action then) => _pending.Add((_objects.Time.GetUtcNow() + Starting, then));
}
