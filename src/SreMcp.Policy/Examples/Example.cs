namespace SreMcp.Policy;

/// <summary>A test that stands beside the rule it tests.</summary>
/// <param name="Named">The environment to assume; null to let the environment lines say.</param>
/// <param name="Opened">Whether to assume that an operator line names the target's identity.</param>
/// <param name="Requires">Exactly these requirements; null when the example does not say.</param>
internal sealed record RuleExample(
    Operation Operation, Target Target, Environment? Named, bool Opened, Verdict Expect, IReadOnlyList<Requirement>? Requires, FileLine Source);

/// <summary>A test that stands beside the environment line it tests.</summary>
/// <param name="Opened">Whether the target is expected to be open; null when the example does not say.</param>
internal sealed record EnvironmentExample(string LineId, IReadOnlyList<TargetFact> Facts, Environment Expect, bool? Opened, FileLine Source);

/// <summary>How an example came out.</summary>
/// <param name="Of">The rule or environment line it stands beside; a case file's own cases have none.</param>
/// <param name="DecidedBy">The rules that decided.</param>
public sealed record ExampleResult(string Of, FileLine Source, string Says, bool Holds, string Expected, string Got, IReadOnlyList<string> DecidedBy);

/// <summary>What a policy check shows.</summary>
/// <param name="Files">In force, with their trust.</param>
/// <param name="Unexercised">Rules that decided no example, with where they stand.</param>
public sealed record PolicyCoverage(
    IReadOnlyList<(string File, Trust Trust)> Files,
    int Rules,
    int EnvironmentLines,
    IReadOnlyList<ExampleResult> Examples,
    IReadOnlyList<(string RuleId, FileLine Source)> Unexercised);
