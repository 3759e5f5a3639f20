namespace SreMcp.Policy;

/// <summary>Files that were read, and what each stage of them sees.</summary>
internal sealed class LoadedPolicy
{
    private readonly IReadOnlyList<PolicyDocument> _documents;
    private readonly Dictionary<PolicyStage, PolicyLayer> _layers;

    private LoadedPolicy(IReadOnlyList<PolicyDocument> documents, IReadOnlyList<EnvironmentHint> hints, IReadOnlyList<string> notices)
    {
        _documents = documents;
        _layers = Enum.GetValues<PolicyStage>().ToDictionary(stage => stage, stage => Layer(stage, documents, hints));
        Notices = [.. notices, .. documents.SelectMany(Ignored)];
    }

    public IReadOnlyList<string> Notices { get; }

    /// <summary>Everything together.</summary>
    public PolicyLayer InForce => _layers[PolicyStage.Workspace];

    /// <exception cref="SreException">SRE02xx with file and line.</exception>
    public static LoadedPolicy Of(IReadOnlyList<PolicyFile> files, IReadOnlyList<EnvironmentHint> hints, IReadOnlyList<string> notices)
    {
        var byOperator = files.Where(file => file.Trust is Trust.Operator).Select(file => file.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var shipped = files.Where(file => file.Trust is Trust.Shipped).Select(file => file.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        PolicyDocument[] documents =
        [
            .. files.Where(file => file.Trust is not Trust.Shipped || !byOperator.Contains(file.Name))
                .Select(file => (File: file, Stage: StageOf(file, shipped)))
                .OrderBy(pair => pair.Stage)
                .Select(pair => PolicyDocument.Read(pair.File, pair.Stage)),
        ];
        RefuseDuplicateIds(documents);
        return new(documents, hints, notices);
    }

    public IReadOnlyList<ExampleResult> RunExamples() => [.. _documents.SelectMany(RunExamples)];

    public PolicyCoverage Cover()
    {
        var examples = RunExamples();
        var exercised = examples.SelectMany(example => example.DecidedBy).ToHashSet(StringComparer.Ordinal);
        var rules = _documents.SelectMany(document => document.Rules).ToArray();
        return new(
            [.. _documents.Select(document => (document.File.Path, document.File.Trust))],
            rules.Length,
            _documents.Sum(document => document.Lines.Count),
            examples,
            [.. rules.Where(rule => !exercised.Contains(rule.Id)).Select(rule => (rule.Id, rule.Source))]);
    }

    private IEnumerable<ExampleResult> RunExamples(PolicyDocument document)
    {
        var layer = _layers[document.Stage];
        return
        [
            .. document.Lines.SelectMany(line => line.Examples.Select(example => ExampleRun.Of(example, layer, mayBeStricter: line.Trust is Trust.Workspace))),
            .. document.Rules.SelectMany(rule => rule.Examples.Select(example => ExampleRun.Of(rule.Id, example, layer, mayBeStricter: rule.IsIgnored))),
        ];
    }

    private static PolicyStage StageOf(PolicyFile file, HashSet<string> shipped) => file.Trust switch
    {
        Trust.Workspace => PolicyStage.Workspace,
        Trust.Operator when !shipped.Contains(file.Name) => PolicyStage.Operator,
        _ => PolicyStage.Base,
    };

    /// <summary>What a stage sees; what a workspace tightens fails nobody else's examples.</summary>
    private static PolicyLayer Layer(PolicyStage stage, IReadOnlyList<PolicyDocument> documents, IReadOnlyList<EnvironmentHint> hints)
    {
        var seen = documents.Where(document => document.Stage <= stage).ToArray();
        var hinted = hints.Where(hint => (hint.Trust is Trust.Workspace ? PolicyStage.Workspace : PolicyStage.Operator) <= stage);
        return new(
            [.. seen.SelectMany(document => document.Lines), .. hinted.Select(Line)],
            [.. seen.SelectMany(document => document.Rules).Select((rule, order) => rule with { Order = order })]);
    }

    private static EnvironmentLine Line(EnvironmentHint hint) => new()
    {
        Id = "configured-context",
        Environment = hint.Environment,
        Reason = "The configuration says what this context is.",
        Source = hint.Source,
        Trust = hint.Trust,
        Test = new MatchTest([new(TargetAttribute.Context, [Glob.Literal(LookAlikes.Fold(hint.Context))])]),
    };

    private static void RefuseDuplicateIds(PolicyDocument[] documents)
    {
        Dictionary<string, FileLine> seen = new(StringComparer.Ordinal);
        var entries = documents.SelectMany(document => document.Lines.Select(line => (line.Id, line.Source)).Concat(document.Rules.Select(rule => (rule.Id, rule.Source))));
        foreach (var (id, source) in entries)
        {
            if (!seen.TryAdd(id, source))
            {
                throw new SreException(Errors.Policies.DuplicateId, $"{source}: found the id '{id}', which {seen[id]} has too, expected ids that are unique over all files.");
            }
        }
    }

    /// <summary>What a workspace file says in vain.</summary>
    private static IEnumerable<string> Ignored(PolicyDocument document)
    {
        if (document.File.Trust is not Trust.Workspace)
        {
            return [];
        }

        return document.Rules.Where(rule => rule.IsIgnored).Select(rule => (rule.Source, rule.Id))
            .Concat(document.Lines.Where(line => line.NamesOpenIdentity).Select(line => (line.Source, line.Id)))
            .Select(entry => $"{entry.Source}: {entry.Id} is ignored: it loosens and is not trusted; run `sre-mcp trust {document.File.Path}` at a terminal.");
    }
}
