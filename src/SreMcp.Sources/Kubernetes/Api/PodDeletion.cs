namespace SreMcp.Sources.Kubernetes;

/// <summary>The body that names exactly one pod.</summary>
internal static class PodDeletion
{
    /// <param name="dryRun">Stands in the body too: a server that is sent a body ignores the query of a deletion.</param>
    public static ReadOnlyMemory<byte> Body(string uid, string? resourceVersion, bool dryRun) => JsonBody.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, "v1"u8);
        writer.WriteString("kind"u8, "DeleteOptions"u8);
        writer.WriteStartObject("preconditions"u8);
        writer.WriteString("uid"u8, uid);
        if (resourceVersion is not null)
        {
            writer.WriteString("resourceVersion"u8, resourceVersion);
        }

        writer.WriteEndObject();
        if (dryRun)
        {
            writer.WriteStartArray("dryRun"u8);
            writer.WriteStringValue("All"u8);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    });
}
