using SreMcp.Calls;
using SreMcp.Policy;

namespace SreMcp.Doctor;

/// <summary>Turns what a context gave into what is reported. The decision to read it stands in the audit chain, as for every tool.</summary>
internal static class ContextReports
{
    public static ContextReport Of(SeenContext seen, Session session)
    {
        var context = seen.Context;
        var classification = session.Gate.Decide(Operations.KubernetesRead, seen.Target).Decision.Classification;
        string Clean(string text) => session.Redactor.CleanLine(new(text), 300);
        return new()
        {
            Name = Clean(context.Name),
            Current = context.Name == session.Clusters.CurrentContext,
            Environment = classification.Environment.Name(),
            Opened = classification.IsOpened && !classification.Environment.IsClosed(),
            Evidence = [.. classification.Evidence.Select(evidence => new EvidenceReport(evidence.Votes.Name(), Clean(evidence.Because), evidence.Source.ToString())).Distinct()],
            Server = context.Server.GetLeftPart(UriPartial.Path),
            ClusterId = seen.Target.Cluster.ClusterId,
            Credential = new(Clean(context.CredentialKind), context.UserName.Length > 0 ? Clean(context.UserName) : null, context.CredentialSource is { } source ? Clean(source) : null, context.Impersonates),
            Answer = seen.Answer.Says is { } says ? seen.Answer with { Says = Clean(says) } : seen.Answer,
            Writing = Writing(seen, Clean),
        };
    }

    private static WritingReport Writing(SeenContext seen, Func<string, string> clean) => seen switch
    {
        { Writing: { } rights } => new(
            rights.Could switch { true => "yes", false => "no", null => "unknown" },
            [.. rights.Examples.Select(clean)],
            rights.More,
            rights.NamespacesAsked,
            rights.Namespaces,
            rights switch
            {
                { Could: not null } => null,
                { IsIncomplete: true } => "the cluster's authorizer does not list its rules; none of the changes that were asked about one by one is allowed",
                { Namespaces: null } => "nothing in its own namespace; it may not list the others",
                _ => $"nothing in {rights.NamespacesAsked} of {rights.Namespaces} namespaces; the others were not asked about",
            }),
        { Unreviewed: { } refused } => new("unknown", [], Says: clean($"{refused.Code} {refused.What}")),
        _ => new("unknown", [], Says: "it was not asked"),
    };
}
