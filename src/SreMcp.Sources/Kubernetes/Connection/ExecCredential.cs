using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>A credential that a plugin makes: asked once, kept until shortly before it expires, asked again when the server refuses it.</summary>
internal sealed class ExecCredential(ConnectionDetails details, ExecPlugin plugin, ExecPluginLocator locator, Redactor redactor, TimeProvider time) : Credential
{
    /// <summary>How long before its end a credential is no longer used.</summary>
    public static readonly TimeSpan Reserve = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1, 1);
    private (PresentedCredential Credential, DateTimeOffset? Expires)? _kept;

    public override async ValueTask<PresentedCredential> GetAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return _kept is { } kept && (kept.Expires is not { } end || time.GetUtcNow() < end - Reserve) ? kept.Credential : await AskAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public override async ValueTask<bool> RenewAsync(PresentedCredential refused, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // Another request may have renewed it while this one waited.
            if (ReferenceEquals(_kept?.Credential, refused))
            {
                await AskAsync(cancellationToken);
            }

            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    private async Task<PresentedCredential> AskAsync(CancellationToken cancellationToken)
    {
        var run = new ExecPluginProcess(plugin, locator.Find(plugin), redactor, time);
        var output = await run.AnswerAsync(ExecCredentialMessage.Ask(details, plugin), cancellationToken);
        if (ExecCredentialMessage.Read(output, plugin, out var problem) is not { } answer)
        {
            throw new SreException(Errors.Connections.PluginFailed, $"The exec credential plugin {TextCleaner.OneLine(plugin.Command, 100)} gave no credential: {problem}.");
        }

        foreach (var secret in new[] { answer.Token, answer.Certificate?.KeyPem }.OfType<string>())
        {
            redactor.Learn(secret);
        }

        var presented = new PresentedCredential(
            answer.Token is { } token ? new("Bearer", token) : null,
            answer.Certificate is { } pair ? ClientCertificates.Open(pair, $"exec plugin {Path.GetFileName(plugin.Command)}") : null);
        _kept = (presented, answer.Expires);
        return presented;
    }
}
