using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Doctor;

/// <summary>What one context gave: everything but its class, which is judged once all have answered.</summary>
internal sealed record SeenContext(KubernetesContext Context, KubernetesTarget Target, AnswerReport Answer, WritingRights? Writing, SreException? Failure, SreException? Unreviewed);

/// <summary>Asks one context who it is and what its credential may do, in bounded time. Nothing is tried out.</summary>
internal sealed class ContextCheck(Session session, TimeSpan patience)
{
    public async Task<SeenContext> SeeAsync(KubernetesContext context, CancellationToken ended)
    {
        if (session.Find(context, out var unusable) is not { } cluster)
        {
            var unseen = new KubernetesTarget { Context = context.Name, Cluster = new(context.Server, context.CertificateAuthority, ClusterId: null, context.Verified), Aliases = context.Aliases };
            return new(context, unseen, No(unusable!), null, unusable, null);
        }

        var atRest = cluster.TargetAtRest(null, null, null);
        if (session.Policy.Decide(Operations.KubernetesRead, atRest, session.Classify(atRest)) is { Verdict: Verdict.Deny } denied)
        {
            return new(context, atRest, new("not-asked", Says: $"policy denies reading it: {denied.RuleId} {denied.Source}"), null, null, null);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ended);
        limit.CancelAfter(patience);
        var start = session.Time.GetTimestamp();
        var target = atRest;
        try
        {
            target = await cluster.IdentifyAsync(null, null, null, limit.Token).WaitAsync(limit.Token);
            var took = (long)session.Time.GetElapsedTime(start).TotalMilliseconds;
            return await ReviewAsync(context, target, cluster, took, limit.Token);
        }
        catch (SreException failure)
        {
            return new(context, target, No(failure), null, failure, null);
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            var late = new SreException(Errors.Answers.TimedOut, $"{TextCleaner.OneLine(context.Name, 120)} did not answer within {patience.TotalSeconds:0} s.", "Check the VPN, the credential plugin and the API server.");
            return new(context, target, No(late), null, late, null);
        }
    }

    private static async Task<SeenContext> ReviewAsync(KubernetesContext context, KubernetesTarget target, Cluster cluster, long took, CancellationToken limit)
    {
        try
        {
            var rights = await new RightsReview(cluster.Connection).ReadAsync(limit).WaitAsync(limit);
            return new(context, target, new("yes", took), rights, null, null);
        }
        catch (SreException refused) when (refused.Code != Errors.Answers.Unauthorized && refused.Code.Code.StartsWith("SRE04", StringComparison.Ordinal))
        {
            return new(context, target, new("yes", took), null, null, refused);
        }
    }

    private static AnswerReport No(SreException failure) => new("no", Code: failure.Code.Code, Says: failure.What);
}
