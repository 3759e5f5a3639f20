using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;

namespace SreMcp.Tools;

/// <summary>A tool of the server. Its class is the type it derives from, one of the four below and no other.</summary>
internal abstract class Tool
{
    private protected Tool(OperationClass @class, string name)
    {
        var prefix = @class.ToString().ToLowerInvariant() + "_";
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
        {
            throw new ArgumentException($"{name} must start with {prefix}, the prefix of its class.", nameof(name));
        }

        Class = @class;
        Name = name;
    }

    public OperationClass Class { get; }

    /// <summary>At most 40 characters, the class's prefix first.</summary>
    public string Name { get; }

    /// <summary>What the model reads before it calls; paid for in every conversation.</summary>
    public abstract string Says { get; }

    /// <summary>The set that configuration shows or hides it with.</summary>
    public virtual ToolSet Set => ToolSet.Kubernetes;

    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>How long one call may take.</summary>
    public virtual TimeSpan TimeLimit => TimeSpan.FromSeconds(60);

    internal abstract Task<Answer> RunAsync(Arguments input, Call call);
}

/// <summary>Fetches state. It never sees a grant, so it cannot change anything.</summary>
internal abstract class ReadTool(string name) : Tool(OperationClass.Read, name)
{
    internal sealed override Task<Answer> RunAsync(Arguments input, Call call) => ReadAsync(input, call);

    protected abstract Task<Answer> ReadAsync(Arguments input, Call call);
}

/// <summary>Judges what the caller hands in against what it reads. Like a reader it never sees a grant.</summary>
internal abstract class CheckTool(string name) : Tool(OperationClass.Check, name)
{
    internal sealed override Task<Answer> RunAsync(Arguments input, Call call) => CheckAsync(input, call);

    protected abstract Task<Answer> CheckAsync(Arguments input, Call call);
}

/// <summary>Returns an artefact from a template. Like a reader it never sees a grant.</summary>
internal abstract class GenerateTool(string name) : Tool(OperationClass.Generate, name)
{
    internal sealed override Task<Answer> RunAsync(Arguments input, Call call) => GenerateAsync(input, call);

    protected abstract Task<Answer> GenerateAsync(Arguments input, Call call);
}

/// <summary>Performs one typed operation. The only way to a grant leads through <see cref="Execution"/>, which asks policy first.</summary>
internal abstract class ExecuteTool(string name) : Tool(OperationClass.Execute, name)
{
    internal sealed override async Task<Answer> RunAsync(Arguments input, Call call) =>
        await Execution.RunAsync(await PlanAsync(input, call), call);

    /// <summary>Reads what is needed to say exactly what would be done, to which target. Nothing is changed here.</summary>
    protected abstract Task<ExecutionPlan> PlanAsync(Arguments input, Call call);
}
