using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Tools;

namespace SreMcp.Rollouts;

/// <summary>What the cluster reported about some objects after a moment, by reason, warnings first.</summary>
internal static class FollowingEvents
{
    private const int MostRead = 20_000;
    private const int MostShown = 12;

    /// <summary>Clocks of controllers and of the API server differ by seconds.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <param name="what">What began at that moment, for the heading.</param>
    public static async Task AddAsync(Answer answer, Cluster cluster, string @namespace, DateTimeOffset since, OwnObjects own, string what, Call call)
    {
        List<Seen> events = [];
        try
        {
            var resource = await cluster.ResolveAsync("v1/Event", call.Ended);
            await foreach (var item in cluster.ObjectsAsync(resource, new ListOptions { Namespace = @namespace, Limit = MostRead }, call.Ended))
            {
                if (Of(item) is { } seen && seen.Last >= since - Slack && own.Include(seen.Kind, seen.Name))
                {
                    events.Add(seen);
                }
            }
        }
        catch (SreException unseen) when (unseen.Code == Errors.Answers.Forbidden)
        {
            answer.Say($"Events not seen: {unseen.What} {unseen.Next}");
            return;
        }

        AddTable(answer, events, what, call.Session.Time.GetUtcNow());
    }

    private static void AddTable(Answer answer, List<Seen> events, string what, DateTimeOffset now)
    {
        if (events.Count is 0)
        {
            answer.Say($"No events since {what} are kept (most clusters keep them for an hour).");
            return;
        }

        Seen[][] groups = [.. events.GroupBy(seen => (seen.Type, seen.Reason, seen.Kind)).Select(group => group.OrderByDescending(seen => seen.Last).ToArray())
            .OrderBy(group => group[0].Type is "Warning" ? 0 : 1).ThenByDescending(group => group.Sum(seen => seen.Count))];
        var table = new TextTable("TYPE", "REASON", "OBJECTS", "TIMES", "FIRST", "LAST", "THE-LAST-ONE-SAYS") { Limit = 200 };
        foreach (var group in groups.Take(MostShown))
        {
            var names = group.Select(seen => seen.Name).Distinct(StringComparer.Ordinal).ToArray();
            table.Add(
                group[0].Type, group[0].Reason, names.Length is 1 ? $"{group[0].Kind}/{names[0]}" : $"{names.Length} {group[0].Kind}s", $"{group.Sum(seen => seen.Count)}",
                Age.Of(now - group.Min(seen => seen.First)), Age.Of(now - group[0].Last), group[0].Message);
        }

        answer.Say($"Events since {what}:").Table(table);
        if (groups.Length > MostShown)
        {
            answer.Say($"{groups.Length - MostShown} more reasons; read_kubernetes kind=events lists them.");
        }
    }

    /// <summary>Both generations of events: counted ones, and those that say a time and a series.</summary>
    private static Seen? Of(KubernetesObject item) =>
        (item.Moment("series", "lastObservedTime") ?? item.Moment("lastTimestamp") ?? item.Moment("eventTime") ?? item.Created) is { } last
            ? new(
                item.Text("type") ?? "Normal", item.Text("reason") ?? "", item.Text("involvedObject", "kind") ?? "", item.Text("involvedObject", "name") ?? "",
                item.Moment("firstTimestamp") ?? item.Moment("eventTime") ?? last, last, item.Number("series", "count") ?? item.Number("count") ?? 1, item.Text("message") ?? "")
            : null;

    private sealed record Seen(string Type, string Reason, string Kind, string Name, DateTimeOffset First, DateTimeOffset Last, long Count, string Message);
}
