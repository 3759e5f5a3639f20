using System.Text;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>A token that something else rotates in a file, such as a projected service account token.</summary>
internal sealed class TokenFileCredential(BearerTokenFile source, string? workspace, Redactor redactor, TimeProvider time) : Credential
{
    /// <summary>How often the file is looked at, at most.</summary>
    public static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private PresentedCredential? _current;
    private FileStamp _stamp;
    private long _looked;

    public override ValueTask<PresentedCredential> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_current is null || time.GetElapsedTime(_looked) >= LooksEvery)
            {
                Look();
            }

            return ValueTask.FromResult(_current!);
        }
    }

    public override ValueTask<bool> RenewAsync(PresentedCredential refused, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _stamp = default;
            Look();
            return ValueTask.FromResult(_current?.Header?.Parameter != refused.Header?.Parameter);
        }
    }

    private void Look()
    {
        _looked = time.GetTimestamp();
        var stamp = FileStamp.Of(source.Path);
        if (_current is not null && stamp == _stamp)
        {
            return;
        }

        try
        {
            _current = PresentedCredential.OfToken(Read());
            _stamp = stamp;
        }
        catch (SreException) when (_current is not null || source.Fallback is not null)
        {
            // A file that is being replaced comes back; until then the last token counts, as in kubectl.
            _current ??= PresentedCredential.OfToken(source.Fallback!);
        }
    }

    private string Read()
    {
        var token = Encoding.UTF8.GetString(new OperatorFiles(workspace).Read(source.Path)).Trim();
        redactor.Learn(token);
        return token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? token
            : throw new SreException(Errors.Connections.CredentialUnusable, $"The token file {source.Path} does not hold a token.");
    }
}
