namespace SreMcp.Policy;

/// <summary>Tells people what an operator would write to allow what was refused.</summary>
internal static class Opening
{
    private const string Folder = "~/.config/sre-mcp/policies";

    /// <summary>Null where nothing can allow it.</summary>
    public static string? Of(Operation operation, Target target, Classification classification, Ruling ruling) => classification switch
    {
        _ when operation.Class is OperationClass.Execute && (classification.Environment is Environment.Production || target.OpenedBy is null) => null,
        _ when ruling.Deciding is [{ } rule, ..] && classification.IsOpened => $"The rule {rule.Id} at {rule.Source} would have to change.",
        _ when operation.Class is not OperationClass.Execute => $"The rule {ruling.RuleId} at {ruling.Source} would have to change.",
        _ when target.IsUnverified => "The kubeconfig's context would have to name a certificate authority and use https; then an operator line can name the cluster.",
        { IsOpened: false } => Line(target),
        _ => $"An operator adds a rule with 'effect: allow', 'operation: {operation.Name}' and 'environment: {classification.Environment.Name()}' to {Folder}.",
    };

    private static string Line(Target target)
    {
        var facts = target.Scopes.SelectMany(scope => scope.Facts).ToArray();
        var id = facts.Where(fact => fact.Attribute == target.OpenedBy).Select(fact => TextCleaner.OneLine(fact.Value, 80)).FirstOrDefault();
        if (id is null)
        {
            return "The cluster's id (the UID of the namespace kube-system) would have to be readable; then an operator line can name it.";
        }

        var server = facts.Where(fact => fact.Attribute is TargetAttribute.Server).Select(fact => TextCleaner.OneLine(fact.Value, 200)).FirstOrDefault();
        var match = server is null ? $"cluster: '{id}'" : $"cluster: '{id}', server: '{server}'";
        return $"If this is no production cluster, an operator adds to a file in {Folder}: environments: [{{ id: NAME, environment: development, match: {{ {match} }}, reason: WHY }}]";
    }
}
