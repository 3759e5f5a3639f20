using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Turns contexts into connection details. What is wrong with one becomes its problem and never hides another.</summary>
internal sealed class ContextReader(Kubeconfig kubeconfig, OperatorFiles files, Redactor redactor)
{
    public ConnectionDetails Read(KubeconfigEntry entry)
    {
        var details = new ConnectionDetails { Context = new() { Name = entry.Name, Source = entry.File } };
        var file = entry.File;
        try
        {
            details = details with
            {
                Context = details.Context with
                {
                    ClusterName = entry.Values.Text("cluster") ?? "",
                    UserName = entry.Values.Text("user") ?? "",
                    Namespace = entry.Values.Text("namespace"),
                },
            };
            var cluster = kubeconfig.Cluster(details.Context.ClusterName) ?? throw Missing(details.Context, "cluster", details.Context.ClusterName);
            file = cluster.File;
            details = new ClusterReader(files, redactor).Read(details, cluster);
            if (details.Context.UserName.Length == 0)
            {
                return details;
            }

            var user = kubeconfig.User(details.Context.UserName) ?? throw Missing(details.Context, "user", details.Context.UserName);
            file = user.File;
            return new UserReader(files, redactor).Read(details, user);
        }
        catch (ConfigException junk)
        {
            return WithProblem(details, new(Errors.Connections.Malformed, $"{file}:{junk.Line} cannot be read: {junk.Message}."));
        }
        catch (SreException problem)
        {
            return WithProblem(details, problem);
        }
    }

    public static ConnectionDetails WithProblem(ConnectionDetails details, SreException problem) =>
        details with { Context = details.Context with { Problem = problem } };

    private static SreException Missing(KubernetesContext context, string kind, string name) => new(
        Errors.Connections.ContextIncomplete,
        name.Length == 0
            ? $"Context {TextCleaner.OneLine(context.Name, 100)} in {context.Source} names no {kind}."
            : $"Context {TextCleaner.OneLine(context.Name, 100)} in {context.Source} names the {kind} {TextCleaner.OneLine(name, 100)}, which no kubeconfig holds.");
}
