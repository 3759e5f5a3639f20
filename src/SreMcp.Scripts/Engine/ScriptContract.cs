using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>The script contract, checked when a template loads: no script without dry run, proof of the target, verification and a way back.</summary>
internal static partial class ScriptContract
{
    private const string ContractPart = "contract";
    private const string ChangeCall = "contract_main \"$@\"";
    private const string CheckCall = "contract_check \"$@\"";

    /// <summary>Milliseconds; a template is somebody else's text.</summary>
    private const int MatchLimit = 1000;

    /// <summary>The steps of a script that changes something, in their order.</summary>
    internal static IReadOnlyList<string> ChangeSteps { get; } = ["preflight", "read_state", "describe", "rehearse", "backup", "apply", "settle", "verify"];
    internal static IReadOnlyList<string> CheckSteps { get; } = ["preflight", "verify"];

    private static readonly string[] s_artefactHeadings = ["## What it is", "## Before", "## Dry run", "## Apply", "## Verify", "## Roll back"];

    /// <summary>The call by which a preflight proves which system it talks to.</summary>
    private static readonly Dictionary<string, string> s_proof = new(StringComparer.Ordinal)
    {
        ["kubernetes"] = "prove_cluster",
        ["postgresql"] = "prove_database",
        ["aws"] = "prove_account",
        ["azure"] = "prove_subscription",
        ["nginx"] = "prove_host",
    };

    /// <summary>What <c>ask</c> may carry: verbs that read. Anything else is a change, or a rehearsal with <c>--dry-run</c>.</summary>
    private static readonly string[] s_reading =
    [
        "get", "describe", "logs", "version", "diff", "top", "wait", "api-resources", "explain", "rollout status", "rollout history",
        "auth can-i", "config get-contexts", "config view", "history", "status", "list",
    ];

    /// <exception cref="SreException">SRE0608, with the file and what is missing.</exception>
    public static void Check(string folder, TemplateHeader header, IReadOnlyList<Body> bodies)
    {
        var scripts = bodies.OfType<BashBody>().ToArray();
        if (header.System is "postgresql")
        {
            PostgresContract.Check(folder, bodies);
        }

        foreach (var script in scripts)
        {
            CheckScript($"{folder}/{script.Name}", header, script);
        }

        foreach (var tool in bodies.OfType<TextBody>().Where(body => header.HasTarget && body.Name.EndsWith(".py", StringComparison.Ordinal)))
        {
            PythonContract.CheckTool($"{folder}/{tool.Name}", tool.Lines);
        }

        foreach (var name in Companions(folder, header, bodies, scripts).Where(name => bodies.All(body => body.Name != name)))
        {
            throw Broken(folder, 0, $"there is no {name}");
        }

        if (!header.HasTarget && bodies.FirstOrDefault(body => body.IsExecutable) is { } runnable)
        {
            throw Broken($"{folder}/{runnable.Name}", 0, $"a script has a target, and nothing proves one in '{header.System}'");
        }

        if (!header.HasTarget || bodies.Any(body => body.Name is "run.sh" or "run.py"))
        {
            return;
        }

        if (scripts.FirstOrDefault(Changes) is { } stray)
        {
            throw Broken($"{folder}/{stray.Name}", 0, "a script that changes something stands beside no run.sh");
        }
    }

    /// <summary>What has to stand beside what a folder does.</summary>
    private static string[] Companions(string folder, TemplateHeader header, IReadOnlyList<Body> bodies, BashBody[] scripts)
    {
        if (header.System is TemplateHeader.DocumentSystem)
        {
            return [];
        }

        if (header.System is TemplateHeader.NoSystem)
        {
            CheckArtefact(folder, bodies);
            return ["README.md", "pull-request.md", "promotion.md"];
        }

        var python = bodies.OfType<PythonBody>().ToArray();
        if (scripts.FirstOrDefault(script => script.Name is "run.sh") is { } run && !Changes(run))
        {
            return header.Safety is SafetyClass.ReadOnly ? [] : throw Broken($"{folder}/run.sh", 0, $"it only reads, but the header says {header.Safety.Name()}");
        }

        return bodies.Any(body => body.Name is "run.sh") ? ["rollback.sh", "verify.sh", "pull-request.md", "promotion.md"]
            : python.Length > 0 ? PythonContract.Companions(folder, header, python)
            : ["verify.sh", "pull-request.md", "promotion.md"];
    }

    /// <summary>Files that people take into a repository carry their dry run, verification and way back as headings of a README.</summary>
    private static void CheckArtefact(string folder, IReadOnlyList<Body> bodies)
    {
        foreach (var heading in s_artefactHeadings.Where(heading => bodies.OfType<TextBody>().Any(body => body.Name is "README.md" && !body.Lines.Contains(heading))))
        {
            throw Broken($"{folder}/README.md", 0, $"the heading '{heading}' is missing");
        }
    }

    private static bool Changes(BashBody script) => script.Lines[^1] == ChangeCall;

    private static void CheckScript(string file, TemplateHeader header, BashBody script)
    {
        var lines = script.Lines;
        if (!lines.Contains("set -Eeuo pipefail"))
        {
            throw Broken(file, 0, "'set -Eeuo pipefail' is missing");
        }

        if (lines[^1] is not (ChangeCall or CheckCall))
        {
            throw Broken(file, lines.Count, $"the last line must be {ChangeCall}, or {CheckCall} for a script that only reads");
        }

        if (!script.Parts.Contains(ContractPart))
        {
            throw Broken(file, 0, $"it does not ask for '# <shared: {ContractPart}>', which brings the options, run, the question and the order of steps");
        }

        var functions = Functions(file, lines);
        foreach (var step in (Changes(script) ? ChangeSteps : CheckSteps).Where(step => !functions.ContainsKey(step)))
        {
            throw Broken(file, 0, $"the function {step} is missing");
        }

        var proof = ProofOf(file, header);
        if (!Reaches(functions, "preflight", proof))
        {
            throw Broken(file, 0, $"preflight never calls {proof}, which proves which target it talks to");
        }

        foreach (var (number, statement) in Statements(lines))
        {
            CheckStatement(file, number, statement);
        }
    }

    /// <summary>The call by which a preflight proves its target.</summary>
    internal static string ProofOf(string file, TemplateHeader header) => s_proof.TryGetValue(header.System, out var proof)
        ? proof
        : throw Broken(file, 0, $"nothing is known that proves the identity of a target in '{header.System}'");

    /// <summary>Each function with its lines; every one is explained by a comment above it and defined once.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Functions(string file, IReadOnlyList<string> lines)
    {
        var functions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        for (var index = 0; index < lines.Count; index++)
        {
            if (FunctionStart().Match(lines[index]) is not { Success: true } start)
            {
                continue;
            }

            if (index == 0 || !lines[index - 1].StartsWith('#'))
            {
                throw Broken(file, index + 1, $"no comment says what {start.Groups["name"].Value} does and why");
            }

            string[] body = [.. lines.Skip(index + 1).TakeWhile(line => line != "}")];
            if (!functions.TryAdd(start.Groups["name"].Value, body))
            {
                throw Broken(file, index + 1, $"{start.Groups["name"].Value} is defined twice");
            }
        }

        return functions;
    }

    private static bool Reaches(Dictionary<string, IReadOnlyList<string>> functions, string from, string call)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var name))
        {
            if (!seen.Add(name) || !functions.TryGetValue(name, out var body))
            {
                continue;
            }

            var words = body.Select(line => line.Trim().Split(' ')[0]).ToArray();
            if (words.Contains(call) && functions.ContainsKey(call))
            {
                return true;
            }

            foreach (var word in words)
            {
                open.Enqueue(word);
            }
        }

        return false;
    }

    /// <summary>Lines without comments, with continuations joined.</summary>
    private static IEnumerable<(int Number, string Text)> Statements(IReadOnlyList<string> lines)
    {
        var (started, joined) = (0, "");
        for (var index = 0; index < lines.Count; index++)
        {
            var line = lines[index].Trim();
            if (line.StartsWith('#') && joined.Length is 0)
            {
                continue;
            }

            started = joined.Length is 0 ? index + 1 : started;
            joined += line;
            if (joined.EndsWith('\\'))
            {
                joined = joined[..^1];
                continue;
            }

            yield return (started, joined);
            joined = "";
        }
    }

    private static void CheckStatement(string file, int number, string statement)
    {
        if (Forbidden().Match(statement) is { Success: true } forbidden)
        {
            throw Broken(file, number, $"'{forbidden.Groups["what"].Value}' turns text into commands");
        }

        if (DirectCall().IsMatch(statement))
        {
            throw Broken(file, number, "a client is called directly; reads go through ask, changes through run");
        }

        foreach (var asked in AskedCall().Matches(statement).Where(asked => !PostgresReading().IsMatch(asked.Value) && !OtherReading().IsMatch(asked.Value)))
        {
            string[] words = [.. asked.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word.StartsWith('-'))];
            var verb = words is [var first, ..] ? first : "";
            var phrase = words is [_, var second, ..] ? $"{verb} {second}" : verb;
            if (!s_reading.Contains(verb) && !s_reading.Contains(phrase) && !statement.Contains("--dry-run", StringComparison.Ordinal))
            {
                throw Broken(file, number, $"'{phrase}' is a change, so it goes through run");
            }
        }
    }

    internal static SreException Broken(string file, int line, string why) => new(Errors.Templates.BrokenContract, $"{new FileLine(file, line)}: {why}.");

    [GeneratedRegex(@"^(?<name>[a-z_][a-z0-9_]*)\(\) \{\s*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex FunctionStart();

    [GeneratedRegex(@"(^|[\s;&|(])(?<what>eval|source|bash -c|sh -c|xargs)\s|(?<what>`)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Forbidden();

    /// <summary>A client in command position: at the start of a command, without run or ask in front.</summary>
    [GeneratedRegex(@"(?:^|[;&|{!]|(?<!=)\(|\b(?:then|do|else|if|while|until|exec|time|command|env|sudo|nohup))\s*(?:""\$\{[a-z_]+\[@\]\}""|(?:kubectl|helm|psql|pg_dump|pg_restore|aws|az|nginx|systemctl|docker|git|terraform|curl)\s)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex DirectCall();

    /// <summary>What only reads of PostgreSQL: a dump and its list, a transaction that the server keeps from writing, one that is rolled back.</summary>
    [GeneratedRegex(@"^ask (?:pg_dump\s|pg_restore --list\s|psql .*--command='start transaction read only'\s|psql .*--command='start transaction'\s.*--command='rollback'\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex PostgresReading();

    /// <summary>What only reads elsewhere: nginx that tests or prints its configuration, a GET of curl.</summary>
    [GeneratedRegex(@"^ask (?:nginx -[tTV](?=\s|\z)(?!.*\s-s)|curl --get(?=\s)(?!.*(?:--request|--upload-file|--form|\s-[XTF])))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex OtherReading();

    [GeneratedRegex(@"\bask\s+(?:""\$\{[a-z_]+\[@\]\}""|kubectl|helm|psql|pg_dump|pg_restore|aws|az|nginx|systemctl|docker|git|terraform|curl)\s+(?<words>[^|;&)]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex AskedCall();
}
