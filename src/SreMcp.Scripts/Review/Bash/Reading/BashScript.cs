namespace SreMcp.Scripts.Review;

/// <summary>A script as it was understood: every command with what it really runs, functions, variables.</summary>
internal sealed class BashScript
{
    private const int EmbeddingLimit = 3;

    private readonly Dictionary<BashCommand, BashCommand> _previous = [];

    private BashScript(string text, ScriptLanguage language, BashParser parser)
    {
        Text = text;
        Language = language;
        Commands = parser.Commands;
        Functions = parser.Functions;
        Problems = parser.Problems;
        Variables = new(Commands);
        Wrappers = HandingOn(Commands);
        var resolver = new BashResolver(Variables, Wrappers);
        Invocations = [.. Commands.Select(resolver.Resolve)];
    }

    public string Text { get; }

    public ScriptLanguage Language { get; }

    /// <summary>In the order in which they stand; those of conditions and substitutions too.</summary>
    public IReadOnlyList<BashCommand> Commands { get; private set; }

    public IReadOnlyList<BashInvocation> Invocations { get; private set; }

    public IReadOnlyList<BashScope> Functions { get; }

    public BashVariables Variables { get; private set; }

    /// <summary>Names of functions that run what they are handed: <c>run</c>, <c>retry</c>.</summary>
    public IReadOnlySet<string> Wrappers { get; }

    public IReadOnlyList<(int Line, string What)> Problems { get; }

    /// <summary>How often the readers moved or looked ahead.</summary>
    public long Steps { get; private set; }

    /// <summary>The command that runs before this one in the same place; null for the first.</summary>
    public BashCommand? PreviousInScope(BashCommand command) => _previous.GetValueOrDefault(command);

    public static BashScript Read(string text, ScriptLanguage language = ScriptLanguage.Bash)
    {
        var root = new BashScope(BashScopeKind.Script, parent: null, 1, pipeline: null);
        var parser = BashParser.Read(text, root);
        var script = new BashScript(text, language, parser) { Steps = parser.Steps };
        script.ReadEmbedded();
        return script;
    }

    /// <summary>Texts that commands carry are read where those stand, so that what guards the command guards them.</summary>
    private void ReadEmbedded()
    {
        var resolver = new BashResolver(Variables, Wrappers);
        List<BashInvocation> all = [.. Invocations];
        IReadOnlyList<BashInvocation> fresh = Invocations;
        for (var level = 0; level < EmbeddingLimit && fresh.Count > 0; level++)
        {
            List<BashInvocation> found = [];
            foreach (var invocation in fresh)
            {
                if (EmbeddedText.Of(invocation) is not ({ Length: > 0 } text, var line))
                {
                    continue;
                }

                var scope = new BashScope(BashScopeKind.Embedded, invocation.Command.Scope, line, invocation.Command.Pipeline) { Name = string.Join(' ', invocation.Wrappers) };
                var parser = BashParser.Read(text, scope, line, depth: 20);
                Steps += parser.Steps;
                found.AddRange(parser.Commands.Select(resolver.Resolve));
            }

            all.AddRange(found);
            fresh = found;
        }

        Invocations = all;
        Commands = [.. all.Select(invocation => invocation.Command)];
        Variables = new(Commands);
        var last = new Dictionary<BashScope, BashCommand>();
        foreach (var command in Commands)
        {
            if (last.TryGetValue(command.Scope, out var previous))
            {
                _previous[command] = previous;
            }

            last[command.Scope] = command;
        }
    }

    /// <summary>Functions that run their arguments.</summary>
    private static HashSet<string> HandingOn(IReadOnlyList<BashCommand> commands) =>
        [.. commands.Where(RunsItsArguments).Select(command => command.Scope.Function?.Name).OfType<string>()];

    private static bool RunsItsArguments(BashCommand command) => command.Words.Count > 0
        && (IsEveryArgument(command.Words[0], "@", "*", "cmd", "1")
            || (command.Name is "eval" && command.Words.Skip(1).Any(word => word.Expansions.Any(expansion => expansion.Name is "@" or "*" or "1" or "cmd")))
            || (command.Name is "exec" or "command" or "sudo" or "time" or "timeout" or "env" or "nohup" && command.Words.Skip(1).Any(word => IsEveryArgument(word, "@", "*"))));

    private static bool IsEveryArgument(BashWord word, params string[] names) => word.IsOnlyExpansion && word.Expansions[0] is { Kind: BashExpansionKind.Variable } expansion && names.Contains(expansion.Name, StringComparer.Ordinal);
}
