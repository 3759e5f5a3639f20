using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Scripts;
using SreMcp.Workloads;

namespace SreMcp.Generation;

/// <summary>Finds what a template is for: reads a workload or a cluster, takes the word of the caller for what is not contacted.</summary>
internal static class TemplateTargets
{
    private static readonly (string Parameter, TargetAttribute Attribute)[] s_attributes =
    [
        ("host", TargetAttribute.Host), ("database", TargetAttribute.Database), ("account", TargetAttribute.Subscription),
        ("subscription", TargetAttribute.Subscription), ("resource-group", TargetAttribute.ResourceGroup), ("project", TargetAttribute.Project),
    ];

    /// <param name="values">Checked against the header and in canonical form.</param>
    public static Task<TemplateTarget> ReadAsync(TemplateHeader header, IReadOnlyDictionary<string, TemplateValue> values, Call call) => header switch
    {
        { System: "kubernetes" } when values.ContainsKey("workload") => WorkloadAsync(Text(values, "context")!, Text(values, "workload")!, call),
        { System: "kubernetes" } => ClusterAsync(Text(values, "context")!, Text(values, "namespace"), call),
        { HasTarget: false } => Task.FromResult(new TemplateTarget(new LocalTarget(header.Name), _ => [], null, [])),
        _ => Task.FromResult(Declared(header, values)),
    };

    private static async Task<TemplateTarget> WorkloadAsync(string context, string workload, Call call)
    {
        var parts = workload.Split('/');
        var snapshot = await WorkloadSnapshot.ReadAsync(context, parts[0], $"{parts[1]}/{parts[2]}", fresh: false, call);
        var facts = snapshot.ToFacts(Environment.Unknown, timeout: null);
        return new(snapshot.Target, environment => (facts with { Environment = environment }).ToInputs(), facts.Owner.Name, snapshot.Notes());
    }

    private static async Task<TemplateTarget> ClusterAsync(string context, string? @namespace, Call call)
    {
        var cluster = call.Session.Open(context);
        var target = await cluster.IdentifyAsync(@namespace, null, null, call.Ended);
        call.Allow(Operations.KubernetesRead, target);
        return new(target, environment => new ClusterFacts(target, environment).ToInputs(), null, []);
    }

    private static TemplateTarget Declared(TemplateHeader header, IReadOnlyDictionary<string, TemplateValue> values)
    {
        var facts = s_attributes.Where(pair => values.ContainsKey(pair.Parameter)).Select(pair => (pair.Parameter, pair.Attribute, Value: Text(values, pair.Parameter)!)).ToArray();
        var name = string.Join('/', facts.Select(fact => fact.Value));
        var target = new DeclaredTarget(header.System, name, [.. facts.Select(fact => new TargetFact(fact.Attribute, fact.Value))]);
        return new(target, environment => Shown(name, facts is [] ? header.System : facts[^1].Value, environment), null, []);
    }

    private static TemplateInputs Shown(string name, string confirm, Environment environment)
    {
        var inputs = new TemplateInputs();
        inputs.Add("target", name);
        inputs.Add("environment", environment.Name());
        inputs.Add("confirm", confirm);
        inputs.Add("notes", environment is Environment.Unknown ? ["nothing says what this target is, so it is treated as production"] : []);
        return inputs;
    }

    private static string? Text(IReadOnlyDictionary<string, TemplateValue> values, string name) =>
        values.TryGetValue(name, out var value) && value is TemplateValue.One one ? one.Text : null;
}
