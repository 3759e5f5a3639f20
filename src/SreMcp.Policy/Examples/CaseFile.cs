namespace SreMcp.Policy;

/// <summary>Extra cases that people keep outside the policy: <c>cases:</c>, a list of examples.</summary>
internal sealed record CaseFile(IReadOnlyList<RuleExample> Rules, IReadOnlyList<EnvironmentExample> Environments)
{
    public static IReadOnlyList<string> Keys { get; } = ["cases"];

    public static CaseFile Read(string file, string text)
    {
        var cases = StrictYaml.Read(file, text).Only(Keys).Require("cases").AsList("a list of cases").ToLookup(IsAboutARule);
        return new([.. cases[true].Select(ExampleReader.Rule)], [.. cases[false].Select(node => ExampleReader.Environment(node, lineId: ""))]);
    }

    public IReadOnlyList<ExampleResult> Run(PolicyLayer layer) =>
    [
        .. Environments.Select(example => ExampleRun.Of(example, layer)),
        .. Rules.Select(example => ExampleRun.Of(ruleId: "", example, layer)),
    ];

    private static bool IsAboutARule(StrictNode node) => node.AsMapping("a case").Find("operation") is not null;
}
