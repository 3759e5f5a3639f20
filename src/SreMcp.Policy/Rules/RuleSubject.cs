using System.Collections.Immutable;

namespace SreMcp.Policy;

/// <summary>A target as rules look at it.</summary>
internal readonly record struct RuleSubject(
    string System, string? Context, ImmutableArray<string> OtherContexts, string? Namespace, string? Kind, string? Name, bool HasEnvironment)
{
    /// <summary>A call for everything in a cluster, which includes every namespace. A node, say, is in none.</summary>
    public bool IsWholeCluster => Namespace is null && Name is null;

    public static RuleSubject Of(Target target) => target is KubernetesTarget kubernetes
        ? new("kubernetes", kubernetes.Context, OtherNames(kubernetes), kubernetes.Namespace, kubernetes.Kind, kubernetes.Name, HasEnvironment: true)
        : OfScopes(target);

    /// <summary>Aliases, and the context's name as it reads when some of its letters only look like others.</summary>
    private static ImmutableArray<string> OtherNames(KubernetesTarget target)
    {
        var folded = LookAlikes.Fold(target.Context);
        return ReferenceEquals(folded, target.Context) ? target.Aliases : target.Aliases.Add(folded);
    }

    private static RuleSubject OfScopes(Target target)
    {
        var scopes = target.Scopes;
        var facts = scopes.SelectMany(scope => scope.Facts).ToLookup(fact => fact.Attribute, fact => fact.Value);
        return new(
            target.System,
            facts[TargetAttribute.Context].FirstOrDefault(),
            [.. facts[TargetAttribute.Context].Skip(1)],
            facts[TargetAttribute.Namespace].FirstOrDefault(),
            facts[TargetAttribute.Kind].FirstOrDefault(),
            facts[TargetAttribute.Name].FirstOrDefault(),
            scopes.Count > 0);
    }
}
