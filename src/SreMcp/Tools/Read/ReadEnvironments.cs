using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Tools.Read;

/// <summary>Answers «where am I, and what may happen there»: every context with its class, why, and how an operator would open it.</summary>
internal sealed class ReadEnvironments() : ReadTool("read_environments")
{
    private const int ShownFailures = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    public override string Says => "Every kubeconfig context with its environment, why it is classed so, whether it answers, and how an operator would open it. Name context for one in detail.";

    public override IReadOnlyList<Parameter> Parameters { get; } = [Common.Context];

    protected override async Task<Answer> ReadAsync(Arguments input, Call call)
    {
        if (input.Find(Common.Context) is { } one)
        {
            return await DetailAsync(call.Session.FindContext(one), call);
        }

        var contexts = call.Session.VisibleContexts;
        if (contexts.Count is 0)
        {
            // The source words it best: which files were looked for.
            _ = call.Session.Clusters.Context(null);
        }

        var seen = await Task.WhenAll(contexts.Select(context => SeeAsync(context, call)));
        var table = new TextTable("CONTEXT", "ENVIRONMENT", "EXECUTE", "CLUSTER", "WHY");
        foreach (var view in seen.OrderBy(view => view.Classification.Environment).ThenBy(view => view.Context.Name, StringComparer.Ordinal))
        {
            table.Add(
                view.Context.Name,
                view.Classification.Environment.Name(),
                IsOpen(view.Classification) ? "opened" : "closed",
                view.Id is { Length: > 8 } id ? id[..8] : view.Id ?? view.Failure?.Code.Code ?? "unreadable",
                view.Failure is { } failure && view.Classification.Evidence.Count is 0 ? failure.What : Refusal.Because(view.Classification));
        }

        var current = contexts.FirstOrDefault(context => context.Name == call.Session.Clusters.CurrentContext)?.Name ?? "(none)";
        var answer = new Answer().Say($"{contexts.Count} contexts, current {TextCleaner.OneLine(current, 120)}").Table(table);
        foreach (var failure in seen.Select(view => view.Failure).OfType<SreException>().Take(ShownFailures))
        {
            answer.Say($"Does not answer: {failure.Code} {failure.What}");
        }

        foreach (var notice in call.Session.Clusters.Notices.Concat(call.Session.Policy.Notices).Concat(call.Session.Configuration.Notices))
        {
            answer.Say($"Note: {notice}");
        }

        return answer.Say("Everything can be read and generated for; execute_* works only on opened ones. How to open one: read_environments context=NAME.");
    }

    private static async Task<Answer> DetailAsync(KubernetesContext context, Call call)
    {
        var view = await SeeAsync(context, call);
        var answer = new Answer()
            .Say($"{TextCleaner.OneLine(context.Name, 120)}: {view.Classification.Environment.Name()}, {(IsOpen(view.Classification) ? "opened for execute_* as rules allow" : "closed for execute_*")}")
            .Say($"Server {context.Server.GetLeftPart(UriPartial.Path)}, from {context.Source}, signs in by {context.CredentialKind}")
            .Say($"Cluster id (UID of kube-system): {view.Id ?? "unreadable"}; CA SHA-256: {context.CertificateAuthority ?? "none in the kubeconfig"}");
        if (context.Aliases.Where(alias => !call.Session.Configuration.Kubernetes.IsHidden(alias)).ToArray() is { Length: > 0 } aliases)
        {
            answer.Say($"The same server or CA as {TextCleaner.OneLine(string.Join(", ", aliases), 300)}: they share the strictest class.");
        }

        foreach (var evidence in view.Classification.Evidence)
        {
            answer.Say($"  {evidence.Votes.Name()}: {evidence.Because}   {evidence.Source}");
        }

        if (view.Failure is { } failure)
        {
            answer.Say($"It does not answer: {failure.Code} {failure.What}").Say($"Next: {failure.Next}");
        }

        if (IsOpen(view.Classification))
        {
            return answer.Say($"What rules allow there: read_policy operation=kubernetes.restart target={TextCleaner.OneLine(context.Name, 120)}/NAMESPACE/Deployment/NAME");
        }

        var explained = call.Session.Policy.Decide(Operations.KubernetesRestart, view.Target, view.Classification);
        return explained.HowToOpen is { } open ? answer.Say($"To open it: {open}")
            : explained.Verdict is Verdict.Deny ? answer.Say("Nothing can open it: production stays closed; people execute there after review.")
            : answer;
    }

    private static bool IsOpen(Classification classification) => classification.IsOpened && !classification.Environment.IsClosed();

    private sealed record View(KubernetesContext Context, KubernetesTarget Target, Classification Classification, string? Id, SreException? Failure);

    private static async Task<View> SeeAsync(KubernetesContext context, Call call)
    {
        call.Ended.ThrowIfCancellationRequested();
        var cluster = call.Session.Find(context, out var unusable);
        if (cluster is null)
        {
            var unseen = new KubernetesTarget { Context = context.Name, Cluster = new(context.Server, context.CertificateAuthority, ClusterId: null, context.Verified), Aliases = context.Aliases };
            return new(context, unseen, call.Decide(Operations.KubernetesRead, unseen).Decision.Classification, null, unusable);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(call.Ended);
        patience.CancelAfter(Patience);
        SreException? failure = null;
        var target = cluster.TargetAtRest(null, null, null);
        try
        {
            target = await cluster.IdentifyAsync(null, null, null, patience.Token);
        }
        catch (SreException unreachable)
        {
            failure = unreachable;
        }
        catch (OperationCanceledException) when (!call.Ended.IsCancellationRequested)
        {
            failure = new(Errors.Arguments.TimedOut, $"{TextCleaner.OneLine(context.Name, 120)} did not answer within {Patience.TotalSeconds:0} s.");
        }

        return new(context, target, call.Decide(Operations.KubernetesRead, target).Decision.Classification, target.Cluster.ClusterId, failure);
    }
}
