#pragma warning disable CA2000 // the certificate context lives as long as the connection, which has no say in when TLS is done with it
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Makes PEM certificates and keys usable for TLS.</summary>
internal static class ClientCertificates
{
    /// <summary>Says whether they can be used, without building the chain: that reads every root of this machine, and most contexts are never connected to.</summary>
    /// <inheritdoc cref="Open"/>
    public static void Check(ClientKeyPair pair, string owner) => Read(pair, owner, static (_, _) => true);

    /// <param name="owner">Whose it is, for the error: <c>user admin in /home/…/config</c>.</param>
    /// <exception cref="SreException">SRE0308 when they are broken or do not belong together, SRE0309 for an encrypted key.</exception>
    public static SslStreamCertificateContext Open(ClientKeyPair pair, string owner) => Read(pair, owner, static (paired, chain) =>
    {
        // Windows' TLS takes no key that lives in memory only.
        var usable = OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(paired.Export(X509ContentType.Pkcs12), password: null) : new X509Certificate2(paired);
        return SslStreamCertificateContext.Create(usable, chain, offline: true);
    });

    private static T Read<T>(ClientKeyPair pair, string owner, Func<X509Certificate2, X509Certificate2Collection, T> use)
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
            return use(paired, chain);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new SreException(Errors.Connections.CertificateUnusable, $"The client certificate and key of {owner} are broken or do not belong together.");
        }
    }
}
