using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings.Logs;

/// <summary>Runs while no other test does: what is measured is the memory of the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class LogPatternsMemoryTests
{
    [Fact]
    public void Memory_stays_flat_on_hostile_lines()
    {
        var patterns = new LogPatterns();
        var random = new Random(7);
        var line = new byte[2000];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var index = 0; index < 60_000; index++)
        {
            random.NextBytes(line);
            patterns.Add(line.AsSpan(0, random.Next(line.Length)), at: null);
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(60_000, patterns.Summarise().Lines);
        Assert.True(grown < 40_000_000, $"{grown} bytes");
    }
}
