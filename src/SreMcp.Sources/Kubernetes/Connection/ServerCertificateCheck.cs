using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Whether the server's certificate proves that it is the cluster of the kubeconfig, and if not, what is wrong with it.</summary>
internal sealed class ServerCertificateCheck(ConnectionDetails details)
{
    /// <summary>Why the last certificate was refused, with what the server calls itself; null when none was.</summary>
    public (ErrorCode Code, string What, UntrustedText Certificate)? Refusal { get; private set; }

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (details.SkipsVerification || errors is SslPolicyErrors.None)
        {
            return true;
        }

        if (errors is SslPolicyErrors.RemoteCertificateChainErrors && chain is not null && details.Anchors?.EndsAtAnchor(chain) == true)
        {
            return true;
        }

        var (code, what) = Describe(chain, errors);
        Refusal = (code, what, NamesOf(certificate as X509Certificate2));
        return false;
    }

    private (ErrorCode, string) Describe(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return (Errors.Connections.TlsFailed, "it showed no certificate");
        }

        var status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        var isSound = details.Anchors is { } anchors && chain is not null && anchors.EndsAtAnchor(chain);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && (status & ~X509ChainStatusFlags.NotTimeValid) != X509ChainStatusFlags.NoError && !isSound)
        {
            return (Errors.Connections.CertificateUntrusted, $"its certificate was not issued by {(details.Anchors is null ? "an authority that this machine trusts" : "the kubeconfig's certificate authority")} ({status})");
        }

        return status.HasFlag(X509ChainStatusFlags.NotTimeValid)
            ? (Errors.Connections.CertificateExpired, "its certificate, or the one that issued it, has expired or is not valid yet")
            : (Errors.Connections.CertificateWrongName, $"its certificate is not for {details.TlsServerName ?? details.Context.Server.IdnHost}");
    }

    private static string Moment(DateTimeOffset moment) => $"{moment.ToUniversalTime():yyyy-MM-dd HH:mm} UTC";

    private static UntrustedText NamesOf(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            return UntrustedText.Empty;
        }

        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var names = alternatives is null ? "" : string.Join(", ", alternatives.EnumerateDnsNames().Concat(alternatives.EnumerateIPAddresses().Select(address => address.ToString())).Take(8));
        return new($"subject {certificate.Subject}; names {names}; issuer {certificate.Issuer}; valid {Moment(new(certificate.NotBefore))} to {Moment(new(certificate.NotAfter))}");
    }
}
