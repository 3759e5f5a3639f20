using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Scripts;
using SreMcp.Workloads;

namespace SreMcp.Generation;

/// <summary>Hands a bundle over: where it was written, what to do next, what would change, and the first file or its head.</summary>
internal static class BundleAnswer
{
    private const int ShownLines = 80;

    public static Answer Of(Bundle bundle, Target target, Environment environment, IReadOnlyList<string> notes, Call call)
    {
        var paths = ScriptOffer.Write(bundle, call);
        var isLocal = target is LocalTarget;
        var answer = new Answer()
            .Say($"{bundle.Template}{(isLocal ? "" : $" for {TextCleaner.OneLine(target.Display, 200)} ({environment.Name()})")}, digest {bundle.Digest}")
            .Say(paths.Count is 0 ? "There is no workspace, so nothing was written." : $"Written: {string.Join(", ", paths)}")
            .Say(Next(bundle, isLocal));
        foreach (var note in notes)
        {
            answer.Say($"Note: {note}");
        }

        if (bundle.Find("pull-request.md") is { } request)
        {
            answer.Say("What would change:").Block(new UntrustedText(Section(request.Content, "## What")));
        }

        if (paths.Count is 0)
        {
            // Nothing can be opened, so everything is in the answer; what exceeds its budget is kept for read_result.
            return bundle.Files.Aggregate(answer, (all, file) => all.Say($"{file.Name}:").Block(new UntrustedText(file.Content)));
        }

        var first = bundle.Files[0];
        var lines = first.Content.Split('\n');
        answer.Say($"{first.Name}{(lines.Length > ShownLines ? $", first {ShownLines} of {lines.Length} lines" : "")}:");
        return answer.Block(new UntrustedText(string.Join('\n', lines.Take(ShownLines))));
    }

    /// <summary>A document: where it is, and the whole text.</summary>
    public static Answer Document(Bundle bundle, Call call)
    {
        var paths = ScriptOffer.Write(bundle, call);
        return new Answer()
            .Say($"{bundle.Template}, digest {bundle.Digest}")
            .Say(paths.Count is 0 ? "There is no workspace, so nothing was written." : $"Written: {string.Join(", ", paths)}")
            .Block(new UntrustedText(bundle.Files[0].Content));
    }

    private static string Next(Bundle bundle, bool isLocal) => bundle switch
    {
        { CanRun: true } when bundle.Find("rollback.sh") is null && bundle.Find("rollback.py") is null => "Next: a person reviews it and runs it; it only reads.",
        { CanRun: true } => "Next: a person reviews it, runs run.sh --dry-run (exit code 2: it would change something), then run.sh. Undo: rollback.sh.",
        _ when isLocal => "Next: a person reviews the files and takes them over as the README says: dry run, apply, verify, roll back.",
        _ => "Next: a person makes the change where the owner keeps it, as the first file says.",
    };

    private static string Section(string text, string heading) =>
        string.Join('\n', text.Split('\n').SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith('#')).Where(line => line.Length > 0));
}
