namespace SreMcp.Policy;

/// <summary>Which files a file's examples see: those of its own layer and of the layers before it.</summary>
internal enum PolicyStage
{
    /// <summary>What came with the program, and what an operator put in its place.</summary>
    Base = 0,

    /// <summary>What an operator added.</summary>
    Operator = 1,

    /// <summary>What the workspace tightens.</summary>
    Workspace = 2,
}

/// <summary>One policy file, read.</summary>
internal sealed record PolicyDocument(PolicyFile File, PolicyStage Stage, IReadOnlyList<EnvironmentLine> Lines, IReadOnlyList<Rule> Rules)
{
    public static IReadOnlyList<string> Keys { get; } = ["environments", "rules"];

    /// <exception cref="SreException">SRE02xx with file and line.</exception>
    public static PolicyDocument Read(PolicyFile file, PolicyStage stage)
    {
        var root = StrictYaml.Read(file.Path, file.Text).Only(Keys);
        if (root.Entries.Count == 0)
        {
            throw root.Error(Errors.Policies.MissingKey, "an empty file", "'environments' or 'rules'");
        }

        return new(
            file,
            stage,
            [.. (root.Find("environments")?.AsList("a list of environment lines") ?? []).Select(node => EnvironmentLineReader.Read(node, file.Trust))],
            [.. (root.Find("rules")?.AsList("a list of rules") ?? []).Select(node => RuleReader.Read(node, file.Trust))]);
    }
}
