using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace SreMcp.Policy;

/// <summary>Reads one entry of <c>rules:</c>.</summary>
internal static partial class RuleReader
{
    public static IReadOnlyList<string> Keys { get; } =
        ["id", "effect", "action", "operation", "environment", "system", "context", "namespace", "kind", "name", "require", "reason", "examples"];

    public static IReadOnlyDictionary<string, RuleEffect> Effects { get; } = Named<RuleEffect>();

    public static IReadOnlyDictionary<string, OperationClass> Actions { get; } = Named<OperationClass>();

    /// <summary>Unlike an environment line, a rule may speak of what nothing is known about.</summary>
    public static IReadOnlyDictionary<string, Environment> Environments { get; } =
        new Dictionary<string, Environment>(EnvironmentLineReader.Environments, StringComparer.Ordinal) { [Environment.Unknown.Name()] = Environment.Unknown };

    public static Rule Read(StrictNode node, Trust trust)
    {
        var rule = node.AsMapping("a rule").Only(Keys);
        var id = Id(rule);
        var effect = rule.Require("effect").AsChoice("an effect", Effects);
        var operations = OperationReader.Read(rule);
        Environment[] environments = [.. (rule.Find("environment")?.AsOneOrMany() ?? []).Select(item => item.AsChoice("an environment", Environments))];
        RefuseLiftingTheFloor(rule, effect, operations, environments);
        return new()
        {
            Id = id,
            Effect = effect,
            Operations = operations,
            Environments = environments,
            Scope = Scope(rule),
            Requirements = Requirements(rule, effect, operations),
            Reason = Reason(rule),
            Source = rule.At,
            Trust = trust,
            Examples = Examples(rule),
        };
    }

    /// <summary>The <c>id</c> of a rule or environment line.</summary>
    public static string Id(StrictMapping entry)
    {
        var node = entry.Require("id");
        var id = node.AsText("an id");
        return Ids().IsMatch(id)
            ? id
            : throw node.Error(Errors.Policies.BadPattern, $"'{TextCleaner.OneLine(id, 80)}'", "an id of lower-case words and digits with hyphens, at most 80 characters");
    }

    /// <summary>The <c>reason</c> that people read when the entry decides.</summary>
    public static string Reason(StrictMapping entry)
    {
        var node = entry.Require("reason");
        var reason = TextCleaner.OneLine(node.AsText("a reason").Trim(), 400);
        return reason.Length > 0 ? reason : throw node.Error(Errors.Policies.WrongType, "an empty reason", "a sentence that says why");
    }

    private static void RefuseLiftingTheFloor(StrictMapping rule, RuleEffect effect, IReadOnlyList<Operation> operations, Environment[] environments)
    {
        if (effect is not RuleEffect.Allow || !operations.Any(operation => operation.Class is OperationClass.Execute))
        {
            return;
        }

        var closed = rule.Find("environment") is { } named
            ? named.AsOneOrMany().Zip(environments).FirstOrDefault(pair => pair.Second.IsClosed()).First
            : null;
        if (environments.Length == 0 || closed is not null)
        {
            throw (closed ?? rule).Error(
                Errors.Policies.LiftsFloor,
                environments.Length == 0 ? "an allow for execute in every environment" : "an allow for execute on production or unknown",
                "staging, development or sandbox: the floor is compiled in");
        }
    }

    private static RuleScope Scope(StrictMapping rule)
    {
        return new()
        {
            System = Globs("system"),
            Context = Globs("context"),
            Namespace = Globs("namespace"),
            Kind = Globs("kind"),
            Name = Globs("name"),
        };

        ImmutableArray<Glob> Globs(string key) => [.. (rule.Find(key)?.AsOneOrMany("a pattern or a list of patterns") ?? []).Select(AttributePattern.ReadGlob)];
    }

    private static IReadOnlyList<Requirement> Requirements(StrictMapping rule, RuleEffect effect, IReadOnlyList<Operation> operations)
    {
        var node = effect is RuleEffect.Require ? rule.Require("require") : rule.Find("require");
        if (node is null)
        {
            return [];
        }

        if (effect is RuleEffect.Deny)
        {
            throw node.Error(Errors.Policies.UnknownKey, "'require' in a rule that denies", "it in a rule with effect allow or require");
        }

        var requirements = RequirementReader.Read(node);
        return operations.Any(operation => operation.Class is OperationClass.Execute) || requirements.All(requirement => RequirementReader.FitsEverything(requirement.Kind))
            ? requirements
            : throw node.Error(Errors.Policies.UnknownValue, "dry-run or verified-in for operations that change nothing", "confirmation or reason");
    }

    private static RuleExample[] Examples(StrictMapping rule)
    {
        var node = rule.Require("examples");
        var examples = node.AsList("a list of examples");
        return examples.Count > 0
            ? [.. examples.Select(ExampleReader.Rule)]
            : throw node.Error(Errors.Policies.MissingKey, "no examples", "at least one: they are the rule's tests");
    }

    private static Dictionary<string, T> Named<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(value => value.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    [GeneratedRegex("^(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ids();
}
