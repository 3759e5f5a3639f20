using System.Text;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Reads contexts that no kubeconfig holds: the operator's endpoints, and the cluster that this process is a pod of.</summary>
internal sealed class EndpointReader(OperatorFiles files, Surroundings surroundings, Redactor redactor)
{
    public ConnectionDetails Read(ClusterEndpoint endpoint)
    {
        var details = new ConnectionDetails { Context = new() { Name = endpoint.Name, ClusterName = endpoint.Name, Source = "sre-mcp.yaml" } };
        try
        {
            details = At(details, ClusterReader.ServerOf(endpoint.Server, $"endpoint {endpoint.Name} in sre-mcp.yaml"), endpoint.CertificateAuthorityFile);
            var credential = endpoint.Token switch
            {
                null => CredentialDetails.None,
                { Variable: { } variable, File: null } => TokenOf(endpoint, variable),
                { File: { } file, Variable: null } => new BearerTokenFile(file, Fallback: null),
                _ => throw new SreException(Errors.Connections.CredentialUnusable, $"The token of endpoint {TextCleaner.OneLine(endpoint.Name, 100)} must name either a variable or a file."),
            };
            return As(details, credential, endpoint.Token is { Variable: { } name } ? $"the variable {TextCleaner.OneLine(name, 100)}" : endpoint.Token?.File);
        }
        catch (SreException problem)
        {
            return ContextReader.WithProblem(details, problem);
        }
    }

    /// <summary>Null when this process is no pod.</summary>
    public ConnectionDetails? ReadPod()
    {
        var (host, port) = (surroundings.Variable("KUBERNETES_SERVICE_HOST"), surroundings.Variable("KUBERNETES_SERVICE_PORT"));
        var token = Path.Join(surroundings.ServiceAccountFolder, "token");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port) || !OperatorFiles.Exists(token))
        {
            return null;
        }

        var details = new ConnectionDetails { Context = new() { Name = SnapshotReader.InCluster, ClusterName = SnapshotReader.InCluster, Source = SnapshotReader.InCluster } };
        try
        {
            var address = host.Contains(':', StringComparison.Ordinal) ? $"https://[{host}]:{port}" : $"https://{host}:{port}";
            details = At(details, ClusterReader.ServerOf(address, "this pod's environment"), Path.Join(surroundings.ServiceAccountFolder, "ca.crt"));
            var space = Path.Join(surroundings.ServiceAccountFolder, "namespace");
            var named = OperatorFiles.Exists(space) ? details with { Context = details.Context with { Namespace = Encoding.UTF8.GetString(files.Read(space)).Trim() } } : details;
            return As(named, new BearerTokenFile(token, Fallback: null), token);
        }
        catch (SreException problem)
        {
            return ContextReader.WithProblem(details, problem);
        }
    }

    private ConnectionDetails At(ConnectionDetails details, Uri server, string? authorityFile)
    {
        var anchors = authorityFile is null ? null
            : TrustAnchors.OfPem(Encoding.UTF8.GetString(files.Read(authorityFile)))
                ?? throw new SreException(Errors.Connections.CertificateUnusable, $"{authorityFile} holds no readable PEM certificate.");
        return details with
        {
            Anchors = anchors,
            Context = details.Context with { Server = server, CertificateAuthority = anchors?.Digest, Verified = server.Scheme == Uri.UriSchemeHttps },
        };
    }

    private static ConnectionDetails As(ConnectionDetails details, CredentialDetails credential, string? source) =>
        details with { Credential = credential, Context = details.Context with { CredentialKind = credential.Kind, CredentialSource = source } };

    private BearerToken TokenOf(ClusterEndpoint endpoint, string variable)
    {
        if (surroundings.Variable(variable) is not { Length: > 0 } token)
        {
            throw new SreException(Errors.Connections.CredentialUnusable, $"The token of endpoint {TextCleaner.OneLine(endpoint.Name, 100)} is to be in the variable {TextCleaner.OneLine(variable, 100)}, which is not set.");
        }

        redactor.Learn(token);
        return new(token);
    }
}
