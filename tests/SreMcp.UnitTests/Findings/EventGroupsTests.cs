using System.Globalization;
using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

public sealed class EventGroupsTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-20T20:00:00Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("api-6c5f8d4b7-x2x9z", "api")]
    [InlineData("coredns-558bd4d5db-7k2lm", "coredns")]
    [InlineData("node-exporter-x7k2p", "node-exporter")]
    [InlineData("backup-28391040-kx2lz", "backup")]
    [InlineData("db-0", "db")]
    [InlineData("cache-0", null)]
    [InlineData("web", null)]
    [InlineData("web-frontend", null)]
    [InlineData("payments-audit", null)]
    [InlineData("-x", null)]
    public void Knows_whose_pod_it_is_by_its_name(string pod, string? family) => Assert.Equal(family, PodFamily.Of(pod, new HashSet<string>(StringComparer.Ordinal) { "db" }));

    [Fact]
    public void Sums_up_over_the_pods_of_a_workload_with_the_first_and_the_last_time_and_the_latest_message()
    {
        var groups = Groups(
            Seen("api-6c5f8d4b7-x2x9z", "BackOff", 9, 10, 40, "older"),
            Seen("api-6c5f8d4b7-l2x9z", "BackOff", 3, 5, 50, "newest"),
            Seen("api-7d9f54bc8-kkkkk", "BackOff", 1, 20, 30, "old"));

        var group = Assert.Single(groups);
        Assert.Equal(("api-*", 3, 13L, Start.AddMinutes(5), Start.AddMinutes(50), "newest"), (group.Name, group.Objects, group.Count, group.First, group.Last, group.Message.ForAnalysis()));
    }

    [Fact]
    public void Puts_warnings_first_and_then_what_happened_last()
    {
        var groups = Groups(
            Seen("a", "Pulled", 900, 0, 59, "", isWarning: false),
            Seen("b", "Failed", 1, 0, 10, ""),
            Seen("c", "BackOff", 1, 0, 20, ""));

        Assert.Equal(["BackOff", "Failed", "Pulled"], groups.Select(group => group.Reason));
    }

    [Fact]
    public void Keeps_apart_reasons_kinds_namespaces_and_pods_that_stand_alone()
    {
        var groups = Groups(
            Seen("web", "Failed", 1, 0, 1, ""),
            Seen("web", "BackOff", 1, 0, 1, ""),
            Seen("web", "Failed", 1, 0, 1, "") with { Namespace = "other" },
            Seen("web", "Failed", 1, 0, 1, "") with { Kind = "Deployment" },
            Seen("web-x2x9z", "Failed", 1, 0, 1, ""));

        Assert.Equal(5, groups.Count);
        Assert.All(groups, group => Assert.Equal(1, group.Objects));
        Assert.Contains(groups, group => group.Name == "web-x2x9z");
    }

    private static IReadOnlyList<EventGroup> Groups(params SeenEvent[] events)
    {
        var groups = new EventGroups(_ => new HashSet<string>(StringComparer.Ordinal));
        Array.ForEach(events, groups.Add);
        return groups.All();
    }

    private static SeenEvent Seen(string name, string reason, long count, int first, int last, string message, bool isWarning = true) => new()
    {
        Namespace = "payments",
        Kind = "Pod",
        Name = name,
        Reason = reason,
        IsWarning = isWarning,
        Count = count,
        First = Start.AddMinutes(first),
        Last = Start.AddMinutes(last),
        Message = new(message),
    };
}
