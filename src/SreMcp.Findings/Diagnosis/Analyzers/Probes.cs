using System.Text.RegularExpressions;
using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>Probes that fail, that ask at a port where nobody listens, or that kill what is only slow to start.</summary>
public sealed partial class Probes : IAnalyzer
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from pod in state.Pods
        where pod.IsActive && (pod.Phase is "Running" || pod.Containers.Any(container => container is { IsInit: true, IsRunning: true })) && (!pod.IsReady || pod.Containers.Any(container => container.Restarts > 0))
        from report in state.EventsOf(pod.Key)
        where report.Reason is "Unhealthy" or "ProbeWarning" && IsCurrent(state, pod, report)
        let which = Which(report.Message.ForAnalysis())
        where which is not null
        group (pod, report, which) by pod.Workload into failing
        select Describe(state, failing.Key, [.. failing.OrderBy(item => item.which is "Readiness").ThenByDescending(item => item.report.Last)]);

    /// <summary>Old words of a probe about a pod that is well since say nothing; a pod that a program's crash takes down is no matter of its probe.</summary>
    private static bool IsCurrent(ClusterState state, PodRecord pod, EventRecord report) =>
        (pod.IsReady ? state.Now - (report.Last ?? state.Now) < Recent : !(pod.ReadySince > report.Last))
        && !pod.Containers.Any(container => container is { Latest.Code: not 0 } && container.Waiting is "CrashLoopBackOff" && !ProbeKills.Explain(state, pod, container));

    private static Finding Describe(ClusterState state, ObjectKey workload, IReadOnlyList<(PodRecord Pod, EventRecord Report, string? Which)> failing)
    {
        var (pod, report, which) = failing[0];
        var container = Container(pod, report, which!);
        var probe = which switch { "Liveness" => container?.Liveness, "Startup" => container?.Startup, _ => container?.Readiness };
        var pods = failing.Select(item => item.Pod.Key).Distinct().ToArray();
        var restarts = failing.Select(item => item.Pod).Distinct().Sum(item => item.Containers.Sum(state => state.Restarts));
        var sign = SignIn(state, pod, container);
        var reach = sign is { Peer: { } peer } ? Reach.Judge(state, pod, peer, sign.Cause) : null;
        var verdict = Judge(which!, probe, container, pod, report.Message.ForAnalysis());
        return new()
        {
            Cause = verdict.Cause,
            Layer = Layer.Pod,
            Severity = state.PodsOf(workload).Any(candidate => candidate.IsReady) ? Severity.Broken : Severity.Down,
            Confidence = verdict.Confidence,
            About = workload,
            What = $"{which!.ToLowerInvariant()} probe ({(object?)probe ?? "not in the present template"}) fails on {Wording.Share(pods.Length, Math.Max(pods.Length, state.PodsOf(workload).Count(candidate => candidate.IsActive)))}{(which is "Readiness" ? "" : $" and restarts the container{(restarts > 0 ? $", {Wording.Count(restarts, "restart")}" : "")}")}: {verdict.Why}",
            Since = failing.Min(item => item.Report.First),
            Evidence = [new($"event Unhealthy, {Wording.Count(failing.Sum(item => item.Report.Count), "time")}: ", report.Message), .. sign is null ? [] : new[] { new Evidence($"log, {sign.Says}: ", new(sign.Line)) }],
            Likely = reach?.Why ?? (sign is not null && verdict.Confidence is not Confidence.Sure ? LogAdvice.For(sign, container) : null) ?? verdict.Likely,
            Affects = pods,
            DueTo = reach?.DueTo ?? (sign is { Peer: { } host } ? [SharedPeers.Key(host)] : []),
        };
    }

    private static LogSign? SignIn(ClusterState state, PodRecord pod, ContainerSpec? container) =>
        container is not null && state.LogOf(pod.Key, container.Name) is { } log && log.Signs is [var sign, ..] ? sign : null;

    private static (string Cause, string Why, string? Likely, Confidence Confidence) Judge(string which, ProbeSpec? probe, ContainerSpec? container, PodRecord pod, string said)
    {
        var declared = pod.Spec.Containers.Where(spec => !spec.IsInit || spec.IsSidecar).SelectMany(spec => spec.Ports).ToArray();
        var ports = Wording.Names(declared.Select(port => port.Number.ToString()), 6);
        var isRefused = said.Contains("connection refused", StringComparison.OrdinalIgnoreCase);

        // Whoever answers with a status listens.
        if (probe?.Port is { } port && !StatusCode().IsMatch(said) && Mismatch(said) is null && declared.Length > 0 && container is not null && declared.All(candidate => candidate.Number.ToString() != port && candidate.Name != port))
        {
            return ("probe-port", $"nothing listens at port {Wording.Clean(port, 20)}; the pod declares {ports}", $"the probe asks at the wrong port: {port} instead of {ports}", isRefused ? Confidence.Sure : Confidence.Likely);
        }

        if (isRefused)
        {
            var isSlow = which is "Liveness" && container?.Startup is null && pod.Containers.Any(state => state.Latest?.Ran < TimeSpan.FromMinutes(3));
            return ("probe-refused", $"nothing listens at port {Wording.Clean(probe?.Port, 20)}", isSlow ? "the program listens elsewhere, or needs longer to start than the probe waits: add a startupProbe"
                : which is "Startup" && probe is not null ? $"the program listens elsewhere, or needs longer to start than the {probe.InitialDelay + (probe.Period * probe.FailureThreshold)} s that the probe gives it: raise failureThreshold" : "the program listens at another port or only on localhost, or hangs before it listens", Confidence.Likely);
        }

        if (Mismatch(said) is { } mismatch)
        {
            return mismatch;
        }

        return StatusCode().Match(said) is { Success: true } code
            ? ("probe-status", $"HTTP {code.Groups["code"].Value}", code.Groups["code"].Value switch
            {
                "404" => $"the path {Wording.Clean(probe?.Path, 80)} does not exist",
                "401" or "403" => "the path wants a login",
                _ => "the program itself reports that it is not well, or a dependency of it",
            }, Confidence.Likely)
            : IsTimeout(said)
                ? ("probe-timeout", $"no answer within {probe?.Timeout ?? 1} s", $"{(container?.CpuLimit is { } limit ? $"the program is short of CPU (its limit is {Quantity.Cores(limit)}, so it is throttled above that)" : "the program hangs or is short of CPU")}, or the probe's timeout is too short", Confidence.Likely)
                : ("probe-failing", "it does not pass", null, Confidence.Likely);
    }

    /// <summary>The probe itself cannot work, however well the program is.</summary>
    private static (string Cause, string Why, string? Likely, Confidence Confidence)? Mismatch(string said) => said switch
    {
        _ when Has(said, "executable file not found") || (Has(said, "exec failed") && Has(said, "no such file")) || Has(said, ": not found") => ("probe-command", "its command does not exist in the image", "install the tool in the image, or probe by HTTP or TCP", Confidence.Sure),
        _ when Has(said, "exec failed") && Has(said, "permission denied") => ("probe-command", "its command may not be executed", null, Confidence.Sure),
        _ when Has(said, "HTTP response to HTTPS client") || Has(said, "malformed HTTP response") || Has(said, "HTTP request to an HTTPS") || Has(said, "first record does not look like a TLS") => ("probe-scheme", "one side speaks TLS and the other does not", "set the probe's scheme to what the server speaks at that port", Confidence.Sure),
        _ when Has(said, "NOT_SERVING") => ("probe-status", "the gRPC service reports NOT_SERVING", "the program itself reports that it is not well, or a dependency of it", Confidence.Likely),
        _ when Has(said, "no such host") => ("probe-host", "the host that it names does not resolve", "leave the probe's host out: it then asks the pod", Confidence.Sure),
        _ => null,
    };

    private static bool Has(string said, string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static bool IsTimeout(string said) =>
        said.Contains("timeout", StringComparison.OrdinalIgnoreCase) || said.Contains("deadline exceeded", StringComparison.OrdinalIgnoreCase) || said.Contains("timed out", StringComparison.OrdinalIgnoreCase);

    private static ContainerSpec? Container(PodRecord pod, EventRecord report, string which)
    {
        var candidates = pod.Spec.Containers.Where(spec => which switch { "Liveness" => spec.Liveness, "Startup" => spec.Startup, _ => spec.Readiness } is not null).ToArray();
        return candidates.FirstOrDefault(spec => spec.Name == report.Container) ?? (candidates.Length > 0 ? candidates[0] : null);
    }

    private static string? Which(string said) =>
        said.StartsWith("Liveness", StringComparison.OrdinalIgnoreCase) ? "Liveness"
        : said.StartsWith("Readiness", StringComparison.OrdinalIgnoreCase) ? "Readiness"
        : said.StartsWith("Startup", StringComparison.OrdinalIgnoreCase) ? "Startup"
        : null;

    [GeneratedRegex("""statuscode: (?<code>\d{3})""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex StatusCode();
}
