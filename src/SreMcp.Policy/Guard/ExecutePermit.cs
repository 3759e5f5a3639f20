namespace SreMcp.Policy;

/// <summary>The right to send one request, once. Only an <see cref="ExecuteGrant"/> mints it, and only policy makes a grant.</summary>
public sealed class ExecutePermit
{
    internal static readonly HttpRequestOptionsKey<ExecutePermit> Option = new("sre-mcp.permit");

    private readonly RequestFingerprint _fingerprint;
    private int _used;

    internal ExecutePermit(RequestFingerprint fingerprint, Operation operation)
    {
        _fingerprint = fingerprint;
        Operation = operation;
    }

    public Operation Operation { get; }

    /// <summary>Attaches the permit to the request it was minted for.</summary>
    public void AttachTo(HttpRequestMessage request) => request.Options.Set(Option, this);

    /// <summary>Uses the permit up. False when the request is not the one it was minted for, or when it was used before.</summary>
    internal bool TryRedeem(RequestFingerprint fingerprint) =>
        Interlocked.Exchange(ref _used, 1) == 0 && _fingerprint == fingerprint;
}

/// <summary>An allowed decision with its requirements met: one dry run and one real request.</summary>
public sealed class ExecuteGrant
{
    private readonly RecordedDecision _decision;
    private int _dryRuns = 1;
    private int _commits = 1;

    internal ExecuteGrant(RecordedDecision decision) => _decision = decision;

    /// <summary>The right to send the server-side dry run (<c>dryRun=All</c> in the query).</summary>
    public Task<ExecutePermit> DryRunAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!IsDryRun(request) || Interlocked.Decrement(ref _dryRuns) < 0)
        {
            throw new SreException(Errors.Guards.PermitRefused, $"No permit for this dry run of {_decision.Decision.Operation} on {_decision.Decision.Target}.");
        }

        return MintAsync(request, cancellationToken);
    }

    /// <summary>The right to send the change itself.</summary>
    public Task<ExecutePermit> CommitAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsDryRun(request) || Interlocked.Decrement(ref _commits) < 0)
        {
            throw new SreException(Errors.Guards.PermitRefused, $"No second permit for {_decision.Decision.Operation} on {_decision.Decision.Target}.");
        }

        return MintAsync(request, cancellationToken);
    }

    private async Task<ExecutePermit> MintAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var identity = request.RequestUri is { } uri ? $"authority:{uri.IdnHost.ToLowerInvariant().TrimEnd('.')}:{uri.Port}" : "";
        var authorities = _decision.Decision.Target.Scopes.SelectMany(scope => scope.Identities).Where(candidate => candidate.Value.StartsWith("authority:", StringComparison.Ordinal));
        if (!authorities.Any(authority => authority.Value == identity || authority.Value.StartsWith(identity + "/", StringComparison.Ordinal)))
        {
            throw new SreException(Errors.Guards.PermitRefused, $"The request does not go to {_decision.Decision.Target}, which the decision was about.");
        }

        return new(await RequestFingerprint.OfAsync(request, cancellationToken), _decision.Decision.Operation);
    }

    private static bool IsDryRun(HttpRequestMessage request) =>
        request.RequestUri?.Query.TrimStart('?').Split('&').Contains("dryRun=All", StringComparer.Ordinal) == true;
}
