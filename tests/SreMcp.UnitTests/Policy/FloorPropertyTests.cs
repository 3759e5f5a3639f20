using System.Text;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Policy;

/// <summary>Generated policy files, targets and trust. A failure names the seed that made it.</summary>
public sealed class FloorPropertyTests
{
    private const int Rounds = 200;

    [Fact]
    public void No_content_no_deletion_and_no_combination_lifts_the_floor()
    {
        var (loaded, executed) = (0, 0);
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            if (Load(Files(random)) is not { } policy)
            {
                continue;
            }

            loaded++;
            foreach (var target in Enumerable.Range(0, 12).Select(_ => AnyTarget(random)))
            {
                var seen = policy.Classify(target);
                foreach (var operation in Operations.All.Where(operation => operation.Class is OperationClass.Execute))
                {
                    foreach (var classification in Worlds(seen))
                    {
                        var decision = policy.Decide(operation, target, classification);
                        var isClosed = classification.Environment is Environment.Production or Environment.Unknown || !classification.IsOpened;
                        Assert.False(isClosed && decision.Verdict is not Verdict.Deny, $"seed {seed}: {operation} on {target} was {decision.Verdict} by {decision.RuleId}");
                        executed += decision.Verdict is not Verdict.Deny ? 1 : 0;
                    }
                }

                Assert.False(seen.IsOpened && !IsNamedByAnOperator(target), $"seed {seed}: {target} was opened by nobody");
                Assert.False(HasProductionName(target) && !seen.Environment.IsClosed(), $"seed {seed}: {target} is {seen.Environment}");
            }
        }

        Assert.True(loaded > Rounds / 2, $"only {loaded} of the generated sets load");
        Assert.True(executed > 100, $"only {executed} decisions allowed anything, so the property shows nothing");
    }

    [Fact]
    public void Nothing_in_the_workspace_loosens()
    {
        var tightened = 0;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(10_000 + seed);
            var files = Files(random);
            PolicyFile[] fromWorkspace = [.. Enumerable.Range(0, 3).Select(index => new PolicyFile($".sre-mcp/policies/w{index}.yaml", Text(random, $"w{index}"), Trust.Workspace))];
            EnvironmentHint[] hints = [new("dev-1", Pick(random, Environments.Nameable), new("sre-mcp.yaml", 3), Trust.Workspace)];
            if (Load(files) is not { } without || Load([.. files, .. fromWorkspace], hints) is not { } with)
            {
                continue;
            }

            foreach (var target in Enumerable.Range(0, 12).Select(_ => AnyTarget(random)))
            {
                var (before, after) = (without.Classify(target), with.Classify(target));
                Assert.True(after.Environment <= before.Environment, $"seed {seed}: {target} went from {before.Environment} to {after.Environment}");
                Assert.False(after.IsOpened && !before.IsOpened, $"seed {seed}: {target} was opened by the workspace");
                foreach (var operation in Operations.All)
                {
                    var (old, now) = (without.Decide(operation, target, before), with.Decide(operation, target, after));
                    if (before.Environment == after.Environment)
                    {
                        Assert.True(now.Verdict <= old.Verdict, $"seed {seed}: {operation} on {target} went from {old.Verdict} to {now.Verdict} by {now.RuleId}");
                        Assert.True(now.Verdict is Verdict.Deny || old.Requirements.All(now.Requirements.Contains), $"seed {seed}: {operation} on {target} lost a requirement");
                    }
                    else if (operation.Class is OperationClass.Execute && after.Environment is Environment.Production)
                    {
                        Assert.Equal(Verdict.Deny, now.Verdict);
                    }

                    tightened += now.Verdict < old.Verdict ? 1 : 0;
                }
            }
        }

        Assert.True(tightened > 100, $"only {tightened} decisions were tightened, so the property shows nothing");
    }

    /// <summary>What the target is, and what a bug elsewhere could take it for.</summary>
    private static IEnumerable<Classification> Worlds(Classification seen) =>
        [seen, .. Enum.GetValues<Environment>().Select(environment => new Classification(environment, IsOpened: true, [])), new(Environment.Sandbox, IsOpened: false, [])];

    private static PolicySet? Load(PolicyFile[] files, EnvironmentHint[]? hints = null)
    {
        try
        {
            return PolicySet.Load(files, hints);
        }
        catch (SreException refused) when (refused.Code.Code is "SRE0213" or "SRE0212")
        {
            // The generator also writes files that try to lift the floor, and examples that shipped files contradict.
            return null;
        }
    }

    private static PolicyFile[] Files(Random random)
    {
        IEnumerable<PolicyFile> shipped = ShippedPolicies.Read();
        if (random.Next(4) == 0)
        {
            shipped = shipped.Where(file => file.Name is "environments.yaml");
        }

        return [.. shipped, .. Enumerable.Range(0, random.Next(1, 4)).Select(index => new PolicyFile($"operator/o{index}.yaml", Text(random, $"o{index}"), Trust.Operator))];
    }

    private static string Text(Random random, string prefix)
    {
        var text = new StringBuilder("environments:\n");
        for (var index = 0; index < random.Next(1, 4); index++)
        {
            var match = random.Next(4) switch
            {
                0 => $"match: {{ cluster: {Pick(random, Ids)} }}",
                1 => $"match: {{ context: '{Pick(random, Patterns)}' }}",
                2 => $"match: {{ namespace: '{Pick(random, Patterns)}' }}",
                _ => $"words: [dev, team]\n    in: [context, namespace]",
            };
            text.Append($"  - id: {prefix}-line-{index}\n    environment: {Pick(random, Environments.Nameable).Name()}\n    {match}\n    reason: Because.\n");
        }

        text.Append("rules:\n");
        for (var index = 0; index < random.Next(1, 8); index++)
        {
            var effect = Pick(random, ["allow", "allow", "deny", "require"]);
            var require = effect is "deny" ? "" : effect is "require" || random.Next(2) == 0 ? $"    require: [{Pick(random, ["confirmation", "reason", "reason, confirmation"])}]\n" : "";
            var environments = random.Next(12) == 0 ? "[production, development]" : Pick(random, ["[development, sandbox]", "[staging, development, sandbox]", "[sandbox]"]);
            var scope = random.Next(3) == 0 ? $"    {Pick(random, ["namespace", "context", "name", "kind"])}: '{Pick(random, Patterns)}'\n" : "";
            text.Append($"  - id: {prefix}-rule-{index}\n    effect: {effect}\n    operation: [{Pick(random, ["kubernetes.*", "kubernetes.restart", "kubernetes.apply, kubernetes.scale", "kubernetes.read", "script.generate"])}]\n")
                .Append($"    environment: {environments}\n{scope}{require}    reason: Because.\n    examples: [{{ operation: kubernetes.restart, target: prod/a/b, environment: production, expect: deny }}]\n");
        }

        return text.ToString();
    }

    private static readonly string[] Ids = ["id-1", "id-2", Given.DevCluster];
    private static readonly string[] Patterns = ["*", "dev*", "prod*", "*1", "team-a", "aks-prod-weu", "web", "Deployment"];
    private static readonly string[] Names = ["dev-1", "prod", "aks-prod-weu", "team-a", "uat", "nonprod", "c7", "рrod"];

    private static readonly Target Local = new LocalTarget("here");

    private static Target AnyTarget(Random random) => random.Next(10) == 0 ? Local : AnyClusterTarget(random);

    private static KubernetesTarget AnyClusterTarget(Random random)
    {
        var cluster = Given.Cluster(Pick(random, Names), random.Next(6) == 0 ? null : Pick(random, Ids), verified: random.Next(8) != 0);
        return cluster with
        {
            Aliases = random.Next(4) == 0 ? [Pick(random, Names)] : [],
            Namespace = random.Next(4) == 0 ? null : Pick(random, Names),
            NamespaceLabels = random.Next(4) == 0 ? cluster.NamespaceLabels.Add("env", Pick(random, ["prod", "dev", "x"])) : cluster.NamespaceLabels,
            Kind = random.Next(3) == 0 ? null : "Deployment",
            Name = random.Next(3) == 0 ? null : Pick(random, Names),
        };
    }

    private static bool IsNamedByAnOperator(Target target) => target is KubernetesTarget { Cluster: { ClusterId: not null, Verified: true } };

    private static bool HasProductionName(Target target) =>
        target is KubernetesTarget kubernetes && ((string[])[kubernetes.Context, kubernetes.Namespace ?? "", .. kubernetes.Aliases]).Any(name => name is "prod" or "aks-prod-weu" or "рrod");

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
