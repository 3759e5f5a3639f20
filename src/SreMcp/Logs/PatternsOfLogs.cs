using System.Globalization;
using System.Text;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Logs;

/// <summary>Logs as patterns, errors first: an answer of about a thousand tokens, whatever was written.</summary>
internal sealed class PatternsOfLogs(LogSelection selection, LogQuestion question, Call call)
{
    private const int Characters = 3_300;
    private const int LineLimit = 150;

    /// <summary>Before the call's own limit, so that what was read is told.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private const int LinesBetweenLooks = 4096;

    private readonly LogPatterns _patterns = new();
    private readonly long _started = call.Session.Time.GetTimestamp();
    private bool _isStopped;

    public async Task<Answer> ReadAsync()
    {
        var logs = new OpenLogs(selection, question, call);
        foreach (var request in logs.Requests(tail: null))
        {
            if (!_isStopped && await logs.OpenAsync(request) is { } log)
            {
                await using var owned = log;
                await AddAsync(log);
            }
        }

        logs.RequireSome();
        var answer = Worded(_patterns.Summarise(), logs.Count);
        logs.AddGaps(answer);
        return answer;
    }

    private async Task AddAsync(PodLog log)
    {
        for (var lines = 1; await log.MoveNextAsync(call.Ended); lines++)
        {
            var line = log.Current;
            if (question.Until is { } until && line.At > until)
            {
                break;
            }

            if (question.Filter.Wants(line.Bytes.Span, before: false))
            {
                _patterns.Add(line.Bytes.Span, line.At);
            }

            if (lines % LinesBetweenLooks == 0 && call.Session.Time.GetElapsedTime(_started) > Patience)
            {
                _isStopped = true;
                break;
            }
        }

        _patterns.EndLog();
    }

    private Answer Worded(LogSummary summary, int logs)
    {
        LogPattern[] wanted = [.. summary.Patterns.Where(pattern => question.Level is not { } least || pattern.Level >= least)];
        var answer = Answer.Of($"Logs of {selection.Display}: {summary.Lines} lines of {logs} {(logs is 1 ? "container" : "containers")} in {summary.Patterns.Count} patterns, {summary.Errors} errors");
        if (_isStopped)
        {
            answer.Say($"Stopped after {Patience.TotalSeconds:0} s of reading: narrow with since, or name one pod.");
        }

        if (summary.Overflow > 0)
        {
            answer.Say($"{summary.Overflow} entries ({summary.OverflowErrors} errors) are in no pattern: there were more than {LogPatterns.MostPatterns} of them. Narrow with include.");
        }

        if (wanted.Length > 0)
        {
            AddPatterns(answer, wanted);
        }

        return answer;
    }

    private void AddPatterns(Answer answer, LogPattern[] wanted)
    {
        string[] texts = [.. wanted.Select(Text)];
        var (shown, length) = (0, 0);
        while (shown < Math.Min(texts.Length, question.Limit) && (shown is 0 || length + texts[shown].Length <= Characters))
        {
            length += texts[shown++].Length;
        }

        answer.Block(new(string.Join('\n', texts.Take(shown))));
        if (shown < texts.Length)
        {
            var id = call.Keep("read_kubernetes_logs", new Answer().Block(new(string.Join('\n', texts))).Render("rows", call.Session.Redactor));
            answer.Say($"{texts.Length - shown} more patterns with {wanted.Skip(shown).Sum(pattern => pattern.Count)} entries{(id is null ? "; narrow with level, include or since" : $": read_result id={id}")}");
        }
    }

    private string Text(LogPattern pattern)
    {
        var times = pattern is { First: { } first, Last: { } last } ? $" {Moment(first)}–{Moment(last)}" : "";
        var frames = pattern.Lines > pattern.Count ? $" ({pattern.Lines} lines)" : "";
        var redactor = call.Session.Redactor;
        var template = Template(pattern);
        var sample = redactor.CleanLine(pattern.Sample, LineLimit);
        var text = new StringBuilder($"{pattern.Level.ToString().ToLowerInvariant()} {pattern.Count}×{frames}{times} {redactor.CleanLine(new(template), LineLimit)}");
        return template.Contains('*', StringComparison.Ordinal) ? text.Append($"\n  e.g. {sample}").ToString() : text.ToString();
    }

    /// <summary>A template shows pieces of its lines: where the whole line hides a secret, so does the template.</summary>
    private string Template(LogPattern pattern)
    {
        var sample = pattern.Sample.ForAnalysis();
        var redacted = call.Session.Redactor.Redact(sample);
        return redacted == sample ? pattern.Template.ForAnalysis() : LineTemplate.Of(Encoding.UTF8.GetBytes(redacted.Split('\n')[0])).Text;
    }

    private string Moment(DateTimeOffset at) => at.ToUniversalTime().ToString(
        call.Session.Time.GetUtcNow() - at > TimeSpan.FromDays(1) ? "MM-dd'T'HH:mm:ss" : "HH:mm:ss", CultureInfo.InvariantCulture);
}
