namespace SreMcp.Policy;

/// <summary>A decision and what every rule had to say.</summary>
/// <param name="Rules">The rules that speak of the operation, those that matched first.</param>
public sealed record Explanation(Decision Decision, IReadOnlyList<RuleOutcome> Rules);

/// <summary>Whether one rule matched, and what kept it from matching.</summary>
/// <param name="Because">Short: «environment is staging, the rule names development, sandbox».</param>
public sealed record RuleOutcome(string RuleId, FileLine Source, RuleEffect Effect, bool Matched, string Because)
{
    internal static IReadOnlyList<RuleOutcome> Of(IReadOnlyList<Rule> rules, Operation operation, Target target, Classification classification)
    {
        var subject = RuleSubject.Of(target);
        return
        [
            .. rules.Where(rule => rule.Operations.Contains(operation))
                .Select(rule => Of(rule, subject, classification.Environment))
                .OrderByDescending(outcome => outcome.Matched)
                .ThenBy(outcome => outcome.Effect),
        ];
    }

    private static RuleOutcome Of(Rule rule, RuleSubject subject, Environment environment)
    {
        var misses = rule switch
        {
            { IsIgnored: true } => "it loosens and its file is not trusted",
            _ when !rule.AppliesIn(environment, subject.HasEnvironment) =>
                $"environment is {(subject.HasEnvironment ? environment.Name() : "none")}, the rule names {string.Join(", ", rule.Environments.Select(one => one.Name()))}",
            _ when rule.Scope.Misses(subject, rule.Effect is RuleEffect.Allow) is { } key => $"the {key} does not match",
            _ => null,
        };
        return new(rule.Id, rule.Source, rule.Effect, misses is null, misses ?? rule.Words);
    }
}

/// <summary>A rule in force as people read it.</summary>
/// <param name="Narrowed">Its patterns, such as <c>namespace kube-system, kube-*</c>; empty when it has none.</param>
/// <param name="Ignored">True for an allow of a workspace that is not trusted.</param>
public sealed record RuleSummary(
    string Id, RuleEffect Effect, IReadOnlyList<Operation> Operations, IReadOnlyList<Environment> Environments, string Narrowed,
    IReadOnlyList<Requirement> Requirements, string Reason, FileLine Source, Trust Trust, bool Ignored)
{
    internal static RuleSummary Of(Rule rule) => new(
        rule.Id, rule.Effect, rule.Operations, rule.Environments, Narrowing(rule.Scope), rule.Requirements, rule.Words, rule.Source, rule.Trust, rule.IsIgnored);

    private static string Narrowing(RuleScope scope) => string.Join("; ", new[]
    {
        ("system", scope.System), ("context", scope.Context), ("namespace", scope.Namespace), ("kind", scope.Kind), ("name", scope.Name),
    }.Where(pair => pair.Item2.Length > 0).Select(pair => $"{pair.Item1} {string.Join(", ", pair.Item2)}"));
}

/// <summary>An environment line in force as people read it.</summary>
/// <param name="Opens">True when it names an identity and comes from an operator.</param>
public sealed record EnvironmentLineSummary(string Id, Environment Environment, string Reason, FileLine Source, Trust Trust, bool Opens)
{
    internal static EnvironmentLineSummary Of(EnvironmentLine line) => new(line.Id, line.Environment, line.Reason, line.Source, line.Trust, line.Opens);
}
