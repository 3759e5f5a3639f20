namespace SreMcp.Findings;

/// <summary>Why no node takes a pod.</summary>
/// <param name="Nodes">What each node, or each kind of refusal, says.</param>
internal sealed record NodeRefusal(string Cause, string Why, IReadOnlyList<string> Nodes)
{
    public string? Likely { get; init; }

    public Confidence Confidence { get; init; }

    public IReadOnlyList<ObjectKey> DueTo { get; init; } = [];

    /// <summary>True when the cluster is too small or too full, which is the same cause for everybody who waits.</summary>
    public bool IsAboutRoom => Cause is "insufficient-resources" or "no-nodes";
}

/// <summary>Does the scheduler's sums again: what is free on each node, and which rule shuts the pod out.</summary>
internal sealed class NodeFit
{
    private readonly ClusterState _state;
    private readonly Dictionary<string, (decimal Cpu, decimal Memory, int Pods)> _used = new(StringComparer.Ordinal);

    public NodeFit(ClusterState state)
    {
        _state = state;
        foreach (var pod in state.Pods)
        {
            if (pod.Node is { } node && pod.Phase is not ("Succeeded" or "Failed"))
            {
                var (cpu, memory) = pod.Spec.Requests;
                var sum = _used.GetValueOrDefault(node);
                _used[node] = (sum.Cpu + cpu, sum.Memory + memory, sum.Pods + 1);
            }
        }
    }

    public NodeRefusal Judge(PodRecord pod)
    {
        var said = pod.Unscheduled.ForAnalysis();
        if (Volume(pod, said) is { } volume)
        {
            return volume;
        }

        if (pod.Unscheduled.IsEmpty && pod.Spec.Scheduler is { } scheduler && scheduler is not "default-scheduler")
        {
            return new("unknown-scheduler", $"no scheduler {Wording.Clean(scheduler)} has looked at it", []) { Confidence = Confidence.Likely };
        }

        if (_state.Nodes is not { } nodes)
        {
            return FromWords(pod, said);
        }

        if (nodes.Count is 0)
        {
            return new("no-nodes", "the cluster has no node", []);
        }

        var refusals = nodes.Select(node => (Node: node, Refusal: Of(node, pod))).ToArray();
        var refused = refusals.Where(item => item.Refusal is not null).ToArray();
        return refused.Length < nodes.Count ? said.Length is 0 ? Unseen : FromWords(pod, said) : Combine(pod, [.. refused.Select(item => (item.Node, item.Refusal!.Value))], said);
    }

    private static NodeRefusal Unseen { get; } = new("unscheduled", "a node would take it, and the scheduler has not said anything", []) { Confidence = Confidence.Possible, DueTo = [SilentControllers.Scheduler] };

    private (string Cause, string Why)? Of(NodeRecord node, PodRecord pod)
    {
        var spec = pod.Spec;
        var mismatch = Selector.Of(spec.NodeSelector).Requirements.FirstOrDefault(requirement => !requirement.Holds(node.Labels));
        if (mismatch is not null)
        {
            return ("node-selector", $"lacks label {Wording.Clean(mismatch.ToString())}{(node.Labels.TryGetValue(mismatch.Key, out var has) ? $" (has {Wording.Clean(has, 60)})" : "")}");
        }

        if (spec.NodeTerms.Count > 0 && !spec.NodeTerms.Any(term => term.Selects(node.Labels)))
        {
            return ("node-affinity", $"does not match the required affinity {Wording.Clean(string.Join(" or ", spec.NodeTerms), 150)}");
        }

        if (node.Taints.FirstOrDefault(taint => taint.Repels && !spec.Tolerations.Any(toleration => toleration.Tolerates(taint))) is { } taint)
        {
            return (node.IsCordoned || taint.Key is "node.kubernetes.io/unschedulable" ? "cordoned" : "taint", $"taint {Wording.Clean(taint.ToString())} is not tolerated");
        }

        if (node.IsCordoned)
        {
            return ("cordoned", "cordoned");
        }

        var (cpu, memory) = spec.Requests;
        var used = _used.GetValueOrDefault(node.Name);
        return (node.Cpu - used.Cpu < cpu, node.Memory - used.Memory < memory, used.Pods >= node.Pods) switch
        {
            (true, _, _) => ("insufficient-resources", $"cpu: asks {Quantity.Cores(cpu)}, free {Quantity.Cores(Math.Max(0, node.Cpu - used.Cpu))} of {Quantity.Cores(node.Cpu)}"),
            (_, true, _) => ("insufficient-resources", $"memory: asks {Quantity.Bytes(memory)}, free {Quantity.Bytes(Math.Max(0, node.Memory - used.Memory))} of {Quantity.Bytes(node.Memory)}"),
            (_, _, true) => ("too-many-pods", $"runs {used.Pods} of {node.Pods} pods"),
            _ => _state.PodsOnNode(node, pod),
        };
    }

    private static NodeRefusal Combine(PodRecord pod, IReadOnlyList<(NodeRecord Node, (string Cause, string Why) Refusal)> refused, string said)
    {
        var kinds = refused.GroupBy(item => item.Refusal.Cause, StringComparer.Ordinal).OrderByDescending(kind => kind.Count()).ToArray();

        // What a rule of the pod itself shuts out everywhere is the cause; a node that is merely set aside is less telling.
        var main = kinds.OrderBy(kind => Weight(kind.Key)).First();
        var spec = pod.Spec;
        var (cpu, memory) = spec.Requests;
        var why = main.Key switch
        {
            "node-selector" => $"node selector {Wording.Clean(Selector.Of(spec.NodeSelector).ToString(), 150)} matches {(main.Count() == refused.Count ? "none" : "too few")} of {Wording.Count(refused.Count, "node")}",
            "node-affinity" => $"required node affinity {Wording.Clean(string.Join(" or ", spec.NodeTerms), 150)} matches none of the free ones of {Wording.Count(refused.Count, "node")}",
            "taint" => $"{main.Count()} of {Wording.Count(refused.Count, "node")} are tainted and the pod does not tolerate it",
            "pod-anti-affinity" => $"its pod anti-affinity wants a {Wording.Clean(spec.PodTerms.FirstOrDefault(term => term.IsAnti)?.Topology, 60)} without pods of {Wording.Clean(spec.PodTerms.FirstOrDefault(term => term.IsAnti)?.Selector.ToString(), 80)}, and all {refused.Count} nodes have one or are shut otherwise",
            "insufficient-resources" => $"no node has room for its requests (cpu {Quantity.Cores(cpu)}, memory {Quantity.Bytes(memory)})",
            "too-many-pods" => "every node runs as many pods as it may",
            _ => "every node that would fit is cordoned",
        };
        return new(main.Key, why, Summaries(kinds))
        {
            Likely = main.Key switch
            {
                "node-selector" or "node-affinity" => "label a node so, or correct the pod's selector",
                "taint" => "add a toleration, or a node without the taint",
                "pod-anti-affinity" => "add nodes, lower the replicas, or make the rule preferred",
                "insufficient-resources" => Largest(refused, cpu, memory) ? "its requests are larger than any node: correct them" : "add nodes, or lower requests",
                "cordoned" => "uncordon a node once its maintenance is over",
                _ => null,
            },
            Confidence = said.Length > 0 ? Confidence.Sure : Confidence.Likely,
            DueTo = [.. refused.Where(item => !item.Node.IsReady || item.Node.IsTroubled).Select(item => item.Node.Key)],
        };
    }

    private static bool Largest(IReadOnlyList<(NodeRecord Node, (string Cause, string Why) Refusal)> refused, decimal cpu, decimal memory) =>
        refused.All(item => item.Node.Cpu < cpu || item.Node.Memory < memory);

    private static int Weight(string cause) => cause switch
    {
        "pod-anti-affinity" => 0,
        "insufficient-resources" or "too-many-pods" => 1,
        "node-selector" => 2,
        "node-affinity" => 3,
        "taint" => 4,
        _ => 5,
    };

    private static string[] Summaries(IEnumerable<IGrouping<string, (NodeRecord Node, (string Cause, string Why) Refusal)>> kinds) =>
    [
        .. from kind in kinds
           from same in kind.GroupBy(item => item.Refusal.Why, StringComparer.Ordinal).OrderByDescending(same => same.Count()).Take(3)
           select $"{Wording.Names(same.Select(item => Wording.Clean(item.Node.Name, 60)), 3)}: {same.Key}",
    ];

    private static NodeRefusal? Volume(PodRecord pod, string said)
    {
        bool Has(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
        var claims = pod.Claims.Select(claim => new ObjectKey("PersistentVolumeClaim", pod.Key.Namespace, claim)).ToArray();
        return said switch
        {
            _ when Has("persistentvolumeclaim") && Has("not found") => new("missing-claim", $"a claim that it mounts does not exist ({Wording.Names(pod.Claims)})", []) { Likely = "create the PersistentVolumeClaim or correct its name", DueTo = claims },
            _ when Has("unbound") && Has("PersistentVolumeClaim") => new("claim-unbound", $"its claim is not bound ({Wording.Names(pod.Claims)})", []) { DueTo = claims },
            _ when Has("volume node affinity conflict") => new("volume-elsewhere", "its volume lives in another zone or on another node than the free nodes", []) { Likely = "a node in the volume's zone is missing, full or cordoned", DueTo = claims },
            _ when Has("max volume count") => new("too-many-volumes", "the nodes have as many volumes attached as they can", []),
            _ => null,
        };
    }

    /// <summary>What the scheduler says is short, such as <c>nvidia.com/gpu</c>.</summary>
    private static string[] Shortages(string said) =>
        [.. said.Split("Insufficient ").Skip(1).Select(rest => rest.Split(',', '.' , ' ') is [var first, ..] ? (rest.Contains('/', StringComparison.Ordinal) ? rest.Split(',', ' ')[0].TrimEnd('.') : first) : "").Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];

    private NodeRefusal Spread(PodRecord pod)
    {
        var required = pod.Spec.Spread.Where(constraint => constraint.IsRequired).ToArray();
        var absent = required.Select(constraint => constraint.Topology).Where(key => _state.Nodes?.All(node => !node.Labels.ContainsKey(key)) is true).ToArray();
        var keys = Wording.Clean(Wording.Names(required.Select(constraint => $"{constraint.Topology} (skew at most {constraint.MaxSkew})")), 150);
        return new("topology-spread", $"its topology spread constraint over {keys} shuts it out", [])
        {
            Likely = absent.Length > 0 ? $"no node has the label {Wording.Clean(Wording.Names(absent), 100)}" : "the zone that should take it has no room, or lacks nodes: add nodes there, or make the constraint ScheduleAnyway",
        };
    }

    private NodeRefusal FromWords(PodRecord pod, string said)
    {
        bool Has(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
        return said switch
        {
            _ when Has("anti-affinity") => new("pod-anti-affinity", "pod anti-affinity shuts it out of every node that would fit", []) { Likely = "add nodes, lower the replicas, or make the rule preferred" },
            _ when Has("affinity rules") => new("pod-affinity", "no node has the pods that its affinity asks for", []),
            _ when Has("topology spread") => Spread(pod),
            _ when Shortages(said) is { Length: > 0 } lacking => new("insufficient-resources", $"no node has enough {Wording.Clean(Wording.Names(lacking), 120)} left for its requests", []) { Likely = "add nodes that offer it, or lower requests" },
            _ when Has("scheduling gates") || Has("SchedulingGated") => new("scheduling-gated", "a scheduling gate holds it back", []) { Likely = "the controller that set the gate has not taken it off" },
            _ when Has("free ports") => new("host-port", "its host port is taken on every node", []),
            _ when Has("node selector") || Has("node affinity") || Has("affinity/selector") => new("node-selector", "no node matches its node selector or affinity", []) { Likely = "label a node so, or correct the selector" },
            _ when Has("taint") => new("taint", "the nodes have taints that it does not tolerate", []) { Likely = "add a toleration, or a node without the taint" },
            _ when Has("unschedulable") => new("cordoned", "the nodes are cordoned", []),
            _ when Has("no nodes available") => new("no-nodes", "the cluster has no node", []),
            _ => new("unscheduled", "no node takes it", []) { Confidence = Confidence.Possible },
        };
    }
}
