using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Manifests;
using SreMcp.Policy;
using SreMcp.Reviews;
using SreMcp.Scripts.Review;

namespace SreMcp.Tools.Check;

/// <summary>Reviews a script that somebody else wrote against the checklists of the script contract. Nothing of it is run.</summary>
internal sealed class CheckScript() : CheckTool("check_script")
{
    private static readonly Parameter<string> Script = Parameter.Text("script", "The text itself.", limit: Parameter.TextLimit);
    private static readonly Parameter<string> File = Parameter.Text("path", "Or a file in the workspace.", limit: 1000);

    public override string Says =>
        "Review a script (bash, sh, Python, PowerShell, SQL) before anybody runs it: dry run, guards, deletes, target, credentials, quoting, rollback, exit codes; with lines and fixes. Nothing is run.";

    public override ToolSet Set => ToolSet.Scripts;

    public override IReadOnlyList<Parameter> Parameters { get; } = [Script, File];

    protected override async Task<Answer> CheckAsync(Arguments input, Call call)
    {
        var (text, name) = Read(input, call.Session);
        var language = LanguageRecognition.Of(text, name)
            ?? throw new SreException(Errors.Reviews.UnknownLanguage, $"{Shown(name, call.Session)} is in a language that is not reviewed.");
        var review = await Task.Run(() => ScriptReview.Of(text, language, call.Session.Redactor), call.Ended);
        var shellcheck = await Shellcheck.AskAsync(text, language.Language, call);
        return ReviewAnswer.Of(Shown(name, call.Session), review.With(shellcheck.Comments), shellcheck.Says);
    }

    private static (string Text, string? Name) Read(Arguments input, Session session)
    {
        var (script, path) = (input.Find(Script), input.Find(File));
        if (script is null == path is null)
        {
            throw new SreException(Errors.Reviews.NothingToReview, script is null ? "Neither script nor path was given." : "Both script and path were given.");
        }

        return script is null ? (FileText(path!, session), path) : (script, null);
    }

    private static string FileText(string path, Session session)
    {
        try
        {
            var text = ManifestFile.Read(path, session);
            return text.Trim().Length > 0 ? text : throw new SreException(Errors.Reviews.NotText, $"{ManifestFile.Shown(path, session)} is empty.");
        }
        catch (SreException failure) when (failure.Code == Errors.Manifests.Malformed)
        {
            throw new SreException(Errors.Reviews.NotText, failure.What, inner: failure);
        }
    }

    private static string Shown(string? name, Session session) => name is null ? "The script" : ManifestFile.Shown(name, session);
}
