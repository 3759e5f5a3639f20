using SreMcp.Policy;
using SreMcp.Store;

namespace SreMcp.UnitTests.Stores;

public sealed class KeptThingsTests : IDisposable
{
    private readonly Clock _clock = new();
    private readonly TemporaryStore _store;

    public KeptThingsTests() => _store = new(clock: _clock);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Shows_a_call_that_never_ended_as_interrupted()
    {
        var done = _store.Journal.Begin(new("read_kubernetes", OperationClass.Read, """{"kind":"Pod"}"""));
        _store.Journal.Decide(done, "dev/api", Environment.Development, "D1");
        _store.Journal.Complete(done, new("ok", 1234, Before: "replicas 3"));
        _store.Journal.Begin(new("execute_rollout", OperationClass.Execute, "{}"));

        var rows = _store.Journal.List(new()).Rows;

        Assert.Equal(["interrupted", "ok"], rows.Select(row => row.Outcome));
        Assert.Equal(("development", "D1", 1234L, "dev/api"), (rows[1].Environment, rows[1].DecisionId, rows[1].Characters, rows[1].Target.Line(20)));
        Assert.Equal(done, Assert.Single(_store.Journal.List(new(Text: "REPLICAS 3")).Rows).Id);
        Assert.Single(_store.Journal.List(new(Outcome: "interrupted")).Rows);
        Assert.Single(_store.Journal.List(new(Tool: "read_kubernetes", Target: "API")).Rows);
        Assert.Empty(_store.Journal.List(new(Since: _clock.GetUtcNow().AddSeconds(1))).Rows);
    }

    [Fact]
    public void Remembers_the_strictest_class_and_never_loosens_it()
    {
        Identity cluster = new("kubernetes:cluster:1");
        Environment[] seen = [Environment.Sandbox, Environment.Staging, Environment.Development, Environment.Unknown, Environment.Production, Environment.Sandbox];
        List<Environment> kept = [];
        foreach (var environment in seen)
        {
            _store.Classes.Remember(cluster, environment, "said so");
            kept.Add(_store.Classes.StrictestSeen(cluster)!.Environment);
        }

        Assert.Equal([Environment.Sandbox, Environment.Staging, Environment.Staging, Environment.Staging, Environment.Production, Environment.Production], kept);
        Assert.Null(_store.Classes.StrictestSeen(new("kubernetes:cluster:2")));
    }

    [Fact]
    public void Forgets_a_class_only_with_a_row_in_the_chain()
    {
        Identity cluster = new("kubernetes:cluster:1");
        _store.Classes.Remember(cluster, Environment.Production, "context name");

        Assert.Equal(Environment.Production, _store.Classes.Forget(cluster, "was rebuilt")!.Environment);
        Assert.Null(_store.Classes.Forget(cluster, "again"));

        Assert.Null(_store.Classes.StrictestSeen(cluster));
        var row = Assert.Single(_store.Chain.List(new()).Rows);
        Assert.Equal(("forget", cluster.Value, "was rebuilt"), (row.Kind, row.Target.Line(50), row.Reason.Line(50)));
        Assert.True(_store.Chain.Verify().Holds);
    }

    [Fact]
    public void Counts_a_verification_only_with_its_decision_in_the_chain()
    {
        var decision = _store.Chain.Append(TemporaryStore.Decision());
        _store.Verifications.Record("sha256:1", Environment.Development, decision.Id);
        _store.Verifications.Record("sha256:2", Environment.Development, "forged");

        Assert.Equal(decision.Id, _store.Verifications.Find("sha256:1", Environment.Development)!.DecisionId);
        Assert.Null(_store.Verifications.Find("sha256:1", Environment.Staging));
        Assert.Null(_store.Verifications.Find("sha256:2", Environment.Development));
    }

    [Fact]
    public void Pages_a_kept_result_without_losing_a_line()
    {
        var text = string.Join('\n', Enumerable.Range(1, 500).Select(line => $"line {line} {(line % 50 == 0 ? "Error" : "fine")}"));
        var result = _store.Results.Get(_store.Results.Keep("read_kubernetes", text));
        List<string> pages = [];
        for (int? line = 1; line is { } from;)
        {
            var page = result.Page(from, 1000);
            pages.Add(page.Text.ForAnalysis());
            line = page.NextLine;
        }

        Assert.Equal(text + "\n", string.Concat(pages));
        Assert.True(pages.Count > 5);
        var found = result.Search("error", 1, 30);
        Assert.Equal((10, "50: line 50 Error\n"), (found.Matches, found.Text.ForAnalysis()));
        Assert.Equal(100, found.NextLine);
        Assert.Equal("test", result.Session);
    }

    [Theory]
    [InlineData("(")]
    [InlineData(@"(a)\1")]
    public void Refuses_a_pattern_that_cannot_be_searched_in_bounded_time(string pattern)
    {
        var result = _store.Results.Get(_store.Results.Keep("t", "aa"));
        Assert.Equal(Errors.Stores.BadPattern, Assert.Throws<SreException>(() => result.Search(pattern, 1, 100)).Code);
    }

    [Fact]
    public void Drops_results_after_a_week_and_the_oldest_first_when_there_are_too_many()
    {
        var old = _store.Results.Keep("t", "old");
        _clock.Now += TimeSpan.FromDays(8);
        Assert.Equal(Errors.Stores.NoSuchResult, Assert.Throws<SreException>(() => _store.Results.Get(old)).Code);

        var big = new string('x', 6_000_000);
        string[] ids = [.. Enumerable.Range(0, 42).Select(_ => _store.Results.Keep("t", big))];
        Assert.Equal(40L * Results.MostBytes, _store.Store.Read(connection => connection.Query("SELECT sum(bytes) FROM results", row => row.GetInt64(0)).Single()));
        Assert.Throws<SreException>(() => _store.Results.Get(ids[0]));
        Assert.True(_store.Results.Get(ids[^1]) is { WasCut: true, Text.Length: Results.MostBytes });
    }

    [Fact]
    public void Keeps_one_fingerprint_key()
    {
        var key = new FingerprintKey(_store.Store).Get();

        Assert.Equal(32, key.Length);
        Assert.Equal(key, new FingerprintKey(_store.Store).Get());
    }

    [Fact]
    public void Orders_ids_by_time()
    {
        var earlier = TimeOrderedId.New(_clock);
        _clock.Now += TimeSpan.FromMilliseconds(1);
        var later = TimeOrderedId.New(_clock);

        Assert.True(string.CompareOrdinal(earlier, later) < 0);
        Assert.Matches("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", later);
    }

    [Fact]
    public void Loads_the_newer_of_the_two_sqlite_libraries()
    {
        var loaded = SqliteLibrary.Load();
        Assert.True(loaded >= SqliteLibrary.BundledVersion);
        Assert.SkipUnless(File.Exists("/lib/x86_64-linux-gnu/libsqlite3.so.0"), "this system has no libsqlite3 of its own");
        Assert.True(loaded > SqliteLibrary.BundledVersion);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
