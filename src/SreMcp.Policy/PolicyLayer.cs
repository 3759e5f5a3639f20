namespace SreMcp.Policy;

/// <summary>The lines and rules that one kind of file sees: its own and those of everybody it must obey.</summary>
internal sealed class PolicyLayer
{
    private static readonly (OperationClass Class, Operation[] Operations)[] ByClass =
        [.. Enum.GetValues<OperationClass>().Select(@class => (@class, Operations.All.Where(operation => operation.Class == @class).ToArray()))];

    private readonly Lazy<RuleIndex> _index;

    public PolicyLayer(IReadOnlyList<EnvironmentLine> lines, IReadOnlyList<Rule> rules)
    {
        Lines = new(lines);
        Rules = rules;
        _index = new(() => new(rules));
    }

    public EnvironmentLines Lines { get; }

    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>Deny beats require beats allow; an execute that nothing allows is denied; the floor comes first.</summary>
    public Ruling Rule(Operation operation, Target target, Classification classification)
    {
        var matches = _index.Value.Find(operation, RuleSubject.Of(target), classification.Environment);
        var isExecute = operation.Class is OperationClass.Execute;
        var floor = Floor.Refuses(operation, classification);
        if (matches.Deny is { } deny)
        {
            return new(Verdict.Deny, deny.Id, deny.Source, deny.Words, [deny], []);
        }

        if (floor is not null)
        {
            return Compiled(Verdict.Deny, "floor", floor);
        }

        var others = matches.Others ?? [];
        var allow = others.Find(rule => rule.Effect is RuleEffect.Allow);
        if (isExecute && allow is null)
        {
            return Compiled(Verdict.Deny, "execute-needs-a-rule", $"No rule allows {operation.Name} in {classification.Environment.Name()}.");
        }

        var requirements = Requirements(others, isExecute);
        var named = others.Find(rule => rule.Effect is RuleEffect.Require) ?? allow;
        var verdict = requirements.Count > 0 ? Verdict.Require : Verdict.Allow;
        return named is null
            ? Compiled(verdict, "reading-and-generating-is-allowed", "Agents read, check and generate everywhere unless a rule denies it.")
            : new(verdict, named.Id, named.Source, named.Words, others, requirements);
    }

    /// <summary>Which classes of tools have something that is not denied here.</summary>
    public IReadOnlyList<OperationClass> AllowedOn(Target target, Classification classification)
    {
        var subject = RuleSubject.Of(target);
        List<OperationClass> allowed = new(ByClass.Length);
        foreach (var (@class, operations) in ByClass)
        {
            // A class without operations of its own has nothing that a rule could deny; execute always has some.
            var isAllowed = operations.Length == 0;
            foreach (var operation in operations)
            {
                isAllowed |= !isAllowed && IsAllowed(operation, subject, classification);
            }

            if (isAllowed)
            {
                allowed.Add(@class);
            }
        }

        return allowed;
    }

    private bool IsAllowed(Operation operation, in RuleSubject subject, Classification classification)
    {
        if (Floor.Refuses(operation, classification) is not null)
        {
            return false;
        }

        var matches = _index.Value.Find(operation, subject, classification.Environment);
        return matches.Deny is null
            && (operation.Class is not OperationClass.Execute || matches.Others?.Exists(rule => rule.Effect is RuleEffect.Allow) == true);
    }

    /// <summary>Everything that any of the rules asks for, each once.</summary>
    private static IReadOnlyList<Requirement> Requirements(List<Rule> rules, bool isExecute)
    {
        if (rules is [{ Requirements: var only }] && (isExecute || only.Count == 0))
        {
            return only;
        }

        List<Requirement> together = [];
        foreach (var requirement in rules.SelectMany(rule => rule.Requirements))
        {
            if ((isExecute || RequirementReader.FitsEverything(requirement.Kind)) && !together.Contains(requirement))
            {
                together.Add(requirement);
            }
        }

        return [.. together.OrderBy(requirement => requirement.Kind)];
    }

    private static Ruling Compiled(Verdict verdict, string id, string reason) => new(verdict, id, FileLine.CompiledIn, reason, [], []);
}

/// <summary>What the rules say, and which of them said it.</summary>
internal readonly record struct Ruling(
    Verdict Verdict, string RuleId, FileLine Source, string Reason, IReadOnlyList<Rule> Deciding, IReadOnlyList<Requirement> Requirements);
