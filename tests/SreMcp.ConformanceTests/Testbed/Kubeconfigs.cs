namespace SreMcp.ConformanceTests.Testbed;

/// <summary>A kubeconfig with one context whose server does not answer: enough to be read and listed.</summary>
internal static class Kubeconfigs
{
    public static string Write(HomeFolder home, string context)
    {
        var path = Path.Combine(home.Path, "clusters.yaml");
        File.WriteAllText(path, $$"""
            apiVersion: v1
            kind: Config
            current-context: {{context}}
            clusters: [{ name: c, cluster: { server: 'https://127.0.0.1:1' } }]
            users: [{ name: u, user: { token: t } }]
            contexts: [{ name: {{context}}, context: { cluster: c, user: u } }]
            """);
        return path;
    }
}
