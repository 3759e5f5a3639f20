using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;

namespace SreMcp.Sources.Kubernetes;

/// <summary>What is shown to the server: a header, a client certificate, or neither.</summary>
internal sealed record PresentedCredential(AuthenticationHeaderValue? Header, SslStreamCertificateContext? Certificate)
{
    public static PresentedCredential Nothing { get; } = new(null, null);

    public static PresentedCredential OfToken(string token) => new(new("Bearer", token), null);

    public override string ToString() => "credential";
}

/// <summary>Gives the credential for each request.</summary>
internal abstract class Credential : IDisposable
{
    /// <exception cref="SreMcp.Policy.SreException">SRE03xx when there is none to give.</exception>
    public abstract ValueTask<PresentedCredential> GetAsync(CancellationToken cancellationToken);

    /// <summary>Called when the server did not accept <paramref name="refused"/>. True when another one is at hand now.</summary>
    public virtual ValueTask<bool> RenewAsync(PresentedCredential refused, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>A token, a password or nothing, as the kubeconfig says.</summary>
internal sealed class FixedCredential(PresentedCredential credential) : Credential
{
    public static FixedCredential OfPassword(BasicPassword basic) =>
        new(new(new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.User}:{basic.Password}"))), null));

    public override ValueTask<PresentedCredential> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(credential);
}
