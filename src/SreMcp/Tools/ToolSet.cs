namespace SreMcp.Tools;

/// <summary>Tools that are shown or left out together.</summary>
public enum ToolSet
{
    /// <summary>Clusters: reading them and the typed operations on them.</summary>
    Kubernetes,

    /// <summary>Script bundles.</summary>
    Scripts,

    /// <summary>Environments and rules.</summary>
    Policy,

    /// <summary>What was done, and long results.</summary>
    Journal,
}

/// <summary>How configuration and flags name the sets.</summary>
internal static class ToolSets
{
    public static IReadOnlyDictionary<string, ToolSet> ByName { get; } =
        Enum.GetValues<ToolSet>().ToDictionary(set => set.ToString().ToLowerInvariant(), StringComparer.Ordinal);
}
