using System.Collections.Frozen;

namespace SreMcp.Policy;

/// <summary>The right to send one request, once. Only an <see cref="ExecuteGrant"/> mints it, and only policy makes a grant.</summary>
public sealed class ExecutePermit
{
    internal static readonly HttpRequestOptionsKey<ExecutePermit> Option = new("sre-mcp.permit");

    private readonly RequestFingerprint _fingerprint;
    private readonly FrozenSet<Identity> _decidedOn;
    private readonly Action<RequestFingerprint>? _passed;
    private int _used;

    internal ExecutePermit(RequestFingerprint fingerprint, Decision decision, Action<RequestFingerprint>? passed = null)
    {
        _fingerprint = fingerprint;
        _decidedOn = decision.Target.Scopes.SelectMany(scope => scope.Identities).ToFrozenSet();
        _passed = passed;
        Operation = decision.Operation;
    }

    public Operation Operation { get; }

    /// <summary>Attaches the permit to the request it was minted for.</summary>
    public void AttachTo(HttpRequestMessage request) => request.Options.Set(Option, this);

    /// <summary>Uses the permit up, whatever the answer. False when it was used before, when the request is not the one it was minted for,
    /// or when what the request touches is not what was decided on.</summary>
    internal bool TryRedeem(RequestFingerprint fingerprint, IEnumerable<Identity> touched) =>
        Interlocked.Exchange(ref _used, 1) == 0 && _fingerprint == fingerprint && touched.All(_decidedOn.Contains);

    /// <summary>Told by the guard once the server answered.</summary>
    internal void Answered(bool successfully)
    {
        if (successfully)
        {
            _passed?.Invoke(_fingerprint);
        }
    }
}
