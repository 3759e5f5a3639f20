namespace SreMcp.Sources.Kubernetes;

/// <summary>What a credential could change in a cluster, as the cluster itself says.</summary>
/// <param name="Could">Null when nobody can tell.</param>
/// <param name="Examples">Such as <c>create, patch deployments.apps in shop</c>, the widest first; at most <see cref="MostExamples"/>.</param>
/// <param name="More">Kinds of right beyond the examples.</param>
/// <param name="NamespacesAsked">Rights of one namespace show only when it is asked about.</param>
/// <param name="Namespaces">How many there are; null when the credential may not see that.</param>
/// <param name="IsIncomplete">An authorizer of the cluster keeps its rules to itself; a few requests were asked about one by one instead.</param>
public sealed record WritingRights(bool? Could, IReadOnlyList<string> Examples, int More, int NamespacesAsked, int? Namespaces, bool IsIncomplete)
{
    public const int MostExamples = 5;
}

/// <summary>A right to change something: which verbs on which resource.</summary>
/// <param name="Namespace">Null for everywhere or unknown.</param>
internal sealed record WritingRight(string Group, string Resource, IReadOnlyList<string> Verbs, string? Namespace)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_/*:";

    /// <summary>Verbs that change nothing. Any other counts as writing, known or not.</summary>
    private static readonly string[] Harmless = ["get", "list", "watch", "use"];

    /// <summary>Ways into a process; getting one is enough to act through it.</summary>
    private static readonly string[] Tunnels = ["exec", "attach", "portforward", "proxy"];

    private static readonly string[] Reviews =
        ["selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews", "subjectaccessreviews", "localsubjectaccessreviews", "tokenreviews"];

    /// <summary>True when the verb on this resource could change something, or lets one act through it.</summary>
    public static bool IsOne(string group, string resource, string verb)
    {
        if (group is "authorization.k8s.io" or "authentication.k8s.io" && Reviews.Contains(resource))
        {
            return false;
        }

        return !Harmless.Contains(verb) || (verb is "get" && OpensTunnels(group, resource));
    }

    /// <summary>How much it reaches: everything first, then what can become everything, then workloads.</summary>
    public int Weight => (Resource, Group) switch
    {
        ("*", "*") => 0,
        ("*", _) => 1,
        (_, "rbac.authorization.k8s.io") or ("users" or "groups" or "serviceaccounts", _) => 2,
        ("secrets" or "nodes" or "pods" or "pods/exec", "") => 3,
        (_, "apps") => 4,
        _ => 5,
    };

    public override string ToString() =>
        $"{string.Join(", ", Verbs.Order(StringComparer.Ordinal).Take(8).Select(Plain))} {Plain(Resource)}{(Group.Length > 0 ? $".{Plain(Group)}" : "")}{(Verbs is ["get"] ? " (which opens exec and proxy)" : "")}{(Namespace is null ? "" : $" in {Plain(Namespace)}")}";

    /// <summary>A star stands for every subresource too, and API servers let a plain GET open exec over a web socket.</summary>
    private static bool OpensTunnels(string group, string resource) => resource.Split('/') switch
    {
        ["*"] => group is "" or "*",
        [_, "*"] => true,
        [_, var subresource] => Tunnels.Contains(subresource),
        _ => false,
    };

    /// <summary>Rules hold whatever somebody wrote into a role.</summary>
    private static string Plain(string word) => new([.. word.Take(80).Select(letter => Letters.Contains(letter, StringComparison.Ordinal) ? letter : '?')]);
}
