using System.Collections.Immutable;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>All contexts as they were at one moment, with the files they came from.</summary>
/// <param name="Looked">Every file that was looked at, so that a change of one is noticed.</param>
/// <param name="Files">Where contexts were looked for, for errors.</param>
internal sealed record ClusterSnapshot(
    IReadOnlyList<ConnectionDetails> Contexts, string? Current, IReadOnlyList<string> Notices, IReadOnlyCollection<FileStamp> Looked, IReadOnlyList<string> Files)
{
    public bool IsStale => Looked.Any(stamp => FileStamp.Of(stamp.Path) != stamp);
}

/// <summary>Reads everything that names a cluster: kubeconfigs, the operator's endpoints, the service account of this pod.</summary>
internal sealed class SnapshotReader(ClusterSettings settings, Surroundings surroundings, ExecPluginLocator locator, Redactor redactor)
{
    public const string InCluster = "in-cluster";

    public ClusterSnapshot Read()
    {
        var files = new OperatorFiles(settings.Workspace);
        var kubeconfig = new Kubeconfig();
        List<string> notices = [];
        var paths = Paths();
        foreach (var path in paths.Files)
        {
            AddFile(kubeconfig, files, path, paths.MayBeMissing, notices);
        }

        notices.AddRange(kubeconfig.Notices);
        var reader = new ContextReader(kubeconfig, files, redactor);
        var contexts = kubeconfig.Contexts.Select(reader.Read).ToDictionary(details => details.Context.Name, StringComparer.Ordinal);
        foreach (var endpoint in settings.Endpoints)
        {
            if (contexts.ContainsKey(endpoint.Name))
            {
                notices.Add($"context {TextCleaner.OneLine(endpoint.Name, 100)}: the endpoint of sre-mcp.yaml counts, not the kubeconfig's");
            }

            contexts[endpoint.Name] = new EndpointReader(files, surroundings, redactor).Read(endpoint);
        }

        var current = kubeconfig.CurrentContext;
        if (contexts.Count == 0 && new EndpointReader(files, surroundings, redactor).ReadPod() is { } pod)
        {
            contexts[InCluster] = pod;
            current = InCluster;
        }

        var known = contexts.Values.Select(RefuseForeignPlugin).OrderBy(details => details.Context.Name, StringComparer.Ordinal).ToArray();
        return new(ContextAliases.Add(known), current, notices, files.Stamps, paths.Files);
    }

    private (IReadOnlyList<string> Files, bool MayBeMissing) Paths()
    {
        if (settings.Kubeconfigs.Count > 0)
        {
            return (settings.Kubeconfigs, false);
        }

        var list = (surroundings.Variable("KUBECONFIG") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return list.Length > 0 ? ([.. list.Distinct(StringComparer.Ordinal)], true) : ([Path.Join(surroundings.Home, ".kube", "config")], true);
    }

    private static void AddFile(Kubeconfig kubeconfig, OperatorFiles files, string path, bool mayBeMissing, List<string> notices)
    {
        try
        {
            var bytes = files.Read(path);
            kubeconfig.Add(path, bytes);
        }
        catch (SreException) when (mayBeMissing && !OperatorFiles.Exists(path) && !Path.Exists(path))
        {
            // kubectl passes over files of the list that are not there.
        }
        catch (SreException skipped)
        {
            notices.Add($"kubeconfig {path} skipped: {(skipped.Code == Errors.Connections.InWorkspace ? "it lies in the workspace" : skipped.What)}");
        }
    }

    private ConnectionDetails RefuseForeignPlugin(ConnectionDetails details)
    {
        if (details.Context.Problem is not null || details.Credential is not ExecPlugin plugin)
        {
            return details;
        }

        try
        {
            locator.RefuseUnlessAllowed(plugin);
            return details;
        }
        catch (SreException refused)
        {
            return ContextReader.WithProblem(details, refused);
        }
    }
}
