using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Listings;

/// <summary>Reads an event of core/v1 or events.k8s.io: either API serves what was written through the other, with its own names.</summary>
internal static class EventReading
{
    public static bool IsEvent(ApiResource resource) => resource.Plural is "events" && resource.Group is "" or "events.k8s.io";

    public static SeenEvent Of(KubernetesObject item)
    {
        var about = item.Resource.Group.Length is 0 ? "involvedObject" : "regarding";
        return new()
        {
            Namespace = item.Text(about, "namespace") ?? (item.Text(about, "kind") is "Node" or "PersistentVolume" or "Namespace" ? null : item.Namespace),
            Kind = item.Text(about, "kind") ?? "",
            Name = item.Text(about, "name") ?? item.Name,
            Reason = item.Text("reason") ?? "",
            IsWarning = item.Text("type") is "Warning",
            Count = Math.Max(1, Largest(item.Number("series", "count"), item.Number("count"), item.Number("deprecatedCount"))),
            First = item.Moment("firstTimestamp") ?? item.Moment("deprecatedFirstTimestamp") ?? item.Moment("eventTime") ?? item.Created,
            Last = Latest(item.Moment("series", "lastObservedTime"), item.Moment("lastTimestamp"), item.Moment("deprecatedLastTimestamp"), item.Moment("eventTime")) ?? item.Created,
            Message = new(item.Text("message") ?? item.Text("note")),
        };
    }

    private static long Largest(params ReadOnlySpan<long?> counts)
    {
        var largest = 0L;
        foreach (var count in counts)
        {
            largest = Math.Max(largest, count ?? 0);
        }

        return largest;
    }

    private static DateTimeOffset? Latest(params ReadOnlySpan<DateTimeOffset?> moments)
    {
        DateTimeOffset? latest = null;
        foreach (var moment in moments)
        {
            latest = latest is null || moment > latest ? moment ?? latest : latest;
        }

        return latest;
    }
}
