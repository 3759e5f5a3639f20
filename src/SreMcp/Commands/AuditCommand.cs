#pragma warning disable RS0030 // Writes the export that a person names on the command line.
using System.CommandLine;
using System.Globalization;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;

namespace SreMcp.Commands;

/// <summary><c>sre-mcp audit list|verify|export|forget</c>: the chain of decisions.</summary>
internal static class AuditCommand
{
    public static Command Create(Func<ParseResult, SessionOptions> options) => new("audit", "Read, verify and export the chain of decisions.")
    {
        List(options), Verify(options), Export(options), Forget(options),
    };

    private static Command List(Func<ParseResult, SessionOptions> options)
    {
        var limit = new Option<int>("--limit") { Description = "Rows, newest first.", DefaultValueFactory = _ => 30 };
        var target = new Option<string?>("--target") { Description = "Part of the target." };
        var verdict = new Option<string?>("--verdict") { Description = "allow, require or deny." };
        var list = new Command("list", "The newest decisions and outcomes.") { limit, target, verdict };
        list.SetAction(parsed =>
        {
            using var ledger = new Ledger(TimeProvider.System, options(parsed).Recorded);
            var table = new TextTable("SEQ", "TIME", "KIND", "DECISION", "OPERATION", "TARGET", "ENVIRONMENT", "VERDICT", "RULE", "OUTCOME", "HASH");
            foreach (var row in ledger.Audit.List(new(Target: parsed.GetValue(target), Verdict: parsed.GetValue(verdict), Limit: parsed.GetValue(limit))).Rows)
            {
                table.Add(
                    $"{row.Seq}", row.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), row.Kind, row.DecisionId, row.Operation,
                    row.Target.Line(80), row.Environment, row.Verdict, row.Rule, row.Outcome, row.Hash[..12]);
            }

            Terminal.Write(table.Count is 0 ? ledger.Audit.List(new(Limit: 1)).Rows.Count is 0 ? "The chain is empty." : "No row of the chain is like that." : table.Render(ledger.Redactor));
            return 0;
        });
        return list;
    }

    private static Command Verify(Func<ParseResult, SessionOptions> options)
    {
        var head = new Option<string?>("--head") { Description = "A chain head from a transcript: proves that the chain was not rewritten since." };
        var verify = new Command("verify", "Look for an edit, a gap or a cut.") { head };
        verify.SetAction(parsed =>
        {
            var expected = parsed.GetValue(head);
            if (expected is not null && (expected.Length is < 8 or > 64 || !expected.All(char.IsAsciiHexDigit)))
            {
                throw new SreException(Errors.Commands.Usage, $"--head is 8 to 64 hexadecimal digits, as a decision shows them, not '{TextCleaner.OneLine(expected, 80)}'.");
            }

            using var ledger = new Ledger(TimeProvider.System, options(parsed).Recorded);
            var report = ledger.Audit.Verify(expected);
            if (report.Holds)
            {
                Terminal.Write($"The chain holds: {report.Rows} rows, head {report.Head ?? "none"}.");
                return 0;
            }

            foreach (var broken in report.Breaks)
            {
                Terminal.Write($"{broken.Kind} at row {broken.Seq}: {broken.Means}");
            }

            throw new SreException(Errors.Commands.ChainBroken, $"The chain of {report.Rows} rows is broken in {report.Breaks.Count} places.");
        });
        return verify;
    }

    private static Command Export(Func<ParseResult, SessionOptions> options)
    {
        var output = new Option<FileInfo?>("--output") { Description = "A new file; stdout when left out." };
        var export = new Command("export", "Every row, oldest first, as JSON lines.") { output };
        export.SetAction(parsed =>
        {
            using var ledger = new Ledger(TimeProvider.System, options(parsed).Recorded);
            using var target = parsed.GetValue(output) is { } file ? new FileStream(file.FullName, FileMode.CreateNew) : Terminal.OpenOutput();
            ledger.Audit.Export(target);
            return 0;
        });
        return export;
    }

    private static Command Forget(Func<ParseResult, SessionOptions> options)
    {
        var identity = new Argument<string>("identity") { Description = "As evidence names it, such as kubernetes:cluster:6f0c…" };
        var reason = new Option<string>("--reason") { Description = "Why; stays in the chain.", Required = true };
        var forget = new Command("forget", "Forget the strictest class that was seen for an identity (terminal only); the chain keeps that it was.") { identity, reason };
        forget.SetAction(parsed =>
        {
            if (!Terminal.IsInteractive)
            {
                throw new SreException(Errors.Commands.TerminalOnly, "sre-mcp audit forget was not started at a terminal.");
            }

            using var ledger = new Ledger(TimeProvider.System, options(parsed).Recorded);
            var forgotten = ledger.Classes.Forget(new Identity(parsed.GetRequiredValue(identity)), parsed.GetRequiredValue(reason));
            Terminal.Write(forgotten is null ? "Nothing is remembered for it." : $"Forgotten: {forgotten.Environment.Name()} ({forgotten.Because}).");
            return forgotten is null ? 1 : 0;
        });
        return forget;
    }
}
