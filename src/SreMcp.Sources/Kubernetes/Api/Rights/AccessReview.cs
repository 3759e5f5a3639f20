using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Asks a cluster whether the credential of a connection may do one thing there. Nothing is tried out.</summary>
public static class AccessReview
{
    /// <param name="verb">As RBAC has it: <c>get</c>, <c>create</c>, <c>patch</c>.</param>
    /// <param name="namespace">Null for cluster-wide kinds.</param>
    /// <param name="name">Null for any object of the kind.</param>
    /// <exception cref="SreException">SRE03xx and SRE04xx when the cluster does not answer the question.</exception>
    public static async Task<bool> MayAsync(Cluster cluster, string verb, ApiResource resource, string? @namespace, string? name, CancellationToken cancellationToken)
    {
        var question = RightsReview.Question("SelfSubjectAccessReview", writer =>
        {
            writer.WriteStartObject("resourceAttributes"u8);
            writer.WriteString("verb"u8, verb);
            writer.WriteString("group"u8, resource.Group);
            writer.WriteString("version"u8, resource.Version);
            writer.WriteString("resource"u8, resource.Plural);
            if (@namespace is not null)
            {
                writer.WriteString("namespace"u8, @namespace);
            }

            if (name is not null)
            {
                writer.WriteString("name"u8, name);
            }

            writer.WriteEndObject();
        });
        var response = await cluster.Connection.ReviewAsync(SelfReviews.AccessPath, question, cancellationToken);
        return await Answer.ReadAsync(response, "The answer about one right", bytes => RightsReview.IsAllowed(bytes.Span), cancellationToken);
    }
}
