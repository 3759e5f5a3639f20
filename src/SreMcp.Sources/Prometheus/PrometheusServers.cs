#pragma warning disable CA2000 // a server owns its credential
using System.Text;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Sources.Prometheus;

/// <summary>Every Prometheus that an operator named, and the connections to those that were asked.</summary>
/// <remarks>Nothing is read or connected before the first question.</remarks>
public sealed class PrometheusServers : IDisposable
{
    private readonly PrometheusSettings _settings;
    private readonly KnownProduction _known;
    private readonly Redactor _redactor;
    private readonly TimeProvider _time;
    private readonly Surroundings _surroundings;
    private readonly Dictionary<string, PrometheusServer> _open = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public PrometheusServers(PrometheusSettings settings, KnownProduction known, Redactor redactor, TimeProvider time)
        : this(settings, known, redactor, time, Surroundings.OfProcess())
    {
    }

    internal PrometheusServers(PrometheusSettings settings, KnownProduction known, Redactor redactor, TimeProvider time, Surroundings surroundings)
    {
        _settings = settings;
        _known = known;
        _redactor = redactor;
        _time = time;
        _surroundings = surroundings;
    }

    /// <summary>The Prometheus of a context; null when none is configured.</summary>
    /// <param name="context">By its exact name.</param>
    /// <exception cref="SreException">SRE03xx when its certificate authority or token cannot be used.</exception>
    public PrometheusServer? Find(string context)
    {
        if (_settings.Endpoints.FirstOrDefault(endpoint => endpoint.Context == context) is not { } endpoint)
        {
            return null;
        }

        lock (_lock)
        {
            return _open.TryGetValue(context, out var server) ? server : _open[context] = Open(endpoint);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var server in _open.Values)
            {
                server.Dispose();
            }

            _open.Clear();
        }
    }

    private PrometheusServer Open(PrometheusEndpoint endpoint)
    {
        var anchors = endpoint.CertificateAuthorityFile is not { } file ? null
            : TrustAnchors.OfPem(Encoding.UTF8.GetString(new OperatorFiles(_settings.Workspace).Read(file)))
                ?? throw new SreException(Errors.Connections.CertificateUnusable, $"{file} holds no readable PEM certificate.");
        var details = new ConnectionDetails
        {
            Context = new() { Name = endpoint.Context, Source = "sre-mcp.yaml", Server = endpoint.Server, Verified = endpoint.Server.Scheme == Uri.UriSchemeHttps },
            Anchors = anchors,
        };
        return new(endpoint, details, CredentialOf(endpoint), EnvironmentProxy.For(details.Context, _surroundings), _settings, _known, _redactor, _time);
    }

    private Credential CredentialOf(PrometheusEndpoint endpoint)
    {
        switch (endpoint.Token)
        {
            case null:
                return new FixedCredential(PresentedCredential.Nothing);
            case { File: { } file }:
                return new TokenFileCredential(new(file, Fallback: null), _settings.Workspace, _redactor, _time);
            case { Variable: { } name } when _surroundings.Variable(name) is { Length: > 0 } token:
                _redactor.Learn(token);
                return new FixedCredential(PresentedCredential.OfToken(token));
            default:
                throw new SreException(
                    Errors.Connections.CredentialUnusable, $"The token of the Prometheus of context {TextCleaner.OneLine(endpoint.Context, 100)} is to be in the variable {TextCleaner.OneLine(endpoint.Token.Variable, 100)}, which is not set.",
                    "Set it for the process that starts sre-mcp, or name a file.");
        }
    }
}
