namespace SreMcp.Policy;

/// <summary>Reads examples of rules and environment lines.</summary>
internal static class ExampleReader
{
    public static IReadOnlyList<string> RuleKeys { get; } = ["operation", "target", "environment", "opened", "expect", "requires"];

    public static IReadOnlyList<string> EnvironmentKeys { get; } = [.. TargetAttributes.Matchable.Keys, "opened", "expect"];

    public static IReadOnlyDictionary<string, Verdict> Verdicts { get; } =
        Enum.GetValues<Verdict>().ToDictionary(verdict => verdict.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly Uri ExampleServer = new("https://cluster.example.invalid/");

    public static RuleExample Rule(StrictNode node)
    {
        var example = node.AsMapping("an example").Only(RuleKeys);
        var operation = example.Require("operation").AsChoice("an operation", OperationReader.ByName);
        return new(
            operation,
            Target(operation, example.Require("target")),
            example.Find("environment")?.AsChoice("an environment", RuleReader.Environments),
            example.Find("opened")?.AsBoolean() ?? true,
            example.Require("expect").AsChoice("a verdict", Verdicts),
            example.Find("requires") is { } requires ? RequirementReader.Read(requires) : null,
            example.At);
    }

    public static EnvironmentExample Environment(StrictNode node, string lineId)
    {
        var example = node.AsMapping("an example").Only(EnvironmentKeys);
        var facts = example.Entries
            .Where(entry => TargetAttributes.Matchable.ContainsKey(entry.Key))
            .SelectMany(entry => entry.Value.AsOneOrMany().Select(value => new TargetFact(TargetAttributes.Matchable[entry.Key], value.AsText())))
            .ToArray();
        return facts.Length > 0
            ? new(lineId, facts, example.Require("expect").AsChoice("an environment", RuleReader.Environments), example.Find("opened")?.AsBoolean(), example.At)
            : throw example.Error(Errors.Policies.MissingKey, "an example without a target", $"one of: {string.Join(", ", TargetAttributes.Matchable.Keys)}");
    }

    /// <summary>As <see cref="TargetPath"/> says, or what a local operation is about.</summary>
    private static Target Target(Operation operation, StrictNode node)
    {
        var text = node.AsText("a target");
        if (!operation.Name.StartsWith("kubernetes.", StringComparison.Ordinal) && !text.Contains('/', StringComparison.Ordinal))
        {
            return new LocalTarget(text);
        }

        return TargetPath.Parse(text) is { } path
            ? new KubernetesTarget
            {
                Context = path.Context,
                Cluster = new(ExampleServer, CertificateAuthority: null, ClusterId: "example", Verified: true),
                Namespace = path.Namespace,
                Kind = path.Kind,
                Name = path.Name,
            }
            : throw node.Error(Errors.Policies.BadPattern, $"'{TextCleaner.OneLine(text, 80)}'", "context/namespace/Kind/name, of which the context must be there");
    }
}
