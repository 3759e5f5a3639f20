using System.Globalization;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Logs;

/// <summary>The last lines of several logs in the order in which they were written.</summary>
internal sealed class LinesOfLogs(LogSelection selection, LogQuestion question, Call call)
{
    private const int Characters = 12_000;
    private const int LineLimit = 500;

    private readonly Queue<string> _last = [];
    private readonly Dictionary<PodLog, bool> _wanted = [];
    private long _matched;

    public async Task<Answer> ReadAsync()
    {
        var logs = new OpenLogs(selection, question, call);
        var tail = question.Filter.IsEmpty && question.Until is null ? question.Limit : (long?)null;
        var requests = logs.Requests(tail);
        var open = (await Task.WhenAll(requests.Select(logs.OpenAsync))).OfType<PodLog>().ToList();
        try
        {
            await MergeAsync(open);
        }
        finally
        {
            foreach (var log in open)
            {
                await log.DisposeAsync();
            }
        }

        logs.RequireSome();
        var answer = Worded(logs.Count);
        logs.AddGaps(answer);
        return answer;
    }

    /// <summary>Takes the oldest of the heads again and again; a line without a time comes with the one before it.</summary>
    private async Task MergeAsync(List<PodLog> open)
    {
        var heads = new PriorityQueue<PodLog, (DateTimeOffset At, int Log)>();
        for (var index = 0; index < open.Count; index++)
        {
            await AdvanceAsync(heads, open[index], index, DateTimeOffset.MinValue);
        }

        while (heads.TryDequeue(out var log, out var order))
        {
            Take(log, open.Count > 1);
            await AdvanceAsync(heads, log, order.Log, order.At);
        }
    }

    private async Task AdvanceAsync(PriorityQueue<PodLog, (DateTimeOffset At, int Log)> heads, PodLog log, int index, DateTimeOffset before)
    {
        if (await log.MoveNextAsync(call.Ended))
        {
            var at = log.Current.At ?? before;
            if (question.Until is not { } until || at <= until)
            {
                heads.Enqueue(log, (at, index));
            }
        }
    }

    private void Take(PodLog log, bool isOneOfMany)
    {
        var line = log.Current;
        if (!(_wanted[log] = question.Filter.Wants(line.Bytes.Span, _wanted.GetValueOrDefault(log))))
        {
            return;
        }

        _matched++;
        if (_last.Count == question.Limit)
        {
            _last.Dequeue();
        }

        var time = line.At is { } at ? at.ToUniversalTime().ToString("MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture) : "";
        var source = isOneOfMany ? $"{log.Request.Pod}/{log.Request.Container} " : "";
        _last.Enqueue($"{time}{source}{call.Session.Redactor.CleanLine(line.Keep().Text, LineLimit)}{(line.IsCut ? " …" : "")}");
    }

    private Answer Worded(int logs)
    {
        string[] lines = [.. _last];
        var (first, length) = (lines.Length, 0);
        while (first > 0 && (first == lines.Length || length + lines[first - 1].Length < Characters))
        {
            length += lines[--first].Length + 1;
        }

        var answer = Answer.Of($"Logs of {selection.Display}: the last {lines.Length - first} of {_matched} lines read from {logs} {(logs is 1 ? "container" : "containers")}, oldest first");
        if (lines.Length > 0)
        {
            answer.Block(new(string.Join('\n', lines.Skip(first))));
        }

        if (first > 0)
        {
            var id = call.Keep("read_kubernetes_logs", new Answer().Block(new(string.Join('\n', lines))).Render("rows", call.Session.Redactor));
            answer.Say($"{first} earlier lines{(id is null ? "; narrow the call" : $": read_result id={id}")}");
        }

        return answer;
    }
}
