using System.Globalization;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Store;

namespace SreMcp.Tools.Read;

/// <summary>Answers «what was called, decided and changed»: the journal of this user's sessions, newest first.</summary>
internal sealed class ReadJournal() : ReadTool("read_journal")
{
    private static readonly Parameter<TimeSpan?> Since = Parameter.Duration("since", "How far back, such as 2h.", TimeSpan.FromDays(365));
    private static readonly Parameter<string> ToolName = Parameter.Text("tool", "", limit: 60);
    private static readonly Parameter<string> Target = Parameter.Text("target", "Part of the target.");
    private static readonly Parameter<string> Outcome = Parameter.Text("outcome", "ok, refused, asked, interrupted or a code.", limit: 20);
    private static readonly Parameter<string> Contains = Parameter.Text("contains", "Part of arguments, target or earlier state.");
    private static readonly Parameter<int?> Limit = Parameter.Integer("limit", "Rows; 30 unless said.", 1, 200);

    public override string Says => "What was called, on which target, what policy decided and how it ended, across all sessions of this user, newest first.";

    public override ToolSet Set => ToolSet.Journal;

    public override IReadOnlyList<Parameter> Parameters { get; } = [Since, ToolName, Target, Outcome, Contains, Limit, Common.Cursor];

    protected override Task<Answer> ReadAsync(Arguments input, Call call)
    {
        call.Allow(Operations.JournalRead, new LocalTarget("journal"));
        if (input.Find(Common.Cursor) is { } text && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw new SreException(Errors.Arguments.UnknownCursor, "The cursor is not one of read_journal's.");
        }

        var page = call.Session.Ledger.Journal.List(new(
            input.Get(Since) is { } since ? call.Session.Time.GetUtcNow() - since : null,
            input.Find(ToolName),
            input.Find(Target),
            input.Find(Outcome),
            input.Find(Contains),
            Cursor: input.Find(Common.Cursor) is { } cursor ? long.Parse(cursor, CultureInfo.InvariantCulture) : null,
            Limit: input.Get(Limit) ?? 30));
        var table = new TextTable("STARTED", "TOOL", "TARGET", "ENVIRONMENT", "OUTCOME", "DECISION", "ARGUMENTS", "BEFORE") { Limit = 160 };
        foreach (var row in page.Rows.Where(row => row.Id != call.Id))
        {
            table.Add(Moment(row), row.Tool, row.Target.Line(160), row.Environment, row.Outcome, row.DecisionId, row.Arguments.Line(160), row.Before.Line(160));
        }

        var answer = new Answer().Say($"{page.Rows.Count} calls, times in UTC; chain head {(call.Session.Ledger.Audit.Head() is { } head ? head[..12] : "none yet")}");
        if (page.Rows.Count > 0)
        {
            answer.Table(table);
        }

        return Task.FromResult(page.Next is { } next ? answer.Say($"Older: cursor={next}") : answer);
    }

    private static string Moment(JournalRow row) => row.Started.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
