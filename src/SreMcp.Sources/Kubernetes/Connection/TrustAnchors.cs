using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The certificates of a kubeconfig's CA bundle: the only ones that a server's certificate may lead to.</summary>
internal sealed class TrustAnchors
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2Collection _certificates;

    private TrustAnchors(X509Certificate2Collection certificates, string digest)
    {
        _certificates = certificates;
        Digest = digest;
    }

    /// <summary>The certificates alone, without whatever else the bundle held.</summary>
    public string Pem => _certificates.ExportCertificatePems();

    /// <summary>SHA-256 of the one certificate's DER form, or of the sorted digests of several, in lower-case hexadecimal.</summary>
    public string Digest { get; }

    /// <summary>Reads one or more PEM certificates; null when there is none in it or one is broken.</summary>
    public static TrustAnchors? OfPem(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }

        string[] digests = [.. certificates.Select(certificate => Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span))).Distinct().Order(StringComparer.Ordinal)];
        return digests switch
        {
            [] => null,
            [var only] => new(certificates, only),
            _ => new(certificates, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', digests))))),
        };
    }

    public X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new(ServerAuthentication));
        policy.CustomTrustStore.AddRange(_certificates);
        policy.ExtraStore.AddRange(_certificates);
        return policy;
    }

    /// <summary>True when the chain is sound up to one of the anchors that is not a root: kubectl trusts such bundles too, chains do not end there.</summary>
    public bool EndsAtAnchor(X509Chain chain)
    {
        foreach (var element in chain.ChainElements)
        {
            var errors = element.ChainElementStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
            if ((errors & ~(X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) != X509ChainStatusFlags.NoError)
            {
                return false;
            }

            if (_certificates.Any(anchor => anchor.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)))
            {
                return true;
            }
        }

        return false;
    }
}
