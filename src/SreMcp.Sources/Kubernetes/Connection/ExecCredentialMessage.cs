using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SreMcp.Sources.Kubernetes;

/// <summary>What a plugin answered.</summary>
/// <param name="Expires">Null when it did not say.</param>
internal sealed record ExecCredentialAnswer(string? Token, ClientKeyPair? Certificate, DateTimeOffset? Expires)
{
    public override string ToString() => "exec credential";
}

/// <summary>The two sides of <c>client.authentication.k8s.io</c>: what a plugin is told, and what it answers.</summary>
internal static class ExecCredentialMessage
{
    public static readonly string[] Versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    /// <summary>The value of <c>KUBERNETES_EXEC_INFO</c>.</summary>
    public static string Ask(ConnectionDetails details, ExecPlugin plugin)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", "ExecCredential");
            json.WriteString("apiVersion", plugin.ApiVersion);
            json.WriteStartObject("spec");
            json.WriteBoolean("interactive", false);
            if (plugin.ProvidesClusterInfo)
            {
                WriteCluster(json, details);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads the answer; null and the reason in our words when it is none.</summary>
    public static ExecCredentialAnswer? Read(byte[] output, ExecPlugin plugin, out string problem)
    {
        problem = "its answer is not JSON";
        try
        {
            using var document = JsonDocument.Parse(output);
            var root = document.RootElement;
            problem = "its answer is not an ExecCredential of the apiVersion asked for";
            if (Text(root, "kind") != "ExecCredential" || Text(root, "apiVersion") != plugin.ApiVersion)
            {
                return null;
            }

            problem = "its answer has no status with a token or a client certificate with its key";
            if (!root.TryGetProperty("status", out var status))
            {
                return null;
            }

            var (token, certificate, key) = (Text(status, "token"), Text(status, "clientCertificateData"), Text(status, "clientKeyData"));
            if ((token is null && certificate is null) || (certificate is null) != (key is null) || token?.AsSpan().ContainsAnyExceptInRange('!', '~') == true)
            {
                return null;
            }

            problem = "its expirationTimestamp is not a time";
            DateTimeOffset? expires = Text(status, "expirationTimestamp") is { } stamp
                ? DateTimeOffset.Parse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                : null;
            return new(token, certificate is null ? null : new(certificate, key!), expires);
        }
        catch (Exception junk) when (junk is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static void WriteCluster(Utf8JsonWriter json, ConnectionDetails details)
    {
        json.WriteStartObject("cluster");
        json.WriteString("server", details.Context.Server.AbsoluteUri.TrimEnd('/'));
        if (details.TlsServerName is { } name)
        {
            json.WriteString("tls-server-name", name);
        }

        if (details.SkipsVerification)
        {
            json.WriteBoolean("insecure-skip-tls-verify", true);
        }

        if (details.Anchors is { } anchors)
        {
            json.WriteBase64String("certificate-authority-data", Encoding.UTF8.GetBytes(anchors.Pem));
        }

        if (details.Proxy is { } proxy)
        {
            json.WriteString("proxy-url", proxy.OriginalString);
        }

        if (details.DisablesCompression)
        {
            json.WriteBoolean("disable-compression", true);
        }

        if (details.PluginConfiguration is { } configuration)
        {
            json.WritePropertyName("config");
            json.WriteRawValue(configuration);
        }

        json.WriteEndObject();
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
