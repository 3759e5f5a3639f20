using SreMcp.Usage;

namespace SreMcp.UnitTests.Prometheus;

public sealed class UseQueriesTests
{
    [Fact]
    public void Asks_for_this_moment()
    {
        var queries = Over(null);
        Assert.Equal("""max by (pod) (container_memory_working_set_bytes{namespace="a\"b"})""", queries.Memory);
        Assert.Equal("""max by (pod) (rate(container_cpu_usage_seconds_total{namespace="a\"b"}[300s]))""", queries.Cpu);
    }

    [Fact]
    public void Asks_for_peaks_and_what_is_usual()
    {
        var queries = Over(TimeSpan.FromHours(24));
        Assert.Equal("""max by (pod) (max_over_time(container_memory_working_set_bytes{namespace="a\"b"}[86400s]))""", queries.Memory);
        Assert.Equal("""max by (pod) (max_over_time(rate(container_cpu_usage_seconds_total{namespace="a\"b"}[300s])[86400s:300s]))""", queries.Cpu);
        Assert.Equal("""max by (pod) (quantile_over_time(0.95, container_memory_working_set_bytes{namespace="a\"b"}[86400s]))""", queries.UsualMemory);
        Assert.Equal("""max by (pod) (quantile_over_time(0.95, rate(container_cpu_usage_seconds_total{namespace="a\"b"}[300s])[86400s:300s]))""", queries.UsualCpu);
    }

    /// <summary>No second of a longer time is left out, and no question makes the server look more than 600 times.</summary>
    [Theory]
    [InlineData(1, 300, 60)]
    [InlineData(576, 300, 60)]
    [InlineData(600, 300, 300)]
    [InlineData(2880, 300, 300)]
    [InlineData(10080, 1080, 1080)]
    [InlineData(43200, 4500, 4500)]
    public void Looks_less_often_over_a_longer_time(int minutes, int averaged, int step)
    {
        var queries = Over(TimeSpan.FromMinutes(minutes));
        Assert.Contains($"[{averaged}s])[{minutes * 60}s:{step}s]", queries.Cpu, StringComparison.Ordinal);
        Assert.Equal(averaged, queries.Averaged.TotalSeconds);
        Assert.InRange(minutes * 60 / step, 0, 600);
    }

    private static UseQueries Over(TimeSpan? since) => new("pod", [new("namespace", "a\"b")], since);
}
