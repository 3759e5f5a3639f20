using SreMcp.Sources.Prometheus;
using SreMcp.UnitTests.Findings.Logs;
using SreMcp.UnitTests.Kubernetes.Api;

namespace SreMcp.UnitTests.Prometheus;

[Collection(nameof(Alone))]
public sealed class ResultReaderMemoryTests
{
    [Fact]
    public async Task Holds_one_sample_and_not_the_answer()
    {
        var stream = new EndlessStream("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}""", """,{"metric":{"namespace":"shop","pod":"api","container":"main"},"value":[1,"2"]}""");
        using var reader = new ResultReader(stream);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var count = 0; count < 100_000; count++)
        {
            Assert.True(await reader.MoveNextAsync(TestContext.Current.CancellationToken));
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 2 << 20);
    }
}
