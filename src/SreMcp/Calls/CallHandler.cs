using System.Security.Cryptography;
using System.Text.Json;
using SreMcp.Answers;
using SreMcp.Policy;
using SreMcp.Tools;

namespace SreMcp.Calls;

/// <summary>What a caller gets back.</summary>
internal sealed record CallOutcome(string Text, bool IsError);

/// <summary>Who calls, and how a person behind them can be reached.</summary>
internal sealed record Caller(IConfirmation Confirmation, Action<double, double?, string>? Progress);

/// <summary>The one way of every call, by whatever name and from wherever: journal, check, run, clean, cut, journal.</summary>
internal sealed class CallHandler(Session session)
{
    public async Task<CallOutcome> HandleAsync(string name, IReadOnlyDictionary<string, JsonElement>? given, Caller caller, CancellationToken cancelled)
    {
        var tool = session.FindTool(name);
        session.Prepare(tool);
        var entry = JournalEntry.Begin(session, tool, name, given);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        limit.CancelAfter(tool?.TimeLimit ?? TimeSpan.FromSeconds(10));
        var call = new Call(session, entry.Id, limit.Token) { Confirmation = caller.Confirmation, Progress = caller.Progress };
        Answer answer;
        try
        {
            answer = tool is null
                ? throw new SreException(Errors.Arguments.UnknownTool, $"There is no tool '{TextCleaner.OneLine(name, 60)}'.", session.Tools.NextTo(name))
                : await RunAsync(tool, given, call, entry);
        }
        catch (ModelContextProtocol.Protocol.InputRequiredException)
        {
            entry.End(call, "asked", characters: 0);
            throw;
        }
        catch (Exception failure)
        {
            answer = Failed(failure, name, tool, cancelled);
        }

        var text = Finish(answer, call, entry, tool);
        return new(text, answer.IsError);
    }

    private static async Task<Answer> RunAsync(Tool tool, IReadOnlyDictionary<string, JsonElement>? given, Call call, JournalEntry entry)
    {
        var input = Arguments.Read(tool, given);
        if (tool.Class is OperationClass.Execute && entry.Unwritten is { } unwritten)
        {
            throw unwritten;
        }

        // A tool that ignored its token, or never gave its thread back, would still not hold the caller up.
        return await Task.Run(() => tool.RunAsync(input, call), call.Ended).WaitAsync(call.Ended);
    }

    /// <summary>Every failure has a code; what is no failure of ours to expect stands on stderr and is named by type only.</summary>
    private Answer Failed(Exception failure, string name, Tool? tool, CancellationToken cancelled)
    {
        switch (failure)
        {
            case RefusalException refusal:
                return refusal.Answer;
            case SreException coded:
                return Worded(coded);
            case OperationCanceledException when cancelled.IsCancellationRequested:
                return Worded(new(Errors.Arguments.TimedOut, $"{TextCleaner.OneLine(name, 60)} was cancelled by the client."));
            case OperationCanceledException:
                return Worded(new(Errors.Arguments.TimedOut, $"{name} took longer than {tool?.TimeLimit.TotalSeconds:0} s and was stopped."));
            default:
                session.Log($"unexpected {failure.GetType().Name} in {TextCleaner.OneLine(name, 60)}: {failure.Message}\n{failure.StackTrace}");
                return Worded(new(Errors.Arguments.Unexpected, $"{TextCleaner.OneLine(name, 60)} failed unexpectedly ({failure.GetType().Name})."));
        }
    }

    /// <param name="about">Before the code, for an answer about several targets.</param>
    internal static Answer Worded(SreException coded, string about = "")
    {
        var answer = new Answer { IsError = true, Outcome = coded.Code.Code }.Say($"{about}{coded.Code} {coded.What}");
        if (!coded.Remote.IsEmpty)
        {
            answer.Quote("The other side said: ", coded.Remote);
        }

        return answer.Say($"Next: {coded.Next}");
    }

    /// <summary>The choke point: fence, redact, cut to the budget, keep the rest, complete the journal.</summary>
    private string Finish(Answer answer, Call call, JournalEntry entry, Tool? tool)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5));
        var text = session.Redactor.Redact(answer.Render(nonce, session.Redactor));
        text = Budget.Cut(text, session.AnswerBudget, nonce, full => call.Keep(tool?.Name ?? "unknown", full));
        if (entry.End(call, answer.Outcome, text.Length) is { } warning)
        {
            text = $"Warning: {warning}\n{text}";
        }

        return session.IsRecorded ? $"{RecordedPlay.Banner}\n{text}" : text;
    }
}
