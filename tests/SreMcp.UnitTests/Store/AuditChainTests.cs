using System.Text;
using System.Text.Json;
using SreMcp.Policy;
using SreMcp.Store;

namespace SreMcp.UnitTests.Stores;

public sealed class AuditChainTests : IDisposable
{
    private readonly TemporaryStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Holds_for_decisions_and_outcomes_and_prints_the_head()
    {
        var recorded = _store.Chain.Append(TemporaryStore.Decision());
        var head = _store.Chain.AppendOutcome(recorded.Id, "done", new UntrustedText("restarted"));

        var report = _store.Chain.Verify(expectedHead: recorded.ChainHead);

        Assert.True(report.Holds);
        Assert.Equal((2, head), (report.Rows, report.Head));
        Assert.Equal(head, _store.Chain.Head());
        Assert.Equal(TimeOrderedId.Length, recorded.Id.Length);
    }

    [Fact]
    public void Gives_back_what_was_decided_with_foreign_text_still_untrusted()
    {
        _store.Chain.Append(TemporaryStore.Decision("prod/\u001b[31mpay"));

        var row = Assert.Single(_store.Chain.List(new()).Rows);

        Assert.Equal(("kubernetes.restart", "deny", "production", "policies/production.yaml:4", "dry-run"), (row.Operation, row.Verdict, row.Environment, row.Source, row.Requirements));
        Assert.Equal("prod/pay", row.Target.Line(100));
        Assert.DoesNotContain("pay", row.Target.ToString(), StringComparison.Ordinal);
        Assert.Contains("the word 'prod'", row.Evidence.Line(200), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE chain SET verdict = 'allow' WHERE seq = 3", ChainBreakKind.Altered, 3)]
    [InlineData("UPDATE chain SET time = time + 1 WHERE seq = 4", ChainBreakKind.Altered, 4)]
    [InlineData("UPDATE chain SET detail = '' WHERE seq = 2", ChainBreakKind.Altered, 2)]
    [InlineData("DELETE FROM chain WHERE seq = 3", ChainBreakKind.Missing, 3)]
    [InlineData("DELETE FROM chain WHERE seq <= 2", ChainBreakKind.Missing, 1)]
    [InlineData("DELETE FROM chain WHERE seq >= 5", ChainBreakKind.CutAtEnd, 5)]
    [InlineData("DELETE FROM chain", ChainBreakKind.CutAtEnd, 1)]
    [InlineData("UPDATE chain SET seq = 99 WHERE seq = 2; UPDATE chain SET seq = 2 WHERE seq = 4; UPDATE chain SET seq = 4 WHERE seq = 99; UPDATE sqlite_sequence SET seq = 6", ChainBreakKind.Altered, 2)]
    [InlineData("DELETE FROM chain WHERE seq = 3; UPDATE chain SET seq = seq - 1 WHERE seq > 3; UPDATE sqlite_sequence SET seq = 5", ChainBreakKind.Altered, 3)]
    [InlineData("INSERT INTO chain SELECT 7, time, kind, session, decision, operation, target, environment, verdict, rule, source, reason, evidence, requirements, outcome, detail, hash FROM chain WHERE seq = 6", ChainBreakKind.Altered, 7)]
    public void Finds_what_was_done_to_the_file_and_where(string tampering, ChainBreakKind expected, long at)
    {
        _store.Append(6);
        _store.Tamper(tampering);

        var first = _store.Chain.Verify().Breaks[0];

        Assert.Equal((expected, at), (first.Kind, first.Seq));
    }

    [Fact]
    public void Finds_a_cut_that_also_turned_the_counter_back_by_the_journal()
    {
        _store.Append(3);
        var cut = _store.Chain.Append(TemporaryStore.Decision());
        _store.Journal.Begin(new("execute_rollout", OperationClass.Execute, "{}", DecisionId: cut.Id));
        _store.Tamper("DELETE FROM chain WHERE seq = 4; UPDATE sqlite_sequence SET seq = 3 WHERE name = 'chain'");

        Assert.Equal(ChainBreakKind.DecisionUnknown, Assert.Single(_store.Chain.Verify().Breaks).Kind);
    }

    [Fact]
    public void Finds_a_chain_that_was_rewritten_as_a_whole_by_the_head_in_a_transcript()
    {
        _store.Append(3);
        var head = _store.Chain.Head()!;
        _store.Tamper("DELETE FROM chain; DELETE FROM sqlite_sequence");
        _store.Append(3);

        Assert.True(_store.Chain.Verify().Holds);
        Assert.Equal(ChainBreakKind.HeadUnknown, Assert.Single(_store.Chain.Verify(head[..12]).Breaks).Kind);
        Assert.True(_store.Chain.Verify(_store.Chain.Head()![..12] + "…").Holds);
    }

    [Fact]
    public void Keeps_a_cut_visible_after_more_rows_were_written()
    {
        _store.Append(5);
        _store.Tamper("DELETE FROM chain WHERE seq >= 4");
        _store.Append(2);

        var first = _store.Chain.Verify().Breaks[0];

        Assert.Equal((ChainBreakKind.Missing, 4), (first.Kind, first.Seq));
    }

    [Fact]
    public void Refuses_to_change_or_delete_a_row_through_the_store_itself()
    {
        _store.Append(1);

        Assert.Throws<SreException>(() => _store.Store.Write(connection => connection.Execute("DELETE FROM chain")));
        Assert.Throws<SreException>(() => _store.Store.Write(connection => connection.Execute("UPDATE chain SET verdict = 'allow'")));
        Assert.True(_store.Chain.Verify().Holds);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\ud800 lone")]
    [InlineData("'; DROP TABLE chain; --")]
    [InlineData("😀 \u202e \u001b[2J")]
    [InlineData("")]
    public void Holds_for_any_text(string text)
    {
        _store.Chain.AppendOutcome(text, text, new UntrustedText(text));
        _store.Append(1);

        Assert.True(_store.Chain.Verify().Holds);
    }

    [Fact]
    public void Exports_every_row_as_one_line_of_json()
    {
        _store.Append(1200);
        using MemoryStream target = new();
        _store.Chain.Export(target);

        var lines = Encoding.UTF8.GetString(target.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(1200, lines.Length);
        using var last = JsonDocument.Parse(lines[^1]);
        Assert.Equal(_store.Chain.Head(), last.RootElement.GetProperty("hash").GetString());
    }

    [Fact]
    public void Pages_newest_first_and_filters()
    {
        _store.Append(25);

        var first = _store.Chain.List(new(Limit: 10));
        var second = _store.Chain.List(new(Limit: 10, Cursor: first.Next));

        Assert.Equal([25, 16, 15], [first.Rows[0].Seq, first.Rows[^1].Seq, second.Rows[0].Seq]);
        Assert.Null(_store.Chain.List(new(Limit: 10, Cursor: second.Next)).Next);
        Assert.Single(_store.Chain.List(new(Target: "TARGET-17")).Rows);
        Assert.Empty(_store.Chain.List(new(Verdict: "allow")).Rows);
    }
}
