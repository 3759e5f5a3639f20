namespace SreMcp.Scripts;

/// <summary>The script contract for Python: the same options, the same order of steps and the same exit codes as in bash, brought by the shared part <c>contract</c>.</summary>
internal static class PythonContract
{
    private const string ChangeCall = "contract_main(globals())";
    private const string CheckCall = "contract_check(globals())";

    private static readonly string[] s_changeSteps = ["preflight", "read_state", "describe", "rehearse", "backup", "apply", "settle", "verify"];
    private static readonly string[] s_checkSteps = ["preflight", "verify"];

    /// <summary>What turns text into commands.</summary>
    private static readonly string[] s_forbidden = ["eval(", "exec(", "os.system(", "os.popen(", "shell=True", "__import__(", "pickle."];

    /// <summary>Checks every script and says which files have to stand beside them.</summary>
    /// <exception cref="SreException">SRE0608, with the file and what is missing.</exception>
    public static string[] Companions(string folder, TemplateHeader header, IReadOnlyList<TextBody> scripts)
    {
        foreach (var script in scripts)
        {
            Check($"{folder}/{script.Name}", script);
        }

        return scripts.FirstOrDefault(script => script.Name is "run.py") is { } run && run.Lines[^1] is CheckCall
            ? header.Safety is SafetyClass.ReadOnly ? [] : throw ScriptContract.Broken($"{folder}/run.py", 0, $"it only reads, but the header says {header.Safety.Name()}")
            : ["run.py", "rollback.py", "verify.py", "pull-request.md", "promotion.md"];
    }

    private static void Check(string file, TextBody script)
    {
        if (script.Lines[^1] is not (ChangeCall or CheckCall))
        {
            throw ScriptContract.Broken(file, script.Lines.Count, $"the last line must be {ChangeCall}, or {CheckCall} for a script that only reads");
        }

        var steps = script.Lines[^1] is ChangeCall ? s_changeSteps : s_checkSteps;
        foreach (var step in steps.Where(step => !script.Lines.Any(line => line.StartsWith($"def {step}(", StringComparison.Ordinal))))
        {
            throw ScriptContract.Broken(file, 0, $"the function {step} is missing");
        }

        for (var index = 0; index < script.Lines.Count; index++)
        {
            var line = script.Lines[index];
            if (s_forbidden.FirstOrDefault(word => line.Contains(word, StringComparison.Ordinal)) is { } word)
            {
                throw ScriptContract.Broken(file, index + 1, $"'{word}' turns text into commands");
            }
        }
    }
}
