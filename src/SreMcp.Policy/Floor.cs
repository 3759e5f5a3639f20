namespace SreMcp.Policy;

/// <summary>What no file can change: nothing executes on production, on unknown, or on what no operator line opened by identity.</summary>
public static class Floor
{
    /// <summary>Why the floor refuses, in plain words; null when it leaves the decision to the rules.</summary>
    public static string? Refuses(Operation operation, Classification classification) => operation.Class switch
    {
        not OperationClass.Execute => null,
        _ when classification.Environment is Environment.Production => "Agents read and generate in production; people execute after review.",
        _ when classification.Environment is Environment.Unknown => "Nothing says what this target is, so it is treated as production.",
        _ when !classification.IsOpened => "No operator line names this target's identity, so nothing executes there.",
        _ => null,
    };
}
