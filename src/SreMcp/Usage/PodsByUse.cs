using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Findings;

namespace SreMcp.Usage;

/// <summary>Answers «which pods use more than 80 % of their memory limit»: containers, worst first.</summary>
internal static class PodsByUse
{
    public static async Task<Answer> ReadAsync(UsageQuestion question, Call call)
    {
        var reading = await UsageReading.ReadAsync(question, question.Namespace, withTeams: false, call);
        if (!reading.Measured.IsKnown)
        {
            return WorkloadsBySize.AddSettings(reading.AddRemarks(Answer.Of($"{reading.Place}, by what is set:")), WorkloadContainer.Of(reading.Pods), question.Limit);
        }

        var all = reading.Pods.SelectMany(pod => pod.Containers.Select(container => (Pod: pod, Container: container, Share: container.Share(question.Measure)))).ToArray();
        var hits = all.Where(one => one.Share is { } share && (question.Above is not { } above || share * 100 > above)).OrderByDescending(one => one.Share).ThenBy(one => one.Pod.Name, StringComparer.Ordinal).ToArray();
        var measure = UsageWords.Name(question.Measure);
        var answer = new Answer().Say(question.Above is { } percent
            ? $"{hits.Length} of {all.Length} containers in {reading.Place} use more than {percent} % of their {measure}; {reading.Measured.How}"
            : $"{all.Length} containers in {reading.Place}, closest to their {measure} first; {reading.Measured.How}");
        reading.AddRemarks(answer);
        AddTable(answer, hits, question);
        return AddRest(answer, all, measure);
    }

    private static void AddTable(Answer answer, (PodUsage Pod, ContainerUsage Container, decimal? Share)[] hits, UsageQuestion question)
    {
        var table = new TextTable("USE", "NAMESPACE", "POD", "CONTAINER", "MEMORY", "REQUEST/LIMIT", "CPU", "REQUEST/LIMIT", "NODE", "LAST-END");
        foreach (var (pod, container, share) in hits.Take(question.Limit))
        {
            table.Add(
                UsageWords.Percent(share), pod.Namespace, pod.Name, container.Name,
                UsageWords.Bytes(container.Memory), UsageWords.Pair(container.Set.MemoryRequest, container.Set.MemoryLimit, UsageWords.Bytes),
                UsageWords.Cores(container.Cpu), UsageWords.Pair(container.Set.CpuRequest, container.Set.CpuLimit, UsageWords.Cores),
                pod.Node, container.WasKilledForMemory ? "OOMKilled" : "");
        }

        if (table.Count > 0)
        {
            answer.Table(table);
        }

        if (hits.Length > question.Limit)
        {
            answer.Say($"{hits.Length - question.Limit} more; raise limit or name a namespace.");
        }
    }

    private static Answer AddRest(Answer answer, (PodUsage Pod, ContainerUsage Container, decimal? Share)[] all, string measure)
    {
        var unmeasured = all.Count(one => one.Container.Memory is null && one.Container.Cpu is null);
        var unset = all.Count(one => one.Share is null) - unmeasured;
        var rest = new[] { unset > 0 ? $"{unset} containers set no {measure}" : "", unmeasured > 0 ? $"{unmeasured} were not measured" : "" }.Where(text => text.Length > 0).ToArray();
        return rest.Length is 0 ? answer : answer.Say($"Not judged: {string.Join("; ", rest)}.");
    }
}
