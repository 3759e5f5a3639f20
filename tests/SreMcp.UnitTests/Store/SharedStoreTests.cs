using SreMcp.Policy;
using SreMcp.Store;

namespace SreMcp.UnitTests.Stores;

public sealed class SharedStoreTests : IDisposable
{
    private readonly TemporaryStore _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Never_forks_the_chain_when_processes_append_at_once(int processes)
    {
        const int Rounds = 40;
        WriterProcess[] writers = [.. Enumerable.Range(0, processes).Select(_ => new WriterProcess(_store.Folder, Rounds))];
        var codes = await Task.WhenAll(writers.Select(writer => writer.EndAsync(TestContext.Current.CancellationToken)));

        Assert.All(codes, code => Assert.Equal(0, code));
        var report = _store.Chain.Verify();
        Assert.True(report.Holds);
        Assert.Equal(processes * Rounds, report.Rows);
        Assert.Single(writers.SelectMany(writer => writer.Acknowledged("key")).Distinct());
        Assert.Equal(Environment.Staging, _store.Classes.StrictestSeen(new("shared"))!.Environment);
        foreach (var writer in writers)
        {
            writer.Dispose();
        }
    }

    [Fact]
    public async Task Keeps_every_acknowledged_row_when_killed()
    {
        const int Lanes = 4;
        const int KillsPerLane = 52;
        var lanes = Enumerable.Range(0, Lanes).Select(lane => KillAgainAndAgainAsync(lane, KillsPerLane, TestContext.Current.CancellationToken));
        var acknowledged = (await Task.WhenAll(lanes)).SelectMany(lane => lane).ToList();

        var report = _store.Chain.Verify();
        Assert.Empty(report.Breaks);
        var (decisions, begun, ended) = Kept();
        Assert.True(acknowledged.Count > Lanes * KillsPerLane);
        Assert.All(acknowledged, row => Assert.Contains(row.Id, row.Kind switch { "chain" => decisions, "begun" => begun, _ => ended }));
        TestContext.Current.SendDiagnosticMessage($"{Lanes * KillsPerLane} kills, {acknowledged.Count} acknowledged rows, {report.Rows} rows in the chain");
    }

    private async Task<List<(string Kind, string Id)>> KillAgainAndAgainAsync(int lane, int kills, CancellationToken cancellationToken)
    {
        Random random = new(lane);
        List<(string, string)> acknowledged = [];
        for (var kill = 0; kill < kills; kill++)
        {
            using WriterProcess writer = new(_store.Folder, rounds: 0);
            await writer.KillAfterAsync(lines: 1 + random.Next(6), TimeSpan.FromMilliseconds(random.Next(30)), cancellationToken);
            string[] kinds = ["chain", "begun", "ended"];
            acknowledged.AddRange(kinds.SelectMany(kind => writer.Acknowledged(kind).Where(id => id.Length == TimeOrderedId.Length).Select(id => (kind, id))));
        }

        return acknowledged;
    }

    private (HashSet<string> Decisions, HashSet<string> Begun, HashSet<string> Ended) Kept() => _store.Store.Read(connection => (
        connection.Query("SELECT decision FROM chain", row => row.GetString(0)).ToHashSet(),
        connection.Query("SELECT id FROM journal", row => row.GetString(0)).ToHashSet(),
        connection.Query("SELECT id FROM journal WHERE outcome = 'ok'", row => row.GetString(0)).ToHashSet()));
}
