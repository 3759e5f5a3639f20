using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>What controllers report about their own objects: Argo CD, Flux, cert-manager, External Secrets, gateways, aggregated APIs.</summary>
public sealed class Reports : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public IEnumerable<Finding> Analyze(ClusterState state) => state.Reports.Where(report => !report.IsSuspended).Select(report => Of(state, report)).OfType<Finding>();

    private static Finding? Of(ClusterState state, ReportRecord report)
    {
        var bad = report.Conditions.FirstOrDefault(condition => IsBad(condition));
        if (report.Group is "apiregistration.k8s.io")
        {
            return bad is null ? null : Finding(report, "api-unavailable", "does not answer: whatever uses this API fails", bad.Since, bad.Message) with { Layer = Layer.Cluster, Severity = Severity.Broken };
        }

        if (report.Group is "argoproj.io")
        {
            return Argo(report);
        }

        return bad is not null && (bad.Status is "False" or "True" ? state.Now - (bad.Since ?? DateTimeOffset.MinValue) > Patience || bad.Status is "True" || IsFinal(bad.Reason) : false)
            ? Finding(report, Cause(report), $"is not {(bad.Type is "Ready" or "Available" or "Healthy" ? "ready" : Wording.Clean(bad.Type, 40))}: {Wording.Clean(bad.Reason, 80)}", bad.Since, bad.Message)
            : null;
    }

    private static Finding? Argo(ReportRecord report)
    {
        var failed = report.Conditions.FirstOrDefault(condition => condition.Type.EndsWith("Error", StringComparison.Ordinal));
        return failed is not null ? Finding(report, "argocd-error", $"Argo CD reports {Wording.Clean(failed.Type, 60)}", failed.Since, failed.Message)
            : report.Health is "Degraded" or "Missing" ? Finding(report, "argocd-unhealthy", $"Argo CD calls it {report.Health}{(report.Sync is "OutOfSync" ? " and OutOfSync" : "")}", null, report.Message)
            : report.Sync is "OutOfSync" ? Finding(report, "argocd-out-of-sync", "differs from Git (OutOfSync)", null, report.Message) with { Severity = Severity.Warning }
            : null;
    }

    private static string Cause(ReportRecord report) => report.Group switch
    {
        "cert-manager.io" => report.Key.Kind is "Certificate" ? "certificate-not-issued" : "issuer-not-ready",
        var group when group.EndsWith("fluxcd.io", StringComparison.Ordinal) => "flux-failing",
        "external-secrets.io" => "external-secret-failing",
        "gateway.networking.k8s.io" => "gateway-not-ready",
        _ => "controller-reports-failure",
    };

    private static bool IsBad(Condition condition) =>
        (condition.Status is "False" && condition.Type is "Ready" or "Available" or "Healthy" or "Accepted" or "Programmed" or "ResolvedRefs") || (condition.Status is "True" && condition.Type is "Stalled");

    private static bool IsFinal(string? reason) => reason is not null && (reason.Contains("Fail", StringComparison.OrdinalIgnoreCase) || reason.Contains("Error", StringComparison.OrdinalIgnoreCase) || reason.Contains("NotFound", StringComparison.Ordinal));

    /// <summary>What others draw on lies under them: issuers and sources under all, and what makes a Secret under the pods that wait for it.</summary>
    private static Layer LayerOf(ReportRecord report) => report.Key.Kind switch
    {
        "Issuer" or "ClusterIssuer" or "GitRepository" or "HelmRepository" => Layer.Cluster,
        _ when report.Names is not null => Layer.Supply,
        _ => Layer.Edge,
    };

    private static Finding Finding(ReportRecord report, string cause, string what, DateTimeOffset? since, UntrustedText said) => new()
    {
        Cause = cause, Layer = LayerOf(report), Severity = Severity.Degraded, About = report.Key, What = what, Since = since,
        Affects = report.Names is { } secret ? [new("Secret", report.Key.Namespace, secret)] : [],
        DueTo = [.. report.Source is { } source ? new[] { source } : [], .. report.Unwell],
        Evidence = said.IsEmpty ? [] : [new("controller: ", said)],
    };
}
