namespace SreMcp.Findings;

/// <summary>Certificates that have ended or soon will.</summary>
public sealed class Certificates : IAnalyzer
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        var kept = (state.Certificates ?? []).Select(certificate => (certificate.Secret, certificate.Expires, Hosts: Wording.Names(certificate.Hosts.Select(host => Wording.Clean(host, 100)), 3)));
        var issued = state.Reports.Where(report => report is { Group: "cert-manager.io", Expires: not null } && (state.Certificates ?? []).All(certificate => certificate.Secret != new ObjectKey("Secret", report.Key.Namespace, report.Names ?? "")))
            .Select(report => (report.Key, Expires: report.Expires!.Value, Hosts: ""));
        return
            from certificate in kept.Concat(issued)
            where certificate.Expires - state.Now < Soon
            let isOver = certificate.Expires <= state.Now
            select new Finding
            {
                Cause = isOver ? "certificate-expired" : "certificate-expires",
                Layer = Layer.Supply,
                Severity = isOver ? Severity.Broken : Severity.Warning,
                About = certificate.Item1,
                What = $"its certificate {(isOver ? "ended" : "ends")} {certificate.Expires:yyyy-MM-dd HH:mm} UTC{(certificate.Hosts.Length > 0 ? $" ({certificate.Hosts})" : "")}",
            };
    }
}
