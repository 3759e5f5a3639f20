using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>The script contract for Python: the same options, the same order of steps and the same exit codes as in bash, brought by the shared part <c>contract</c>.</summary>
internal static partial class PythonContract
{
    private const string ContractPart = "contract";
    private const string ChangeCall = "contract_main(globals())";
    private const string CheckCall = "contract_check(globals())";

    /// <summary>Milliseconds; a template is somebody else's text.</summary>
    private const int MatchLimit = 1000;

    /// <summary>What turns text into commands.</summary>
    private static readonly string[] s_forbidden = ["eval(", "exec(", "os.system(", "os.popen(", "shell=True", "__import__(", "pickle."];

    /// <summary>What reaches other systems stands in a function whose name begins so.</summary>
    private static readonly string[] s_doors = ["ask", "run", "client", "call"];

    /// <summary>Verbs that read: of the methods of boto3, and of <c>az</c>.</summary>
    private static readonly string[] s_reading = ["describe_", "get_", "list_", "head_", "filter_", "simulate_", "lookup_"];
    private static readonly string[] s_readingAz = ["account show", "account list", "group list", "resource list", "graph query", "version"];

    /// <summary>Checks every script and says which files have to stand beside them.</summary>
    /// <exception cref="SreException">SRE0608, with the file and what is missing.</exception>
    public static string[] Companions(string folder, TemplateHeader header, IReadOnlyList<PythonBody> scripts)
    {
        foreach (var script in scripts)
        {
            Check($"{folder}/{script.Name}", header, script);
        }

        return scripts.FirstOrDefault(script => script.Name is "run.py") is { } run && run.Lines[^1] is CheckCall
            ? header.Safety is SafetyClass.ReadOnly ? [] : throw ScriptContract.Broken($"{folder}/run.py", 0, $"it only reads, but the header says {header.Safety.Name()}")
            : ["run.py", "rollback.py", "verify.py", "pull-request.md", "promotion.md"];
    }

    /// <summary>What a script starts beside it reads and prints; changes are for the script, where run shows them.</summary>
    /// <exception cref="SreException">SRE0608.</exception>
    public static void CheckTool(string file, IReadOnlyList<string> lines)
    {
        foreach (var (index, line) in lines.Index())
        {
            if (s_forbidden.FirstOrDefault(word => line.Contains(word, StringComparison.Ordinal)) is { } word)
            {
                throw ScriptContract.Broken(file, index + 1, $"'{word}' turns text into commands");
            }

            if (Reaching().Match(line) is { Success: true } import)
            {
                throw ScriptContract.Broken(file, index + 1, $"{import.Groups["what"].Value} reaches other systems, which only a script with the contract may");
            }
        }
    }

    private static void Check(string file, TemplateHeader header, PythonBody script)
    {
        if (script.Lines[^1] is not (ChangeCall or CheckCall))
        {
            throw ScriptContract.Broken(file, script.Lines.Count, $"the last line must be {ChangeCall}, or {CheckCall} for a script that only reads");
        }

        if (!script.Parts.Contains(ContractPart))
        {
            throw ScriptContract.Broken(file, 0, $"it does not ask for '# <shared: {ContractPart}>', which brings the options, run, the question and the order of steps");
        }

        var functions = Functions(file, script);
        foreach (var step in (script.Lines[^1] is ChangeCall ? ScriptContract.ChangeSteps : ScriptContract.CheckSteps).Where(step => !functions.ContainsKey(step)))
        {
            throw ScriptContract.Broken(file, 0, $"the function {step} is missing");
        }

        var proof = ScriptContract.ProofOf(file, header);
        if (!Reaches(functions, script.Syntax, "preflight", proof))
        {
            throw ScriptContract.Broken(file, 0, $"preflight never calls {proof}, which proves which target it talks to");
        }

        CheckLines(file, script);
    }

    /// <summary>Each function with its lines; every one is explained by a comment above it and defined once.</summary>
    private static Dictionary<string, string[]> Functions(string file, PythonBody script)
    {
        var functions = new Dictionary<string, string[]>(StringComparer.Ordinal);
        for (var index = 0; index < script.Lines.Count; index++)
        {
            if (script.Syntax.FunctionAt(script.Lines[index]) is not { } name)
            {
                continue;
            }

            if (index is 0 || !script.Lines[index - 1].StartsWith('#'))
            {
                throw ScriptContract.Broken(file, index + 1, $"no comment says what {name} does and why");
            }

            if (!functions.TryAdd(name, [.. script.Lines.Take(script.Syntax.EndOf(script.Lines, index)).Skip(index + 1)]))
            {
                throw ScriptContract.Broken(file, index + 1, $"{name} is defined twice");
            }
        }

        return functions;
    }

    private static bool Reaches(Dictionary<string, string[]> functions, ScriptSyntax syntax, string from, string call)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var name))
        {
            if (!seen.Add(name) || !functions.TryGetValue(name, out var body))
            {
                continue;
            }

            if (name == call)
            {
                return true;
            }

            foreach (var called in body.Where(line => !line.TrimStart().StartsWith('#')).SelectMany(syntax.Called))
            {
                open.Enqueue(called);
            }
        }

        return false;
    }

    private static void CheckLines(string file, PythonBody script)
    {
        var function = "";
        for (var index = 0; index < script.Lines.Count; index++)
        {
            var line = script.Lines[index];
            function = script.Syntax.FunctionAt(line) ?? (line is [not (' ' or ')'), ..] ? "" : function);
            if (line.TrimStart().StartsWith('#'))
            {
                continue;
            }

            if (s_forbidden.FirstOrDefault(word => line.Contains(word, StringComparison.Ordinal)) is { } word)
            {
                throw ScriptContract.Broken(file, index + 1, $"'{word}' turns text into commands");
            }

            if (Direct().Match(line) is { Success: true } direct && !s_doors.Any(door => function.StartsWith(door, StringComparison.Ordinal)))
            {
                throw ScriptContract.Broken(file, index + 1, $"{direct.Groups["what"].Value} is used directly; reads go through ask, changes through run");
            }

            CheckAsked(file, index + 1, line);
        }
    }

    /// <summary>What is asked is named where it is asked, and it reads.</summary>
    private static void CheckAsked(string file, int number, string line)
    {
        foreach (Match asked in Asked().Matches(line))
        {
            var (isAws, what) = (asked.Groups["who"].Value is not "az", asked.Groups["aws"] is { Success: true } aws ? aws.Value : asked.Groups["az"] is { Success: true } az ? az.Value.Replace("\", \"", " ", StringComparison.Ordinal) : "");
            var reads = isAws ? s_reading.Any(verb => what.StartsWith(verb, StringComparison.Ordinal))
                : s_readingAz.Contains(what) || (what is "rest --method" && RestReads().IsMatch(line));
            if (!reads)
            {
                throw ScriptContract.Broken(file, number, what.Length is 0 ? $"ask_{asked.Groups["who"].Value} names what it asks in this very line, in quotes" : $"'{what}' is a change, so it goes through run");
            }
        }
    }

    [GeneratedRegex(@"(?<![\w.])(?<what>subprocess|boto3|socket|ftplib|smtplib|telnetlib)\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Direct();

    [GeneratedRegex(@"^\s*(import|from)\s.*?\b(?<what>subprocess|boto3|botocore|socket|ssl|urllib|http|ftplib|smtplib|telnetlib|ctypes|importlib|os)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Reaching();

    /// <summary>A GET, or a question to Resource Graph, which is asked by POST.</summary>
    [GeneratedRegex(@"""rest"", ""--method"", (""get"",|""post"", ""--url"", ""/providers/Microsoft\.ResourceGraph/resources\?api-version=[0-9-]+"",)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex RestReads();

    [GeneratedRegex(@"(?<!def )(?<!\w)ask_(?<who>aws|az|pages)\((""[a-z0-9-]+"", ""(?<aws>[a-z_]+)""|\[""(?<az>[a-z]+"", ""[a-z-]+|version)"")?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Asked();
}
