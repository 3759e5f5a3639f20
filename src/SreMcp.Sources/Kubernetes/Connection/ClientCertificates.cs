#pragma warning disable CA2000 // the certificate context lives as long as the connection, which has no say in when TLS is done with it
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Makes PEM certificates and keys usable for TLS.</summary>
internal static class ClientCertificates
{
    /// <param name="owner">Whose it is, for the error: <c>user admin in /home/…/config</c>.</param>
    /// <exception cref="SreException">SRE0308 when they are broken or do not belong together, SRE0309 for an encrypted key.</exception>
    public static SslStreamCertificateContext Open(ClientKeyPair pair, string owner)
    {
        if (pair.KeyPem.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new SreException(Errors.Connections.KeyEncrypted, $"The client key of {owner} is encrypted.");
        }

        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(pair.CertificatePem);
            using var paired = X509Certificate2.CreateFromPem(pair.CertificatePem, pair.KeyPem);

            // Windows' TLS takes no key that lives in memory only.
            var usable = OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(paired.Export(X509ContentType.Pkcs12), password: null) : new X509Certificate2(paired);
            return SslStreamCertificateContext.Create(usable, chain, offline: true);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new SreException(Errors.Connections.CertificateUnusable, $"The client certificate and key of {owner} are broken or do not belong together.");
        }
    }
}
