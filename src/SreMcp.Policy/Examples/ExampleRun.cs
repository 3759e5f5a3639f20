namespace SreMcp.Policy;

/// <summary>Runs examples against what their file sees.</summary>
/// <remarks>What a file of the workspace loosens in vain is ignored and said, so its examples hold also where the answer is stricter than they hoped: whoever has not trusted the file yet can still start.</remarks>
internal static class ExampleRun
{
    public static ExampleResult Of(string ruleId, RuleExample example, PolicyLayer layer, bool mayBeStricter = false)
    {
        var byLines = Classifier.ByLines(layer.Lines, example.Target.Scopes);
        var classification = new Classification(example.Named ?? byLines.Environment, example.Opened, byLines.Evidence);
        var ruling = layer.Rule(example.Operation, example.Target, classification);
        var holds = (mayBeStricter && ruling.Verdict is Verdict.Deny) || (ruling.Verdict == example.Expect && (example.Requires is null || example.Requires.ToHashSet().SetEquals(ruling.Requirements)));
        return new(
            ruleId,
            example.Source,
            $"{example.Operation} on {example.Target} in {classification.Environment.Name()}{(example.Opened ? "" : ", not opened")}",
            holds,
            Says(example.Expect, example.Requires),
            Says(ruling.Verdict, example.Requires is null ? null : ruling.Requirements),
            ruling.Deciding is { Count: > 0 } rules ? [.. rules.Select(rule => rule.Id)] : [ruling.RuleId]);
    }

    public static ExampleResult Of(EnvironmentExample example, PolicyLayer layer, bool mayBeStricter = false)
    {
        var classification = Classifier.ByLines(layer.Lines, [new("example", example.Facts, [])]);
        return new(
            example.LineId,
            example.Source,
            string.Join(", ", example.Facts.Select(fact => $"{fact.Attribute.Key()} {TextCleaner.OneLine(fact.Value, 80)}")),
            (classification.Environment == example.Expect && (example.Opened ?? classification.IsOpened) == classification.IsOpened)
                || (mayBeStricter && classification.Environment <= example.Expect && !classification.IsOpened && example.Opened is not false),
            example.Expect.Name() + Opened(example.Opened),
            classification.Environment.Name() + Opened(example.Opened is null ? null : classification.IsOpened),
            []);
    }

    private static string Says(Verdict verdict, IReadOnlyList<Requirement>? requirements) =>
        requirements is { Count: > 0 } ? $"{verdict.ToString().ToLowerInvariant()} [{string.Join(", ", requirements)}]" : verdict.ToString().ToLowerInvariant();

    private static string Opened(bool? opened) => opened switch
    {
        null => "",
        true => ", opened",
        false => ", not opened",
    };
}
