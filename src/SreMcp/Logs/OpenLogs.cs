using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Logs;

/// <summary>The logs that a question is about, and what kept some of them from being read.</summary>
internal sealed class OpenLogs(LogSelection selection, LogQuestion question, Call call)
{
    private readonly List<(string Name, SreException Why)> _unread = [];
    private int _count;

    /// <summary>Logs that were read.</summary>
    public int Count => _count;

    /// <summary>Every container of every pod.</summary>
    /// <exception cref="SreException">When the only log there is cannot be asked for.</exception>
    public IReadOnlyList<LogRequest> Requests(long? tail)
    {
        List<LogRequest> requests = [];
        foreach (var pod in selection.Pods)
        {
            try
            {
                requests.AddRange(LogSelection.Containers(pod, question.Container).Select(container => new LogRequest
                {
                    Namespace = pod.Namespace ?? "default",
                    Pod = pod.Name,
                    Container = container,
                    Previous = question.Previous,
                    Since = question.Since,
                    TailLines = tail,
                }));
            }
            catch (SreException problem)
            {
                Miss(pod.Name, problem);
            }
        }

        return requests.Count > 0 ? requests : throw _unread[0].Why;
    }

    /// <summary>Null, and noted, when this log cannot be read and others can.</summary>
    public async Task<PodLog?> OpenAsync(LogRequest request)
    {
        try
        {
            var log = await selection.Cluster.LogAsync(request, call.Ended);
            Interlocked.Increment(ref _count);
            return log;
        }
        catch (SreException problem)
        {
            Miss($"{request.Pod}/{request.Container}", problem);
            return null;
        }
    }

    /// <exception cref="SreException">No log at all could be read.</exception>
    public void RequireSome()
    {
        if (Count is 0 && _unread.Count > 0)
        {
            throw _unread[0].Why;
        }
    }

    /// <summary>Says what is not in the answer.</summary>
    public void AddGaps(Answer answer)
    {
        foreach (var group in _unread.GroupBy(one => one.Why.Code.Code, StringComparer.Ordinal))
        {
            var names = string.Join(", ", group.Take(5).Select(one => TextCleaner.OneLine(one.Name, 120)));
            answer.Say($"Not read, {group.Key} {group.First().Why.Code.Says} ({group.Count()}): {names}{(group.Count() > 5 ? ", …" : "")}");
        }

        if (selection.LeftOut > 0)
        {
            answer.Say($"Not read: {selection.LeftOut} older pods; name one of them.");
        }
    }

    private void Miss(string name, SreException why)
    {
        lock (_unread)
        {
            _unread.Add((name, why));
        }
    }
}
