using System.Text.RegularExpressions;
using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>Containers that run, and whose logs say what they lack.</summary>
public sealed partial class LogTroubles : IAnalyzer
{
    /// <summary>Programs that retry report a failure a few times and recover.</summary>
    private const int Often = 3;

    /// <summary>Lines without the failure after which it looks over.</summary>
    private const int Calm = 20;

    /// <summary>How far above the first failure its occasion may stand.</summary>
    private const int Shortly = 10;

    /// <summary>What keeps a program from its peers: everyday noise of running programs, unless it goes on.</summary>
    private static readonly string[] Retried = ["dns-failure", "certificate-trouble", "login-refused", "connection-refused", "connection-timeout", "missing-table", "rbac-denied",
        "protocol-mismatch", "cloud-denied", "database-lock", "missing-kind"];

    /// <summary>What servers say of their own clients, too: it counts when the pod is not well, or when it says little else.</summary>
    private static readonly string[] Everyday = ["connection-reset", "permission-denied", "bad-configuration", "missing-remote-object", "peer-rate-limit", "license-invalid"];

    /// <summary>What no program says in passing.</summary>
    private static readonly string[] Telling = ["too-many-connections", "certificate-expired", "disk-full", "heap-exhausted", "read-only-filesystem", "cluster-partition",
        "file-watch-limit", "too-many-files", "read-only-replica", "dns-loop"];

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from log in state.Logs
        let pod = state.Pods.FirstOrDefault(candidate => candidate.Key == log.Pod)
        where pod is not null && !log.IsPrevious && pod.Containers.All(container => container.Name != log.Container || container is { Waiting: null, Ended: null })
        from sign in log.Signs
        where Telling.Contains(sign.Cause, StringComparer.Ordinal) || (Retried.Contains(sign.Cause, StringComparer.Ordinal) && IsMoreThanNoise(sign, pod, log)) || (Everyday.Contains(sign.Cause, StringComparer.Ordinal) && (!pod.IsReady || sign.Count * 2 >= log.Lines.Count))
        group (pod, log, sign) by (pod.Workload, sign.Cause) into same
        select Describe(state, same.Key.Workload, [.. same.OrderByDescending(item => item.sign.Count)]);

    private static bool IsMoreThanNoise(LogSign sign, PodRecord pod, LogTail log) =>
        sign.Count >= (sign.Cause is "rbac-denied" ? Often - 1 : Often) || !pod.IsReady || sign.Count * 2 >= log.Lines.Count;

    private static Finding Describe(ClusterState state, ObjectKey workload, IReadOnlyList<(PodRecord Pod, LogTail Log, LogSign Sign)> same)
    {
        var (pod, log, sign) = same[0];
        var reach = sign.Peer is { } peer ? Reach.Judge(state, pod, peer, sign.Cause) : sign.Cause is "dns-failure" ? Reach.Dns(state, pod) : null;
        var calm = log.Lines.Count - 1 - sign.LastAt;
        return new()
        {
            Cause = reach?.Cause ?? sign.Cause,
            Layer = reach?.Cause is "network-policy" ? Layer.Supply : Layer.Pod,
            Severity = !pod.IsReady ? Severity.Broken : calm < Calm ? Severity.Degraded : Severity.Warning,
            Confidence = reach?.Confidence ?? Confidence.Likely,
            About = workload,
            What = $"{sign.Says}{(sign.Peer is { } host ? $": {Wording.Clean(host)}" : "")}; {sign.Count} of the last {log.Lines.Count} log lines {(sign.Count is 1 ? "says" : "say")} so{(calm < Calm ? "" : $", none of the {calm} lines since")}",
            Likely = reach?.Why ?? LogAdvice.For(sign, pod.Spec.Container(log.Container)),
            Evidence = [.. Lines(log, sign), .. reach?.Evidence is { } more ? new[] { new Evidence(more) } : [], .. Circumstances.Of(state, pod, log.Container, sign.Cause)],
            Affects = [.. same.Select(item => item.Pod.Key).Distinct(), .. reach?.Policy is { } policy ? new[] { policy } : []],
            DueTo = reach?.DueTo ?? (sign.Peer is { } outside ? [SharedPeers.Key(outside)] : []),
        };
    }

    private static IEnumerable<Evidence> Lines(LogTail log, LogSign sign)
    {
        var occasion = log.Lines.Skip(sign.FirstAt - Shortly).Take(Math.Min(Shortly, sign.FirstAt)).Where(line => line.Length <= 1_000 && Change().IsMatch(line)).TakeLast(3).ToArray();
        if (occasion.Length > 0)
        {
            yield return new("log, shortly before the first such line:", new(string.Join('\n', occasion.Select(line => Wording.Clean(line, 200))))) { IsLog = true };
        }

        if (sign.Count > 1 && sign.First != sign.Line)
        {
            yield return new("log, first such line: ", new(sign.First));
        }

        yield return new("log, last such line: ", new(sign.Line));
        if (LogTrend.In(log.Lines) is { } trend && trend.Last != sign.Line)
        {
            yield return new($"a figure in {trend.Count} log lines grew {trend.Growth:0} times, first and last: ", new($"{trend.First} … {trend.Last}"));
        }
    }

    /// <summary>What programs say when somebody changes something under them.</summary>
    [GeneratedRegex("""(?i)re-?load|config(uration)?\b.{0,40}(change|update|new|read|load)|settings? (changed|updated)|\((was|previously|formerly):? |deploy(ed|ing)|migrat(ed|ing|ion)|upgrad(ed|ing)|rotat(ed|ing)|fail-?over|new (leader|primary|master)|feature flag""", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Change();
}
