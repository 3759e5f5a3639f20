using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>The recorded clusters as contexts: no file names them, no credential opens them, and no address leads to them.</summary>
public sealed class RecordedWorld
{
    private readonly Dictionary<string, RecordedTransport> _transports = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    internal RecordedWorld(TimeProvider time)
    {
        _time = time;
        Contexts = new([.. Recording.Contexts.Order(StringComparer.Ordinal).Select(Details)], "production", [], [], []);
    }

    internal ClusterSnapshot Contexts { get; }

    /// <summary>UID of kube-system in the recorded development cluster, the one identity that may be opened here.</summary>
    public static string DevelopmentId => Recording.ClusterId("development");

    /// <summary>The world of one cluster; what changes in it changes for everybody who asks.</summary>
    internal HttpMessageHandler Transport(string context)
    {
        if (!_transports.TryGetValue(context, out var transport))
        {
            _transports[context] = transport = new(Recording.Embedded(context, _time.GetUtcNow()), _time);
        }

        return transport;
    }

    /// <summary>The names end in .invalid, which no resolver may ever answer (RFC 2606).</summary>
    private static ConnectionDetails Details(string context) => new()
    {
        Context = new()
        {
            Name = context, ClusterName = context, UserName = "recorded", Source = "the recording", Server = new($"https://{context}.recorded.invalid/"), Verified = true, CredentialKind = "nothing, it is recorded",
        },
    };
}
