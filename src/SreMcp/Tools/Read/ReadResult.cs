using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;

namespace SreMcp.Tools.Read;

/// <summary>Pages or greps an answer that was too long to show at once.</summary>
internal sealed class ReadResult() : ReadTool("read_result")
{
    private static readonly Parameter<string> Id = Parameter.Text("id", "From the answer that was cut.", required: true, limit: 40);
    private static readonly Parameter<string> Grep = Parameter.Text("grep", "Only lines that match this regular expression.", limit: 300);
    private static readonly Parameter<int?> From = Parameter.Integer("from", "Line to start at.", 1, 1_000_000);

    public override string Says => "More of an answer that was cut: the next lines, or the lines that match.";

    public override ToolSet Set => ToolSet.Journal;

    public override IReadOnlyList<Parameter> Parameters { get; } = [Id, Grep, From];

    protected override Task<Answer> ReadAsync(Arguments input, Call call)
    {
        call.Allow(Operations.JournalRead, new LocalTarget("results"));
        var kept = call.Session.Ledger.Results.Get(input.Get(Id));

        // A margin for the fence and our own lines, so that the page is not cut again.
        var room = (Math.Min(call.Session.AnswerBudget * Budget.BytesPerToken, Budget.Ceiling) * 9 / 10) - 500;
        var from = input.Get(From) ?? 1;
        var part = input.Find(Grep) is { } pattern ? kept.Search(pattern, from, room) : kept.Page(from, room);
        var answer = new Answer().Say(part.Matches is { } matches
            ? $"{matches} of {part.Lines} lines of {kept.Tool} match"
            : $"Lines {part.FirstLine} to {(part.NextLine ?? part.Lines + 1) - 1} of {part.Lines} of {kept.Tool}{(kept.WasCut ? ", which was cut at 5 MB" : "")}");
        if (!part.Text.IsEmpty)
        {
            answer.Block(part.Text);
        }

        return Task.FromResult(part.NextLine is { } next ? answer.Say($"Next: from={next}") : answer);
    }
}
