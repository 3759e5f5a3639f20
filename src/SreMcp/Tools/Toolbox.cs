using SreMcp.Policy;
using SreMcp.Tools.Check;
using SreMcp.Tools.Execute;
using SreMcp.Tools.Generate;
using SreMcp.Tools.Read;

namespace SreMcp.Tools;

/// <summary>Every tool there is, in the order in which they are listed. Made by hand: start-up does not search for types.</summary>
internal sealed class Toolbox
{
    private readonly Dictionary<string, Tool> _byName;

    public Toolbox(IReadOnlyList<Tool> tools)
    {
        All = [.. tools.OrderBy(tool => tool.Name, StringComparer.Ordinal)];
        _byName = All.ToDictionary(tool => tool.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<Tool> All { get; }

    public static Toolbox Standard { get; } = new(
    [
        new ReadEnvironments(), new ReadPolicy(), new ReadDiagnosis(), new ReadKubernetes(), new ReadKubernetesLogs(), new ReadResult(), new ReadJournal(),
        new ReadRollouts(), new ReadKubernetesUsage(), new ReadKubernetesConnectivity(),
        new CheckManifest(), new CheckScript(),
        new GenerateScript(), new GenerateDocument(),
        new ExecuteRollout(), new ExecuteApply(), new ExecutePodDeletion(), new ExecuteCordon(),
    ]);

    /// <summary>By exact name, listed or not: hiding a tool saves tokens, it protects nothing.</summary>
    public Tool? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The advice for a name that does not exist.</summary>
    public string NextTo(string name) =>
        Spelling.Nearest(name, _byName.Keys) is { } nearest ? $"Did you mean {nearest}?" : $"Tools: {string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal))}.";
}
