using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SreMcp.Policy;

namespace SreMcp.Benchmarks;

/// <summary>A decision over 1,000 rules against parsing the JSON of the call that asks for it.</summary>
internal static class PolicyBenchmark
{
    private const int RuleCount = 1_000;

    private static readonly byte[] Call = """
        {"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"execute_rollout","arguments":{"context":"aks-dev-weu","namespace":"team-417-api","kind":"Deployment","name":"checkout","action":"restart","wait":true,"reason":"Pick up the rotated certificate of the payment gateway."},"_meta":{"progressToken":17}}}
        """u8.ToArray();

    public static Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var policy = PolicySet.Load([.. ShippedPolicies.Read(), new("operator/rules.yaml", Rules(), Trust.Operator)]);
        var target = new KubernetesTarget
        {
            Context = "aks-dev-weu",
            Cluster = new(new("https://aks-dev-weu.example.com"), CertificateAuthority: null, "cluster-1", Verified: true),
            Namespace = "team-417-api",
            Kind = "Deployment",
            Name = "checkout",
        };
        var everything = target with { Namespace = null, Kind = "Pod", Name = null };
        var (memory, known) = (new NoMemory(), new KnownProduction());
        var opened = policy.Classify(target, memory, known);
        var closed = new Classification(Environment.Production, IsOpened: false, []);
        Console.WriteLine($"{policy.Rules.Count} rules; {Call.Length} bytes of JSON; restart is {policy.Decide(Operations.KubernetesRestart, target, opened).Verdict} in {opened.Environment}");

        var medians = Interleaved.Medians(
            rounds: 61,
            calls: 500,
            () => JsonDocument.Parse(Call).Dispose(),
            () => JsonSerializer.Deserialize(Call, ToolCallJson.Default.ToolCall),
            () => policy.Decide(Operations.KubernetesRestart, target, opened),
            () => policy.Decide(Operations.KubernetesRead, target, opened),
            () => policy.Decide(Operations.KubernetesRead, everything, opened),
            () => policy.Decide(Operations.KubernetesRestart, target, closed),
            () => policy.Classify(target, memory, known));
        string[] names = ["JsonDocument.Parse", "deserialise the call", "decide: restart, development", "decide: read", "decide: read of all namespaces", "decide: restart, production (denied, with what is allowed)", "classify (beside: not part of a decision)"];
        foreach (var (index, median) in medians.Index())
        {
            Console.WriteLine($"{names[index],-60} {median,8:F0} ns   {median / medians[0],5:F2} x parse   {median / medians[1],5:F2} x deserialise");
        }

        return Task.FromResult(medians[2..^1].All(decision => decision < medians[0]) ? 0 : 1);
    }

    /// <summary>As a large company would write them: most about one team's namespaces, some about contexts, a few about everything.</summary>
    private static string Rules()
    {
        var rules = new StringBuilder("rules:\n");
        for (var index = 0; index < RuleCount; index++)
        {
            var scope = (index % 20) switch
            {
                < 10 => $"namespace: team-{index}-api",
                < 14 => $"namespace: [team-{index}, 'team-{index}-*']",
                < 17 => $"context: aks-dev-{index}",
                < 18 => $"context: 'aks-*-{index}'",
                < 19 => $"namespace: '*-{index}'",
                _ => $"name: 'batch-{index}-*'",
            };
            var effect = (index % 4) switch
            {
                0 => "effect: deny\n    operation: kubernetes.*\n    environment: [production, staging, development]",
                1 => "effect: require\n    require: [confirmation]\n    action: execute",
                _ => "effect: allow\n    require: [dry-run]\n    operation: [kubernetes.restart, kubernetes.scale]\n    environment: [development, sandbox]",
            };
            rules.Append($"  - id: rule-{index}\n    {effect}\n    {scope}\n    reason: Rule {index}.\n    examples: [{{ operation: kubernetes.restart, target: prod/x/y, expect: deny }}]\n");
        }

        return $"environments:\n  - {{ id: dev, environment: development, match: {{ cluster: cluster-1 }}, reason: Ours. }}\n{rules}";
    }

    private sealed class NoMemory : IClassMemory
    {
        public RememberedClass? StrictestSeen(Identity identity) => null;

        public void Remember(Identity identity, Environment environment, string because)
        {
        }
    }
}

/// <summary>The call as a server would take it in.</summary>
internal sealed record ToolCall(
    [property: JsonPropertyName("jsonrpc")] string Version,
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("method")] string Method,
    [property: JsonPropertyName("params")] ToolCallParameters Parameters);

internal sealed record ToolCallParameters([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("arguments")] Dictionary<string, JsonElement> Arguments);

[JsonSerializable(typeof(ToolCall))]
internal sealed partial class ToolCallJson : JsonSerializerContext;
