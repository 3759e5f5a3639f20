using System.Runtime.InteropServices;
using SreMcp.Answers;
using SreMcp.Policy;

namespace SreMcp.Usage;

/// <summary>What one container or node uses. CPU in cores, memory in bytes; null where it was not measured.</summary>
/// <param name="UsualCpu">Below which it stays 95 % of a longer time; null for a moment.</param>
internal readonly record struct Use(decimal? Cpu, decimal? Memory, decimal? UsualCpu = null, decimal? UsualMemory = null);

/// <summary>Something to be said beside the figures, such as why another source was asked.</summary>
/// <param name="Theirs">What the other side said to it.</param>
internal sealed record Remark(string Ours, UntrustedText Theirs = default)
{
    public void AddTo(Answer answer) => _ = Theirs.IsEmpty ? answer.Say(Ours) : answer.Quote($"{Ours} ", Theirs);

    public static Remark Of(string before, SreException failure) => new($"{before}{failure.Code} {failure.What} {failure.Next}", failure.Remote);
}

/// <summary>What one source says about use.</summary>
internal sealed class Measurements
{
    /// <summary>The most containers that are kept.</summary>
    private const int Most = 500_000;

    private readonly Dictionary<(string Namespace, string Pod, string Container), Use> _containers = [];
    private readonly Dictionary<string, Use> _nodes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Who measured, when or over how long: the end of a heading.</summary>
    public string How { get; set; } = "not measured";

    /// <summary>Over how long; null for a moment.</summary>
    public TimeSpan? Window { get; init; }

    public List<Remark> Remarks { get; } = [];

    public bool IsKnown => _containers.Count + _nodes.Count > 0;

    public Use Of(string @namespace, string pod, string container) => _containers.GetValueOrDefault((@namespace, pod, container));

    public Use Of(string node) => _nodes.GetValueOrDefault(node);

    /// <summary>Says all that is known of one container. One at a time, and nobody beside it.</summary>
    public void Set(string @namespace, string pod, string container, Use use)
    {
        if (_containers.Count < Most)
        {
            _containers[(@namespace, pod, container)] = use;
        }
    }

    /// <inheritdoc cref="Set(string, string, string, Use)"/>
    public void Set(string node, Use use) => _nodes[node] = use;

    /// <summary>Adds to what is known; several may add at once.</summary>
    public void Add(string @namespace, string pod, string container, Func<Use, Use> change)
    {
        lock (_lock)
        {
            if (_containers.Count < Most)
            {
                ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_containers, (@namespace, pod, container), out _);
                use = change(use);
            }
        }
    }

    /// <inheritdoc cref="Add(string, string, string, Func{Use, Use})"/>
    public void Add(string node, Func<Use, Use> change)
    {
        lock (_lock)
        {
            ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_nodes, node, out _);
            use = change(use);
        }
    }
}
