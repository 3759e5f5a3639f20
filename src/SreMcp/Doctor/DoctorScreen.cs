using Spectre.Console;
using Spectre.Console.Rendering;

namespace SreMcp.Doctor;

/// <summary>The report for people: colours and wrapping at a terminal, plain aligned lines in a pipe. The only file that knows the console library.</summary>
internal sealed class DoctorScreen
{
    private const int LabelWidth = 12;

    private readonly IAnsiConsole _console;
    private readonly TextWriter _output;

    /// <param name="width">Columns.</param>
    /// <param name="isPlain">No colours and no control sequences: a pipe, or NO_COLOR.</param>
    public DoctorScreen(TextWriter output, int width, bool isPlain)
    {
        _output = output;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        _console.Profile.Width = width;
    }

    public void Write(DoctorReport report)
    {
        Section($"sre-mcp {report.Version}", []);
        foreach (var context in report.Contexts)
        {
            WriteContext(context);
        }

        Section("Files in force", [.. report.Files.Select(file => (file.Trust, Words($"{file.Path} ({file.Kind})")))]);
        Section("Ignored, or good to know", [.. report.Ignored.Select(line => ("", Words(line)))]);
        Section("This machine", [.. report.Machine.Select(item => (item.Name, Coloured(item.State is "ok" ? item.Says : $"{item.State}: {item.Says}", item.State switch { "ok" => Style.Plain, "note" => Yellow, _ => Red })))]);
        WriteFindings("Problems", Severity.Problem, Red, report);
        WriteFindings("Notes", Severity.Note, Yellow, report);
        if (report.ReadOnlyIdentity is { } identity)
        {
            // Nothing is wrapped here: people paste it.
            Section("A read-only identity", []);
            _output.WriteLine(identity);
            _output.WriteLine();
        }

        var problems = report.Findings.Count(finding => finding.Severity is Severity.Problem);
        _console.Write(Coloured($"{Counted(problems, "problem")}, {Counted(report.Findings.Count - problems, "note")}.\n", problems > 0 ? Red : Green));
    }

    private static Style Red { get; } = new(Color.Red);

    private static Style Green { get; } = new(Color.Green);

    private static Style Yellow { get; } = new(Color.Yellow);

    private static Style Bold { get; } = new(decoration: Decoration.Bold);

    private void WriteContext(ContextReport context)
    {
        var style = context.Environment switch { "production" or "unknown" => Red, "staging" => Yellow, _ => Green };
        List<(string, IRenderable)> rows =
        [
            ("class", Coloured($"{context.Environment}, {(context.Opened ? "opened for execute_* as rules allow" : "closed for execute_*")}", style)),
            .. context.Evidence.Select((evidence, index) => (index == 0 ? "because" : "", (IRenderable)Words($"{evidence.Votes}: {evidence.Because}   {evidence.Source}"))),
            ("server", Words($"{context.Server}{(context.ClusterId is { } id ? $", cluster id {id}" : "")}")),
            ("credential", Words(Credential(context.Credential))),
            ("answers", Coloured(context.Answer switch { { State: "yes" } => $"yes, in {context.Answer.Milliseconds} ms", { State: "no" } => $"no: {context.Answer.Code} {context.Answer.Says}", _ => $"not asked: {context.Answer.Says}" }, context.Answer.State is "no" ? Red : Style.Plain)),
            ("could write", Coloured(Writing(context.Writing), ContextFindings.CouldWriteToProduction(context) ? Red : Style.Plain)),
        ];
        Section($"Context {context.Name}{(context.Current ? " (current)" : "")}", rows);
    }

    private static string Credential(CredentialReport credential) =>
        $"{credential.Kind}{(credential.User is { } user ? $", user {user}" : "")}{(credential.Source is { } source ? $", from {source}" : "")}{(credential.Impersonates ? ", acting as somebody else" : "")}";

    private static string Writing(WritingReport writing) => writing switch
    {
        { State: "yes" } => $"yes: {string.Join("; ", writing.Examples)}{(writing.More > 0 ? $" and {writing.More} more" : "")}",
        { State: "no" } => $"no, says the cluster ({writing.NamespacesAsked} of {writing.Namespaces} namespaces asked about)",
        _ => $"not known: {writing.Says}",
    };

    private void WriteFindings(string title, Severity severity, Style style, DoctorReport report)
    {
        // What the machine lacks has been said above.
        var said = severity is Severity.Note ? report.Machine.Select(item => item.Name).ToArray() : [];
        Section(title, [.. report.Findings.Where(finding => finding.Severity == severity && !said.Contains(finding.About)).SelectMany(finding => (IEnumerable<(string, IRenderable)>)
        [
            (finding.Code ?? "", Coloured($"{finding.About}: {finding.Says}", style)),
            .. finding.Next is { } next ? ((string, IRenderable)[])[("", Words($"Next: {next}"))] : [],
        ])]);
    }

    private void Section(string title, List<(string Label, IRenderable Value)> rows)
    {
        if (rows.Count is 0 && title is "Problems" or "Notes" or "Ignored, or good to know" or "Files in force" or "This machine")
        {
            return;
        }

        _console.Write(Coloured($"{title}\n", Bold));
        if (rows.Count > 0)
        {
            var grid = new Grid().AddColumn(new GridColumn().Width(LabelWidth).NoWrap().PadLeft(2).PadRight(1)).AddColumn(new GridColumn().PadLeft(0).PadRight(0));
            foreach (var (label, value) in rows)
            {
                grid.AddRow(Words(label), value);
            }

            _console.Write(grid);
        }

        _output.WriteLine();
    }

    private static Text Words(string text) => new(text);

    private static Text Coloured(string text, Style style) => new(text, style);

    private static string Counted(int count, string what) => count is 1 ? $"1 {what}" : $"{(count is 0 ? "No" : $"{count}")} {what}s";
}
