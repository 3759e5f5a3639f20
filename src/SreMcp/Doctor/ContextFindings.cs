using SreMcp.Policy;

namespace SreMcp.Doctor;

/// <summary>What is wrong or worth knowing about one context.</summary>
internal static class ContextFindings
{
    /// <summary>Unknown counts as production.</summary>
    public static bool CouldWriteToProduction(ContextReport report) => report.Writing.State is "yes" && IsClosed(report);

    public static IEnumerable<Finding> Of(SeenContext seen, ContextReport report, Redactor redactor)
    {
        var about = $"context {report.Name}";
        if (seen.Failure is { } failure)
        {
            var said = failure.Remote.IsEmpty ? "" : $" The other side said: «{redactor.CleanLine(failure.Remote, UntrustedText.ErrorBodyLimit)}»";
            yield return new(Severity.Problem, failure.Code.Code, about, $"{redactor.Redact(failure.What)}{said}", redactor.Redact(failure.Next));
        }

        if (CouldWriteToProduction(report))
        {
            var more = report.Writing.More > 0 ? $" and {report.Writing.More} more" : "";
            yield return new(
                Severity.Problem,
                Errors.Commands.CouldWrite.Code,
                about,
                $"Its credential ({report.Credential.Kind}) could write to {(report.Environment is "production" ? "production" : "what counts as production, since nothing says what it is")}: {string.Join("; ", report.Writing.Examples)}{more}. sre-mcp refuses that; a shell with the same kubeconfig would not.",
                "Give agents the identity printed below, which can only read, or another one like it.");
        }
        else if (report is { Writing: { State: "unknown", Says: { } says }, Answer.State: "yes" } && IsClosed(report))
        {
            yield return new(Severity.Note, null, about, $"Whether its credential could write is not known: {says}.", null);
        }

        if (!seen.Context.Verified && seen.Context.Problem is null)
        {
            yield return new(Severity.Note, null, about, "Nothing proves who answers there: the kubeconfig skips the check of the certificate or uses plain http. It stays unknown, and closed.", "Name the certificate authority in the kubeconfig.");
        }

        if (seen is { Answer.State: "yes", Target.Cluster.ClusterId: null })
        {
            yield return new(Severity.Note, null, about, "The cluster's id (the UID of the namespace kube-system) cannot be read with this credential, so it counts as unknown.", "Allow it to get the namespace kube-system.");
        }
    }

    private static bool IsClosed(ContextReport report) => report.Environment is "production" or "unknown";
}
