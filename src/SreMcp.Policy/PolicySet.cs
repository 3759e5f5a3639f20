namespace SreMcp.Policy;

/// <summary>Rules and environment lines in force: a pure function from a question to a <see cref="Decision"/>.</summary>
public sealed class PolicySet
{
    private readonly Lazy<LoadedPolicy> _loaded;

    private PolicySet(Func<LoadedPolicy> load) => _loaded = new(load);

    /// <summary>What came with the program, alone. Nothing is read or parsed before the first question.</summary>
    public static PolicySet Shipped { get; } = new(() => LoadedPolicy.Of(ShippedPolicies.Read(), hints: [], ["No operator or workspace policy file was found: the set that came with the program is in force."]));

    /// <summary>What a person has to know about the files in force: what was ignored, and why.</summary>
    public IReadOnlyList<string> Notices => _loaded.Value.Notices;

    /// <summary>Reads files and runs their examples.</summary>
    /// <param name="files">All files in force, the shipped ones (<see cref="ShippedPolicies"/>) included; an operator's file replaces the shipped one of the same name.</param>
    /// <param name="hints">What the configuration says about contexts.</param>
    /// <param name="notices">What was already ignored when the files were found.</param>
    /// <exception cref="SreException">SRE02xx with file and line: the first thing wrong.</exception>
    public static PolicySet Load(IReadOnlyList<PolicyFile> files, IReadOnlyList<EnvironmentHint>? hints = null, IReadOnlyList<string>? notices = null)
    {
        var loaded = LoadedPolicy.Of(files, hints ?? [], notices ?? []);
        var set = new PolicySet(() => loaded);
        _ = set._loaded.Value;
        foreach (var example in loaded.RunExamples().Where(example => !example.Holds))
        {
            throw new SreException(
                Errors.Policies.ExampleFails,
                $"{example.Source}: found {example.Got} for the example «{example.Says}» of '{example.Of}', expected {example.Expected}{(example.DecidedBy.Count > 0 ? $" (decided by {string.Join(", ", example.DecidedBy)})" : "")}.");
        }

        return set;
    }

    /// <summary>Reads what was not read yet, so that a first decision need not wait for it.</summary>
    public void Prepare() => _ = _loaded.Value.InForce;

    /// <summary>Classifies by every matching line, by what is remembered for its identities, and closes what is unverified. Fills memory and the guard's list.</summary>
    public Classification Classify(Target target, IClassMemory memory, KnownProduction known) =>
        new Classifier(_loaded.Value.InForce.Lines, memory, known).Classify(target);

    /// <summary>Classifies a target that nobody has seen, by its names alone. Nothing is remembered; it is never for a call that executes.</summary>
    public Classification ClassifyByNames(Target target) => Classifier.ByLines(_loaded.Value.InForce.Lines, target.Scopes);

    /// <summary>Deny beats require beats allow; an execute that nothing allows is denied; the floor comes first.</summary>
    public Decision Decide(Operation operation, Target target, Classification classification)
    {
        var layer = _loaded.Value.InForce;
        var ruling = layer.Rule(operation, target, classification);
        var isDenied = ruling.Verdict is Verdict.Deny;
        return new()
        {
            Verdict = ruling.Verdict,
            Operation = operation,
            Target = target,
            Classification = classification,
            RuleId = ruling.RuleId,
            Source = ruling.Source,
            Reason = ruling.Reason,
            Requirements = ruling.Requirements,
            AllowedHere = isDenied ? layer.AllowedOn(target, classification) : [],
            HowToOpen = isDenied ? Opening.Of(operation, target, classification, ruling) : null,
        };
    }

    /// <summary>The rules in force, for people to read.</summary>
    public IReadOnlyList<RuleSummary> Rules => [.. _loaded.Value.InForce.Rules.Select(RuleSummary.Of)];

    /// <summary>The environment lines in force, for people to read.</summary>
    public IReadOnlyList<EnvironmentLineSummary> EnvironmentLines => [.. _loaded.Value.InForce.Lines.All.Select(EnvironmentLineSummary.Of)];

    /// <summary>Runs every example and says what none of them exercises.</summary>
    public PolicyCoverage Cover() => _loaded.Value.Cover();

    /// <summary>Runs the examples of every file.</summary>
    public IReadOnlyList<ExampleResult> RunExamples() => _loaded.Value.RunExamples();

    /// <summary>Runs extra cases: a file with <c>cases:</c>, each an example of a rule or of an environment line.</summary>
    /// <exception cref="SreException">SRE02xx with file and line when the file cannot be read.</exception>
    public IReadOnlyList<ExampleResult> Test(string file, string text) => CaseFile.Read(file, text).Run(_loaded.Value.InForce);

    /// <summary>The decision with every rule that speaks of the operation, and why it matched or did not.</summary>
    public Explanation Explain(Operation operation, Target target, Classification classification) =>
        new(Decide(operation, target, classification), RuleOutcome.Of(_loaded.Value.InForce.Rules, operation, target, classification));

    /// <summary>The same decision, refused because it could not be written to the audit chain.</summary>
    internal static Decision DenyUnrecorded(Decision decision, SreException unwritten) => decision with
    {
        Verdict = Verdict.Deny,
        RuleId = "journal-first",
        Source = FileLine.CompiledIn,
        Reason = $"Nothing executes that is not written to the journal first, and that failed: {unwritten.What}",
        Requirements = [],
        AllowedHere = [OperationClass.Read, OperationClass.Check, OperationClass.Generate],
        HowToOpen = unwritten.Next,
    };
}
