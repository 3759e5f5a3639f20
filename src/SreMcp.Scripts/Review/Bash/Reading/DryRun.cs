namespace SreMcp.Scripts.Review;

/// <summary>How a command is kept from running in a dry run.</summary>
internal enum BashGuard
{
    None,

    /// <summary>A condition around it, before it, or inside the function that runs it.</summary>
    SamePath,

    /// <summary>A dry run has left the script before it gets there.</summary>
    EarlyExit,
}

/// <summary>Where the script's dry run is, and which commands depend on it.</summary>
internal sealed class DryRun
{
    private const int LookBack = 50;

    private static readonly string[] s_options = ["--dry-run", "--dryrun", "--dry_run", "--noop", "--no-op", "--what-if", "--whatif", "--simulate", "--plan", "--check", "dry-run", "dryrun"];
    private static readonly string[] s_liveOptions = ["--apply", "--execute", "--commit", "--live", "--no-dry-run", "--really", "--do-it", "--doit"];

    private readonly BashScript _script;
    private readonly HashSet<string> _variables = new(StringComparer.Ordinal);
    private readonly HashSet<string> _predicates = new(StringComparer.Ordinal);
    private readonly HashSet<string> _guardedWrappers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BashGuard> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<BashScope, bool> _branches = [];
    private readonly ILookup<string, BashInvocation> _calls;
    private readonly (BashCommand Command, BashScope Holds)[] _exits;
    private bool? _exists;

    public DryRun(BashScript script)
    {
        _script = script;
        _calls = script.Invocations.ToLookup(invocation => invocation.Program, StringComparer.Ordinal);
        Collect();
        foreach (var function in script.Commands.Where(command => command.Scope.Function is not null).GroupBy(command => command.Scope.Function!.Name, StringComparer.Ordinal))
        {
            if (function.Any(Asks) && function.All(command => IsTest(command) || Asks(command) || command.Name is "return" or "true" or "false" or ":"))
            {
                _predicates.Add(function.Key);
            }
        }

        _branches.Clear();
        foreach (var command in script.Commands.Where(command => command.Scope.Function is { } function && script.Wrappers.Contains(function.Name) && Asks(command)))
        {
            _guardedWrappers.Add(command.Scope.Function!.Name);
        }

        _exits = [.. script.Commands.Where(command => Leaves(command) && Holder(command) is not null).Take(50).Select(command => (command, Holder(command)!))];
    }

    /// <summary>True when the script has a dry run at all.</summary>
    public bool Exists => _exists ??= _variables.Count > 0 || _script.Commands.Any(NamesOption);

    /// <summary>True for a variable that says whether this is a dry run, or that follows from it.</summary>
    public bool IsOf(string variable) => _variables.Contains(variable);

    /// <summary>How a dry run keeps this command from running.</summary>
    public BashGuard Of(BashInvocation invocation) =>
        invocation.Wrappers.Any(_guardedWrappers.Contains) || invocation.Prefixes.Any(_variables.Contains) || HasNativeOption(invocation)
            ? BashGuard.SamePath
            : Of(invocation.Command, invocation.Command.Scope, invocation.Command.Pipeline);

    private BashGuard Of(BashCommand command, BashScope scope, BashPipeline? pipeline)
    {
        if (IsAsked(scope, pipeline))
        {
            return BashGuard.SamePath;
        }

        if (Array.Find(_exits, exit => exit.Command.Line < command.Line && command.Scope.Path().Contains(exit.Holds)).Command is { } exit)
        {
            // A step that returns early is a step that a dry run walks; a script that ends early is not.
            return exit.Name is "return" && exit.Scope.Function?.Name is not "main" ? BashGuard.SamePath : BashGuard.EarlyExit;
        }

        return scope.Function is { } function ? OfFunction(function.Name) : BashGuard.None;
    }

    /// <summary>The weakest guard of all calls; a function that nobody calls has none.</summary>
    private BashGuard OfFunction(string name)
    {
        if (_functions.TryGetValue(name, out var known))
        {
            return known;
        }

        _functions[name] = BashGuard.None;
        var guards = _calls[name].Where(call => call.Command.Scope.Function?.Name != name).Take(LookBack).Select(Of).ToArray();
        return _functions[name] = guards.Length is 0 || guards.Contains(BashGuard.None) ? BashGuard.None
            : guards.Contains(BashGuard.EarlyExit) ? BashGuard.EarlyExit : BashGuard.SamePath;
    }

    /// <summary>True when something around or before a place asks for the dry run.</summary>
    private bool IsAsked(BashScope scope, BashPipeline? pipeline)
    {
        if (IsAskedBefore(pipeline))
        {
            return true;
        }

        foreach (var around in scope.Path())
        {
            if (IsBranchOfIt(around)
                || (around.Kind is BashScopeKind.Embedded && around.Name.Split(' ').Any(_guardedWrappers.Contains))
                || IsAskedBefore(around.Pipeline))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsBranchOfIt(BashScope scope)
    {
        if (scope.Kind is not BashScopeKind.Branch)
        {
            return false;
        }

        if (!_branches.TryGetValue(scope, out var known))
        {
            _branches[scope] = known = scope.Conditions.Any(Asks) || IsAbout(scope);
        }

        return known;
    }

    private bool IsAskedBefore(BashPipeline? pipeline) => pipeline is not null
        && pipeline.Chain.Pipelines.Skip(Math.Max(0, pipeline.Index - LookBack)).Take(Math.Min(pipeline.Index, LookBack)).Any(before => before.Commands.Exists(Asks));

    /// <summary>A <c>case</c> over the variable of the dry run, or a branch for its option.</summary>
    private bool IsAbout(BashScope branch) =>
        branch.Subjects.SelectMany(word => word.Expansions).Any(expansion => _variables.Contains(expansion.Name)) || branch.Patterns.Any(pattern => s_options.Contains(pattern.Text, StringComparer.OrdinalIgnoreCase));

    /// <summary>A test of the variable, the option or a function that tests it.</summary>
    private bool Asks(BashCommand command) =>
        (command.Words.Count > 0 && _predicates.Contains(command.Name))
        || ((IsTest(command) || IsLoneVariable(command)) && (command.Expansions.Any(expansion => _variables.Contains(expansion.Name)) || NamesOption(command)));

    private static bool IsTest(BashCommand command) => command.Name is "[[" or "[" or "test" or "((";

    private static bool IsLoneVariable(BashCommand command) => command.Words.Count is 1 && command.Words[0].IsOnlyExpansion;

    private static bool NamesOption(BashCommand command) => IsTest(command) && command.Words.Any(word => s_options.Contains(word.Text, StringComparer.OrdinalIgnoreCase));

    /// <summary>An option that comes from the dry run's variable: <c>kubectl delete … $DRY</c>, <c>--dry-run="$MODE"</c>, <c>"${flags[@]}"</c>.</summary>
    private bool HasNativeOption(BashInvocation invocation) => invocation.Command.Words.Any(word =>
        word.Expansions.Any(expansion => _variables.Contains(expansion.Name)) && (word.IsOnlyExpansion || word.Text.StartsWith("--dry", StringComparison.Ordinal)));

    private bool Leaves(BashCommand command) => command.Name is "exit" or "return" && IsAsked(command.Scope, command.Pipeline);

    /// <summary>The scope that a dry run leaves there: what stands around the branch that asks.</summary>
    private BashScope? Holder(BashCommand command)
    {
        if (IsAskedBefore(command.Pipeline))
        {
            return command.Scope;
        }

        foreach (var around in command.Scope.Path())
        {
            if (IsBranchOfIt(around) || IsAskedBefore(around.Pipeline))
            {
                return around.Parent;
            }
        }

        return null;
    }

    private void Collect()
    {
        foreach (var name in _script.Variables.Names.Concat(_script.Commands.SelectMany(command => command.Expansions).Where(expansion => expansion.Name.Length > 0).Select(expansion => expansion.Name)))
        {
            if (IsDryName(name))
            {
                _variables.Add(name);
            }
        }

        foreach (var (assignment, command) in _script.Variables.All.Where(given => IsInOption(given.Command) && IsFlag(given.Assignment)))
        {
            _variables.Add(assignment.Name);
        }

        // What is set from the dry run speaks for it: RUN=echo, flags+=(--dry-run=server).
        for (var round = 0; round < 3; round++)
        {
            var before = _variables.Count;
            _branches.Clear();
            foreach (var (assignment, command) in _script.Variables.All.Where(given => !_variables.Contains(given.Assignment.Name) && Follows(given.Assignment, given.Command)))
            {
                _variables.Add(assignment.Name);
            }

            if (_variables.Count == before)
            {
                break;
            }
        }
    }

    private bool Follows(BashAssignment assignment, BashCommand command) =>
        (assignment.Values.Any(value => (value.IsOnlyExpansion || value.Text.StartsWith("--dry", StringComparison.Ordinal)) && value.Expansions.Any(expansion => _variables.Contains(expansion.Name))))
        || (IsFlag(assignment) && IsAsked(command.Scope, command.Pipeline));

    private static bool IsFlag(BashAssignment assignment) => assignment.Values.Count is 0
        || assignment.Values.All(value => value.Text.Length < 40 && (value.Text.ToLowerInvariant() is "" or "echo" or ":" or "true" or "false" or "yes" or "no" or "0" or "1" or "on" or "off" or "dry-run" or "dry" or "dryrun" or "plan" or "check" or "apply" or "-n" or "run" or "live" || value.Text.StartsWith("--dry", StringComparison.Ordinal) || value.Text.StartsWith("echo ", StringComparison.Ordinal)));

    private static bool IsInOption(BashCommand command) =>
        command.Scope.Path().Any(scope => scope.Patterns.Any(IsOption) || scope.Conditions.Any(HasOption))
        || command.Pipeline.Chain.Pipelines.Take(Math.Min(command.Pipeline.Index, LookBack)).Any(before => before.Commands.Exists(HasOption));

    private static bool HasOption(BashCommand command) => IsTest(command) && command.Words.Any(IsOption);

    private static bool IsOption(BashWord word) => s_options.Contains(word.Text, StringComparer.OrdinalIgnoreCase) || s_liveOptions.Contains(word.Text, StringComparer.OrdinalIgnoreCase);

    private static bool IsDryName(string name)
    {
        var bare = name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        return bare.Contains("dryrun", StringComparison.Ordinal) || bare is "noop" or "whatif" or "simulate" or "isdry" or "dry" or "planonly" or "checkonly";
    }
}
