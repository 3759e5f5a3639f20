using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>Events with one reason about one object, or about the pods of one workload.</summary>
public sealed record EventGroup
{
    public required string? Namespace { get; init; }

    public required string Kind { get; init; }

    /// <summary>The object's name; for several pods of a workload its name with <c>-*</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How many objects they are about.</summary>
    public required int Objects { get; init; }

    public required string Reason { get; init; }

    public required bool IsWarning { get; init; }

    /// <summary>How often it happened in all.</summary>
    public required long Count { get; init; }

    public required DateTimeOffset? First { get; init; }

    public required DateTimeOffset? Last { get; init; }

    /// <summary>Of the latest.</summary>
    public required UntrustedText Message { get; init; }
}

/// <summary>Sums up events while they come. For one thread.</summary>
/// <param name="statefulSets">Names of the StatefulSets of a namespace.</param>
public sealed class EventGroups(Func<string?, IReadOnlySet<string>> statefulSets)
{
    private readonly Dictionary<(string? Namespace, string Kind, string Family, string Reason, bool IsWarning), Sum> _sums = [];

    public int Count => _sums.Count;

    public void Add(SeenEvent seen)
    {
        var family = seen.Kind is "Pod" ? PodFamily.Of(seen.Name, statefulSets(seen.Namespace)) : null;

        // No object's name holds a blank, so a family is never mistaken for an object.
        var key = (seen.Namespace, seen.Kind, family is null ? seen.Name : " " + family, seen.Reason, seen.IsWarning);
        if (!_sums.TryGetValue(key, out var sum))
        {
            _sums[key] = sum = new(seen, family);
        }

        sum.Add(seen);
    }

    /// <summary>Warnings first, then what happened last.</summary>
    public IReadOnlyList<EventGroup> All() =>
    [
        .. _sums.Values.Select(sum => sum.ToGroup())
            .OrderByDescending(group => group.IsWarning).ThenByDescending(group => group.Last ?? DateTimeOffset.MinValue).ThenByDescending(group => group.Count)
            .ThenBy(group => group.Namespace, StringComparer.Ordinal).ThenBy(group => group.Name, StringComparer.Ordinal).ThenBy(group => group.Reason, StringComparer.Ordinal),
    ];

    private sealed class Sum(SeenEvent head, string? family)
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);
        private SeenEvent? _latest;
        private DateTimeOffset? _first;
        private long _count;

        public void Add(SeenEvent seen)
        {
            _names.Add(seen.Name);
            _count += seen.Count;
            _first = seen.First is { } first && (_first is null || first < _first) ? first : _first;
            _latest = _latest?.Last is { } last && !(seen.Last > last) ? _latest : seen;
        }

        public EventGroup ToGroup() => new()
        {
            Namespace = head.Namespace,
            Kind = head.Kind,
            Name = family is not null && _names.Count > 1 ? $"{family}-*" : head.Name,
            Objects = _names.Count,
            Reason = head.Reason,
            IsWarning = head.IsWarning,
            Count = _count,
            First = _first,
            Last = _latest?.Last,
            Message = _latest?.Message ?? default,
        };
    }
}
