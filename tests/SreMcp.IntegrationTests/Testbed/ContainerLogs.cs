using System.Collections.Concurrent;
using SreMcp.Policy;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>A line as a container wrote it.</summary>
public sealed record WrittenLine(DateTimeOffset At, string Text);

/// <summary>What the containers of a cluster have written, as tests tell it. The last word about a container counts.</summary>
public sealed class ContainerLogs
{
    private readonly ConcurrentStack<Entry> _entries = new();

    /// <summary>Gives a container its log.</summary>
    /// <param name="pod">A name, or a pattern with <c>*</c> for the pods of a workload.</param>
    /// <param name="lines">Read anew for each request, so that long logs need not be held.</param>
    /// <param name="previous">The log of the run before the present one.</param>
    public void Write(string @namespace, string pod, string container, IEnumerable<WrittenLine> lines, bool previous = false) =>
        _entries.Push(new(@namespace, Glob.Of(pod), container, previous, lines));

    /// <summary>Lines a second apart, the last one a second ago.</summary>
    public void Say(string @namespace, string pod, string container, params string[] lines)
    {
        var start = DateTimeOffset.UtcNow.AddSeconds(-lines.Length);
        Write(@namespace, pod, container, [.. lines.Select((line, index) => new WrittenLine(start.AddSeconds(index), line))]);
    }

    /// <summary>Lines of the run before, a second apart, the last one a minute ago.</summary>
    public void SayBefore(string @namespace, string pod, string container, params string[] lines)
    {
        var start = DateTimeOffset.UtcNow.AddSeconds(-60 - lines.Length);
        Write(@namespace, pod, container, [.. lines.Select((line, index) => new WrittenLine(start.AddSeconds(index), line))], previous: true);
    }

    /// <summary>Null when no test has said what this container wrote.</summary>
    internal IEnumerable<WrittenLine>? Find(string @namespace, string pod, string container, bool previous) => _entries.FirstOrDefault(entry =>
        entry.Namespace == @namespace && entry.Pod.Matches(pod) && entry.Container == container && entry.Previous == previous)?.Lines;

    private sealed record Entry(string Namespace, Glob Pod, string Container, bool Previous, IEnumerable<WrittenLine> Lines);
}
