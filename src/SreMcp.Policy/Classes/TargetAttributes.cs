namespace SreMcp.Policy;

/// <summary>The names of attributes as files write them and as sentences say them.</summary>
public static class TargetAttributes
{
    private static readonly (TargetAttribute Attribute, string Key, string Says)[] Table =
    [
        (TargetAttribute.Context, "context", "context name"),
        (TargetAttribute.Server, "server", "server address"),
        (TargetAttribute.Cluster, "cluster", "cluster id"),
        (TargetAttribute.CertificateAuthority, "certificate-authority", "certificate authority"),
        (TargetAttribute.Namespace, "namespace", "namespace"),
        (TargetAttribute.NamespaceLabel, "namespace-label", "namespace label"),
        (TargetAttribute.Subscription, "subscription", "subscription"),
        (TargetAttribute.ResourceGroup, "resource-group", "resource group"),
        (TargetAttribute.Tag, "tag", "tag"),
        (TargetAttribute.Host, "host", "host name"),
        (TargetAttribute.Database, "database", "database"),
        (TargetAttribute.Organisation, "organisation", "organisation"),
        (TargetAttribute.Project, "project", "project"),
        (TargetAttribute.Branch, "branch", "branch"),
        (TargetAttribute.Kind, "kind", "kind"),
        (TargetAttribute.Name, "name", "name"),
    ];

    /// <summary>What an environment line may match, by the key it is written as.</summary>
    public static IReadOnlyDictionary<string, TargetAttribute> Matchable { get; } =
        Table.Where(row => row.Attribute is not (TargetAttribute.Kind or TargetAttribute.Name)).ToDictionary(row => row.Key, row => row.Attribute, StringComparer.Ordinal);

    /// <summary>What an environment line may look for words in: whatever people name.</summary>
    public static IReadOnlyDictionary<string, TargetAttribute> Worded { get; } =
        Matchable.Where(entry => entry.Value is not (TargetAttribute.Cluster or TargetAttribute.CertificateAuthority)).ToDictionary(StringComparer.Ordinal);

    /// <summary>As files write it: <c>namespace-label</c>.</summary>
    public static string Key(this TargetAttribute attribute) => Table[(int)attribute].Key;

    /// <summary>As sentences say it: <c>namespace label</c>.</summary>
    public static string Says(this TargetAttribute attribute) => Table[(int)attribute].Says;

    /// <summary>Labels and tags, whose facts are <c>key=value</c>.</summary>
    public static bool HasKeys(this TargetAttribute attribute) => attribute is TargetAttribute.NamespaceLabel or TargetAttribute.Tag;
}
