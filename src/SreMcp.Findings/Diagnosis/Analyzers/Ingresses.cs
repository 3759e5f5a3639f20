namespace SreMcp.Findings;

/// <summary>Ingresses that nobody serves or whose backend is not there.</summary>
public sealed class Ingresses : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public IEnumerable<Finding> Analyze(ClusterState state) => state.Ingresses.SelectMany(ingress => Of(state, ingress));

    private static IEnumerable<Finding> Of(ClusterState state, IngressRecord ingress)
    {
        if (ClassTrouble(state, ingress) is { } trouble)
        {
            yield return trouble;
        }

        foreach (var secret in ingress.TlsSecrets.Distinct(StringComparer.Ordinal))
        {
            if (CertificateTrouble(state, ingress, new("Secret", ingress.Key.Namespace, secret)) is { } untrusted)
            {
                yield return untrusted;
            }
        }

        foreach (var backend in ingress.Backends.DistinctBy(backend => (backend.Service, backend.Port)))
        {
            if (BackendTrouble(state, ingress, backend) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private static Finding? ClassTrouble(ClusterState state, IngressRecord ingress)
    {
        if (state.IngressClasses is not { } classes || ingress.HasAddress)
        {
            return null;
        }

        var offered = classes.Count is 0 ? "the cluster has no IngressClass, so no ingress controller" : $"there are {Wording.Names(classes.Select(one => Wording.Clean(one.Name, 60)))}";
        return ingress.Class is { Length: > 0 } name
            ? classes.Any(one => one.Name == name) ? null : Finding(ingress, "missing-ingress-class", Severity.Down, Confidence.Sure, $"nobody serves it: IngressClass {Wording.Clean(name)} does not exist") with { Likely = offered }
            : classes.Any(one => one.IsDefault) ? null : Finding(ingress, "no-ingress-class", Severity.Down, Confidence.Likely, "nobody serves it: it names no IngressClass, and none is the default") with { Likely = offered };
    }

    /// <summary>Controllers then answer with a certificate of their own, which no browser trusts.</summary>
    private static Finding? CertificateTrouble(ClusterState state, IngressRecord ingress, ObjectKey secret) =>
        state.Certificates is not { } certificates || certificates.Any(certificate => certificate.Secret == secret) || state.Now - ingress.Created < Patience ? null
        : Finding(ingress, "ingress-certificate", Severity.Degraded, Confidence.Likely, $"is served with a certificate that nobody trusts: there is no TLS Secret {Wording.Clean(secret.Name)} with a certificate") with
        {
            Likely = "the Secret was never made, lies in another namespace, or cert-manager has not issued it",
            DueTo = [.. state.Reports.Where(report => report.Names == secret.Name && report.Key.Namespace == secret.Namespace).Select(report => report.Key)],
        };

    private static Finding? BackendTrouble(ClusterState state, IngressRecord ingress, IngressBackend backend)
    {
        if (state.Services is not { } services)
        {
            return null;
        }

        var key = new ObjectKey("Service", ingress.Key.Namespace, backend.Service);
        if (services.FirstOrDefault(service => service.Key == key) is not { } found)
        {
            var near = services.Where(service => service.Key.Namespace == key.Namespace).Select(service => service.Key.Name);
            return Finding(ingress, "ingress-backend", Severity.Down, Confidence.Sure, $"its backend Service {Wording.Clean(backend.Service)} does not exist") with { Likely = near.Any() ? $"Services there: {Wording.Names(near)}" : null };
        }

        if (found.Ports.All(port => port.Port.ToString() != backend.Port && port.Name != backend.Port))
        {
            return Finding(ingress, "ingress-backend-port", Severity.Down, Confidence.Sure, $"its backend Service {found.Key.Name} has no port {Wording.Clean(backend.Port, 40)}") with
            {
                Likely = $"ports of the Service: {Wording.Clean(Wording.Names(found.Ports.Select(port => port.Name is { } name ? $"{name}={port.Port}" : $"{port.Port}"), 6), 150)}",
            };
        }

        return ServiceEndpoints.HasReady(state, found) is false
            ? Finding(ingress, "ingress-without-endpoints", Severity.Down, Confidence.Possible, $"answers 503: its backend Service {found.Key.Name} has no ready endpoints") with { DueTo = [key] }
            : null;
    }

    private static Finding Finding(IngressRecord ingress, string cause, Severity severity, Confidence confidence, string what) => new()
    {
        Cause = cause, Layer = Layer.Edge, Severity = severity, Confidence = confidence, About = ingress.Key, Since = ingress.Created,
        What = what + (ingress.Hosts.Count > 0 ? $" (hosts {Wording.Clean(Wording.Names(ingress.Hosts, 3), 120)})" : ""),
    };
}
