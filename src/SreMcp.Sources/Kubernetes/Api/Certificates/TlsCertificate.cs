using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The public part of a TLS Secret: until when it is good, and for which names. The key beside it is never looked at.</summary>
/// <param name="Hosts">DNS names that it is for; the subject's when it names none.</param>
public sealed record TlsCertificate(string Namespace, string Name, DateTimeOffset Expires, IReadOnlyList<string> Hosts)
{
    private const string Label = "CERTIFICATE";
    private const int MostHosts = 20;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512 };

    /// <summary>Null for a Secret whose certificate cannot be read.</summary>
    internal static TlsCertificate? Of(ReadOnlyMemory<byte> secret)
    {
        using var item = JsonDocument.Parse(secret, Options);
        var root = item.RootElement;
        if (root.At("data", "tls.crt") is not { ValueKind: JsonValueKind.String } value || !value.TryGetBytesFromBase64(out var pem))
        {
            return null;
        }

        try
        {
            // The first of a chain is the server's own.
            var text = Encoding.ASCII.GetString(pem);
            if (!PemEncoding.TryFind(text, out var found) || !text.AsSpan()[found.Label].SequenceEqual(Label))
            {
                return null;
            }

            using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text[found.Base64Data]));
            return new(root.TextAt("metadata", "namespace") ?? "", root.TextAt("metadata", "name") ?? "", new DateTimeOffset(certificate.NotAfter), HostsOf(certificate));
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static string[] HostsOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames()).Take(MostHosts).ToArray() is { Length: > 0 } hosts
            ? hosts
            : [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)];
}
