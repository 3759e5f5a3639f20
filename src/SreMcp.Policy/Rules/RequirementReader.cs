namespace SreMcp.Policy;

/// <summary>Reads <c>require:</c>, such as <c>[dry-run, verified-in: [development]]</c>.</summary>
internal static class RequirementReader
{
    public const string VerifiedIn = "verified-in";

    /// <summary>The requirements that are a single word.</summary>
    public static IReadOnlyDictionary<string, Requirement> Words { get; } = new[] { Requirement.DryRun, Requirement.Confirmation, Requirement.Reason }
        .ToDictionary(requirement => requirement.ToString(), StringComparer.Ordinal);

    /// <summary>Where something can have passed before: nothing executes elsewhere.</summary>
    public static IReadOnlyDictionary<string, Environment> Proven { get; } =
        EnvironmentLineReader.Environments.Where(entry => !entry.Value.IsClosed()).ToDictionary(StringComparer.Ordinal);

    /// <summary>In the order that people meet them.</summary>
    public static IReadOnlyList<Requirement> Read(StrictNode node) =>
        [.. node.AsList("a list of requirements").Select(One).Distinct().OrderBy(requirement => requirement.Kind)];

    /// <summary>True for what can be asked of an operation that changes nothing.</summary>
    public static bool FitsEverything(RequirementKind kind) => kind is RequirementKind.Confirmation or RequirementKind.Reason;

    private static Requirement One(StrictNode node)
    {
        if (node is not StrictMapping mapping)
        {
            var word = node.AsText("a requirement");
            return Words.TryGetValue(word, out var requirement) ? requirement : throw node.Unknown("a requirement", word, [.. Words.Keys, $"{VerifiedIn}: [development]"]);
        }

        var environments = mapping.Only([VerifiedIn]).Require(VerifiedIn).AsOneOrMany();
        return Requirement.VerifiedIn(environments.Select(item => item.AsChoice("an environment", Proven)));
    }
}
