namespace SreMcp.Policy;

/// <summary>Reads which operations a rule is about, from <c>action</c> and <c>operation</c>.</summary>
internal static class OperationReader
{
    public static IReadOnlyDictionary<string, Operation> ByName { get; } = Operations.All.ToDictionary(operation => operation.Name, StringComparer.Ordinal);

    /// <exception cref="SreException">SRE0207 when neither key is there, SRE0209 for a name that is no operation.</exception>
    public static IReadOnlyList<Operation> Read(StrictMapping rule)
    {
        var actions = rule.Find("action")?.AsOneOrMany().Select(item => item.AsChoice("an action", RuleReader.Actions)).ToHashSet();
        if (rule.Find("operation") is not { } named)
        {
            return actions is null
                ? throw rule.Error(Errors.Policies.MissingKey, "neither 'action' nor 'operation'", "at least one of them")
                : [.. Operations.All.Where(operation => actions.Contains(operation.Class))];
        }

        return [.. named.AsOneOrMany().SelectMany(item => One(item, actions)).Distinct()];
    }

    private static Operation[] One(StrictNode node, HashSet<OperationClass>? actions)
    {
        var name = node.AsText("an operation");
        var found = name.EndsWith(".*", StringComparison.Ordinal)
            ? Operations.All.Where(operation => operation.Name.StartsWith(name[..^1], StringComparison.Ordinal)).ToArray()
            : [.. Operations.All.Where(operation => operation.Name == name)];
        if (found.Length == 0)
        {
            throw node.Unknown("an operation", name, [.. ByName.Keys, .. ByName.Keys.Select(known => $"{known.Split('.')[0]}.*").Distinct()]);
        }

        var meant = found.Where(operation => actions?.Contains(operation.Class) != false).ToArray();
        return meant.Length > 0
            ? meant
            : throw node.Error(Errors.Policies.UnknownValue, $"{name}, which is {found[0].Class.ToString().ToLowerInvariant()}", "an operation of the rule's own 'action'");
    }
}
