using System.Text;

namespace SreMcp.IntegrationTests.Bypass;

/// <summary>One context with a cluster and a user of its own.</summary>
/// <param name="Authority">PEM; none when null.</param>
/// <param name="User">Members of a YAML flow map.</param>
/// <param name="Cluster">Further members of the cluster's flow map.</param>
internal sealed record KubeconfigContext(string Name, string Server, string? Authority = null, string User = "token: sesame-1234", string Cluster = "", string Namespace = "default");

/// <summary>Kubeconfigs as an attacker would write them.</summary>
internal static class KubeconfigText
{
    public static string Of(params KubeconfigContext[] contexts)
    {
        var text = new StringBuilder("apiVersion: v1\nkind: Config\n");
        text.Append($"current-context: '{contexts[0].Name}'\nclusters:\n");
        foreach (var (context, index) in contexts.Select((context, index) => (context, index)))
        {
            var trust = context.Authority is { } pem ? $", certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))}" : "";
            text.Append($"- {{ name: c{index}, cluster: {{ server: '{context.Server}'{trust}{(context.Cluster.Length > 0 ? ", " + context.Cluster : "")} }} }}\n");
        }

        text.Append("users:\n");
        foreach (var (context, index) in contexts.Select((context, index) => (context, index)))
        {
            text.Append($"- {{ name: u{index}, user: {{ {context.User} }} }}\n");
        }

        text.Append("contexts:\n");
        foreach (var (context, index) in contexts.Select((context, index) => (context, index)))
        {
            text.Append($"- {{ name: '{context.Name}', context: {{ cluster: c{index}, user: u{index}, namespace: {context.Namespace} }} }}\n");
        }

        return text.ToString();
    }
}
