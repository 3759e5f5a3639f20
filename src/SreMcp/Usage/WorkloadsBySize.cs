using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Tools;

namespace SreMcp.Usage;

/// <summary>Answers «is it sized right»: advice with its figures, and for one workload what the others like it set.</summary>
internal static class WorkloadsBySize
{
    public static async Task<Answer> ReadAsync(UsageQuestion question, Call call)
    {
        var reading = await UsageReading.ReadAsync(question, question.Namespace, withTeams: false, call);
        var containers = WorkloadContainer.Of(reading.Pods);
        if (!reading.Measured.IsKnown)
        {
            return AddSettings(reading.AddRemarks(Answer.Of($"{reading.Place}, by what is set:")), containers, question.Limit);
        }

        var advice = RightSizing.Of(containers, SizingBasis.Over(reading.Measured.Window));
        var answer = new Answer().Say($"{advice.Count} pieces of advice on {containers.Select(container => container.Workload).Distinct().Count()} workloads in {reading.Place}; {reading.Measured.How}");
        return AddAdvice(reading.AddRemarks(answer), advice, reading.Measured.Window, question.Limit);
    }

    public static async Task<Answer> ReadOneAsync(UsageQuestion question, string workload, Call call)
    {
        var space = question.Namespace ?? call.Session.Open(question.Context).Connection.Context.Namespace ?? "default";
        var reading = await UsageReading.ReadWidelyAsync(question, space, call);
        var containers = WorkloadContainer.Of(reading.Pods);
        var asked = Find(workload, space, containers, call.Session.Redactor);
        WorkloadContainer[] own = [.. containers.Where(container => container.Workload == asked)];
        var answer = new Answer().Say($"{TextCleaner.OneLine(asked.ToString(), 300)} of {reading.Place}, {own.Max(container => container.Pods)} pods; {reading.Measured.How}");
        reading.AddRemarks(answer);
        AddSettings(answer, own, question.Limit);
        AddAdvice(answer, RightSizing.Of(own, SizingBasis.Over(reading.Measured.Window)), reading.Measured.Window, question.Limit);
        AddPeers(answer, asked, containers, question.Limit);
        return reading.Narrowed is { } narrowed ? answer.Say(narrowed) : answer;
    }

    /// <summary>What is set and used, without advice.</summary>
    public static Answer AddSettings(Answer answer, IReadOnlyList<WorkloadContainer> containers, int limit)
    {
        // Of a moment the mean over the pods, of a longer time what the pods stay below 95 % of it.
        var usual = containers.Any(container => container.UsualMemory is not null || container.UsualCpu is not null) ? "p95" : "mean";
        var table = new TextTable("WORKLOAD", "CONTAINER", "PODS", $"MEMORY-USE {usual}/peak", "REQUEST/LIMIT", $"CPU-USE {usual}/peak", "REQUEST/LIMIT", "KILLED");
        foreach (var container in containers.OrderByDescending(container => container.MemoryPeak ?? 0).ThenByDescending(container => container.Set.MemoryLimit ?? 0).Take(limit))
        {
            table.Add(
                container.Workload.ToString(), container.Container, $"{container.Pods}",
                container.MemoryMean is null ? "" : $"{UsageWords.Bytes(container.UsualMemory ?? container.MemoryMean)}/{UsageWords.Bytes(container.MemoryPeak)}", UsageWords.Pair(container.Set.MemoryRequest, container.Set.MemoryLimit, UsageWords.Bytes),
                container.CpuMean is null ? "" : $"{UsageWords.Cores(container.UsualCpu ?? container.CpuMean)}/{UsageWords.Cores(container.CpuPeak)}", UsageWords.Pair(container.Set.CpuRequest, container.Set.CpuLimit, UsageWords.Cores),
                container.Killed > 0 ? $"{container.Killed} of {container.Pods}" : "");
        }

        if (table.Count > 0)
        {
            answer.Table(table);
        }

        return containers.Count > limit ? answer.Say($"{containers.Count - limit} more containers; raise limit or name a namespace.") : answer;
    }

    private static Answer AddAdvice(Answer answer, IReadOnlyList<SizingAdvice> advice, TimeSpan? window, int limit)
    {
        if (advice.Count is 0)
        {
            return answer.Say("Nothing deserves a change by these figures.");
        }

        var table = new TextTable("RISK", "WORKLOAD", "CONTAINER", "FIELD", "NOW", "ADVISED", "WHY") { Limit = 160 };
        foreach (var one in advice.Take(limit))
        {
            table.Add(one.Weight.ToString().ToLowerInvariant(), one.Container.Workload.ToString(), one.Container.Container, one.Field, one.Now ?? "(not set)", one.Advised, one.Why);
        }

        answer.Table(table);
        if (advice.Count > limit)
        {
            answer.Say($"{advice.Count - limit} more pieces of advice; raise limit or name a namespace.");
        }

        return answer.Say(window is { } time
            ? $"Peaks of the pods that run now, over {Age.Of(time)}: what comes less often, and pods that are gone, are not in them."
            : "One moment is no peak: before lowering anything, look at a week of it (since=7d where Prometheus is configured).");
    }

    private static void AddPeers(Answer answer, MeasuredWorkload asked, IReadOnlyList<WorkloadContainer> containers, int limit)
    {
        var peers = Peers.Of(asked, containers);
        WorkloadContainer[] others = [.. peers.All.Where(container => container.Workload != asked)];
        if (others.Length is 0)
        {
            answer.Say($"There are no other workloads {peers.Criterion}.");
            return;
        }

        answer.Say($"What the others {peers.Criterion} set:");
        AddSettings(answer, others, Math.Min(limit, 15));
        string[] medians =
        [
            .. new[]
            {
                ("requests.memory", UsageWords.Bytes(peers.Median(asked, set => set.MemoryRequest))), ("limits.memory", UsageWords.Bytes(peers.Median(asked, set => set.MemoryLimit))),
                ("requests.cpu", UsageWords.Cores(peers.Median(asked, set => set.CpuRequest))), ("limits.cpu", UsageWords.Cores(peers.Median(asked, set => set.CpuLimit))),
            }.Where(median => median.Item2 is not "-").Select(median => $"{median.Item1} {median.Item2}"),
        ];
        if (medians.Length > 0)
        {
            answer.Say($"Median of those that set it: {string.Join(", ", medians)}.");
        }
    }

    private static MeasuredWorkload Find(string text, string space, IReadOnlyList<WorkloadContainer> containers, Redactor redactor)
    {
        var (kind, name) = text.LastIndexOf('/') is > 0 and var slash ? (text[..slash], text[(slash + 1)..]) : ("", text);
        MeasuredWorkload[] named = [.. containers.Select(container => container.Workload).Where(workload => workload.Namespace == space && workload.Name == name).Distinct()];
        var kinds = new[] { ("deploy", "Deployment"), ("sts", "StatefulSet"), ("ds", "DaemonSet"), ("po", "Pod") };
        var wanted = kinds.FirstOrDefault(pair => pair.Item1.Equals(kind, StringComparison.OrdinalIgnoreCase)).Item2 ?? kind;
        return named.FirstOrDefault(workload => wanted.Length is 0 || workload.Kind.Equals(wanted, StringComparison.OrdinalIgnoreCase) || $"{workload.Kind}s".Equals(wanted, StringComparison.OrdinalIgnoreCase)) is { Name: not null } found
            ? found
            : throw new SreException(
                Errors.Usage.NoPods, $"No running pod of namespace {TextCleaner.OneLine(space, 63)} belongs to {TextCleaner.OneLine(redactor.RedactValue("workload", text), 120)}.",
                Spelling.Nearest(name, containers.Select(container => container.Workload).Where(workload => workload.Namespace == space).Select(workload => workload.Name)) is { } nearest ? $"Did you mean {TextCleaner.OneLine(nearest, 100)}?" : null);
    }
}
