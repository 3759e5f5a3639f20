namespace SreMcp.Scripts.Review;

/// <summary>A simple command, a test, or assignments alone, with the place it stands at.</summary>
internal sealed class BashCommand(int line, BashScope scope, BashPipeline pipeline)
{
    public int Line { get; } = line;

    public BashScope Scope { get; } = scope;

    public BashPipeline Pipeline { get; } = pipeline;

    public List<BashWord> Words { get; } = [];

    public List<BashAssignment> Assignments { get; } = [];

    public List<BashRedirection> Redirections { get; } = [];

    /// <summary>The first word; empty for assignments alone.</summary>
    public string Name => Words.Count > 0 ? Words[0].Text : "";

    /// <summary>Everything that is expanded in it.</summary>
    public IEnumerable<BashExpansion> Expansions => Words.SelectMany(word => word.Expansions).Concat(Assignments.SelectMany(assignment => assignment.Values).SelectMany(word => word.Expansions));
}

/// <summary>Commands joined by <c>|</c>.</summary>
internal sealed class BashPipeline(BashChain chain, int index, string before)
{
    public BashChain Chain { get; } = chain;

    /// <summary>Its place in the chain.</summary>
    public int Index { get; } = index;

    /// <summary><c>&amp;&amp;</c> or <c>||</c>; empty for the first.</summary>
    public string Before { get; } = before;

    public bool IsNegated { get; set; }

    /// <summary>How many commands, compound ones too.</summary>
    public int Length { get; set; }

    /// <summary>The simple commands directly in it.</summary>
    public List<BashCommand> Commands { get; } = [];
}

/// <summary>Pipelines joined by <c>&amp;&amp;</c> and <c>||</c>.</summary>
internal sealed class BashChain
{
    public List<BashPipeline> Pipelines { get; } = [];
}

internal enum BashScopeKind
{
    Script,
    Function,
    Condition,
    Branch,
    Loop,
    Group,
    Subshell,
    Substitution,

    /// <summary>Text that another command runs: <c>bash -c</c>, <c>trap</c>, <c>ssh</c>, a here-document for a shell.</summary>
    Embedded,
}

/// <summary>What a command stands in.</summary>
internal sealed class BashScope(BashScopeKind kind, BashScope? parent, int line, BashPipeline? pipeline)
{
    public BashScopeKind Kind { get; } = kind;

    public BashScope? Parent { get; } = parent;

    public int Line { get; } = line;

    /// <summary>The pipeline that the whole compound command is a part of.</summary>
    public BashPipeline? Pipeline { get; } = pipeline;

    /// <summary>Of a function; empty otherwise.</summary>
    public string Name { get; init; } = "";

    /// <summary>What is asked before a branch or a loop is entered. For a later branch, the conditions before it as well.</summary>
    public IReadOnlyList<BashCommand> Conditions { get; init; } = [];

    /// <summary>True for what follows <c>else</c>.</summary>
    public bool IsElse { get; init; }

    /// <summary>Subject of a <c>case</c>, or the words of a <c>for</c>.</summary>
    public IReadOnlyList<BashWord> Subjects { get; init; } = [];

    /// <summary>Patterns of a branch of <c>case</c>.</summary>
    public IReadOnlyList<BashWord> Patterns { get; init; } = [];

    /// <summary>This and everything around it.</summary>
    public IEnumerable<BashScope> Path()
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            yield return scope;
        }
    }

    /// <summary>The function around it; null outside any.</summary>
    public BashScope? Function => Path().FirstOrDefault(scope => scope.Kind is BashScopeKind.Function);
}
