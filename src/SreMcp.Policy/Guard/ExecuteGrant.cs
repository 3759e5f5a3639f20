namespace SreMcp.Policy;

/// <summary>An allowed decision with its requirements met: one dry run and one real request.</summary>
/// <remarks>Where the decision requires a dry run, the grant itself sees to it: the change is let through only when the very same
/// request passed as a dry run before.</remarks>
public sealed class ExecuteGrant
{
    private readonly RecordedDecision _decision;
    private RequestFingerprint? _rehearsed;
    private int _dryRunTaken;
    private int _commitTaken;

    internal ExecuteGrant(RecordedDecision decision) => _decision = decision;

    /// <summary>The right to send the server-side dry run (<c>dryRun=All</c> in the query, and in the options that a deletion carries as its body).</summary>
    /// <exception cref="SreException">SRE0702 when the request is not plainly a dry run, goes elsewhere, or the grant was used for one before.</exception>
    public async Task<ExecutePermit> DryRunAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isDryRun = await Rehearsal.OfAsync(request, cancellationToken) is Rehearsal.Kind.DryRun;
        if (!isDryRun || Interlocked.Exchange(ref _dryRunTaken, 1) == 1)
        {
            throw Refused(isDryRun ? "was dry-run before under this grant" : "is not plainly a dry run");
        }

        var fingerprint = await BoundAsync(request, cancellationToken);
        return new(fingerprint, _decision.Decision, passed => Interlocked.CompareExchange(ref _rehearsed, passed, null));
    }

    /// <summary>The right to send the change itself.</summary>
    /// <exception cref="SreException">SRE0702 when the request speaks of a dry run, goes elsewhere, was not dry-run as it had to be, or the grant was used before.</exception>
    public async Task<ExecutePermit> CommitAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (await Rehearsal.OfAsync(request, cancellationToken) is not Rehearsal.Kind.None)
        {
            throw Refused("speaks of a dry run and is not one");
        }

        var fingerprint = await BoundAsync(request, cancellationToken);
        if (_decision.Decision.Requirements.Any(requirement => requirement.Kind is RequirementKind.DryRun)
            && (Volatile.Read(ref _rehearsed) is not { } rehearsed || !Rehearsal.IsOf(rehearsed, fingerprint)))
        {
            throw Refused("has to pass as a dry run first, with the same content");
        }

        if (Interlocked.Exchange(ref _commitTaken, 1) == 1)
        {
            throw Refused("was sent before under this grant");
        }

        return new(fingerprint, _decision.Decision);
    }

    /// <summary>The fingerprint of a request that goes below one of the addresses that the decision names.</summary>
    private async Task<RequestFingerprint> BoundAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fingerprint = await RequestFingerprint.OfAsync(request, cancellationToken);
        var place = Identity.Authority(request.RequestUri!).Value;
        var isBound = _decision.Decision.Target.Scopes.SelectMany(scope => scope.Identities)
            .Any(identity => identity.Value.StartsWith("authority:", StringComparison.Ordinal) && place.StartsWith(identity.Value + "/", StringComparison.Ordinal));
        return isBound ? fingerprint : throw Refused("goes to another place than the decision was about");
    }

    private SreException Refused(string why) =>
        new(Errors.Guards.PermitRefused, $"No permit: the request for {_decision.Decision.Operation} on {_decision.Decision.Target} {why}.");
}
