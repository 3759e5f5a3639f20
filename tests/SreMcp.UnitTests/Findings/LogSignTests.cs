using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

/// <summary>What logs tell of a cause: when it began, on what occasion, whether it is over, and what grew.</summary>
public sealed class LogSignTests
{
    [Fact]
    public void Keeps_the_first_and_the_last_line_and_where_they_stand()
    {
        var sign = Assert.Single(LogSigns.In(["ok 1", "03:00 dial tcp 10.0.0.1:80: connection refused", "ok 2", "03:05 dial tcp 10.0.0.1:80: connection refused", "ok 3"]));

        Assert.Equal(("connection-refused", 2, 1, 3), (sign.Cause, sign.Count, sign.FirstAt, sign.LastAt));
        Assert.StartsWith("03:00", sign.First, StringComparison.Ordinal);
        Assert.StartsWith("03:05", sign.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wording_that_said_nothing_hides_no_other_wording() =>
        Assert.Single(LogSigns.In(["GET /1 200", "GET /2 200", "GET /3 500: too many connections"]));

    [Theory]
    [InlineData("All host(s) tried for query failed (tried: prod-db:3333)", "prod-db")]
    [InlineData("ERROR Connection refused (db-staging.internal:5432)", "db-staging.internal")]
    [InlineData("connection timeout to backend-service:8080", "backend-service")]
    [InlineData("task failed: connection refused by https://api.partner.example.com", "api.partner.example.com")]
    public void Names_the_peer_that_a_line_names(string line, string peer) => Assert.Equal(peer, LogSigns.Of($"{line} - no available connection, connection refused")?.Peer);

    [Fact]
    public void Says_what_was_changed_shortly_before_a_failure_began()
    {
        var found = Running(["200 GET /", "configuration file change detected, reloading", "database db-staging.internal (was db-prod.internal)", .. Enumerable.Repeat("connection refused (db-staging.internal:5432)", 9)]);

        Assert.Contains(found.Evidence, evidence => evidence.Ours.Contains("shortly before", StringComparison.Ordinal) && evidence.Theirs.ForAnalysis().Contains("was db-prod.internal", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failure_that_is_over_is_a_warning_and_one_that_goes_on_is_more()
    {
        string[] failing = [.. Enumerable.Repeat("connection refused by https://api.example.com", 5)];

        Assert.Equal(Severity.Warning, Running([.. failing, .. Enumerable.Repeat("task done", 50)]).Severity);
        Assert.Equal(Severity.Degraded, Running([.. Enumerable.Repeat("task done", 50), .. failing]).Severity);
    }

    [Fact]
    public void A_single_refused_connection_in_a_long_log_is_noise() =>
        Assert.Empty(Diagnosis.Of(StateOf([.. Enumerable.Repeat("task done", 50), "connection refused by https://api.example.com", .. Enumerable.Repeat("task done", 50)])));

    [Fact]
    public void Sees_a_figure_that_only_grows_whatever_the_level_of_its_lines()
    {
        var trend = LogTrend.In(["INFO memory 100MB", "INFO memory 300MB", "other", "WARN memory 700MB", "WARN memory 900MB", "ERROR memory 1.5GB"]);

        Assert.Equal((5, "INFO memory 100MB", "ERROR memory 1.5GB"), (trend!.Count, trend.First, trend.Last));
        Assert.Equal(15.36, trend.Growth, 2);
    }

    [Theory]
    [InlineData("memory 100MB|memory 90MB|memory 110MB|memory 95MB|memory 105MB")]
    [InlineData("took 10ms|took 90ms|took 10ms|took 80ms|took 40ms")]
    [InlineData("request 1|request 20|request 300|request 4000|request 50000")]
    [InlineData("memory 1MB|memory 9MB")]
    public void Sees_no_trend_where_there_is_none(string lines) => Assert.Null(LogTrend.In(lines.Split('|')));

    [Theory]
    [InlineData("exec: \"wge\": executable file not found in $PATH", "wget")]
    [InlineData("sh: 1: crul: not found", "curl")]
    [InlineData("bash: line 3: pyhton3: command not found", "python3")]
    [InlineData("/bin/sh: ngnix: not found", "nginx")]
    public void Guesses_what_a_mistyped_command_means(string said, string meant) => Assert.Equal(meant, CommandSpelling.In(said)?.Meant);

    [Theory]
    [InlineData("sh: jq: not found")]
    [InlineData("exec: \"curl\": executable file not found in $PATH")]
    [InlineData("exec: \"order-service\": executable file not found in $PATH")]
    [InlineData("page /wge: not found here")]
    public void Guesses_nothing_where_a_command_is_merely_absent(string said) => Assert.Null(CommandSpelling.In(said));

    [Fact]
    public void A_database_that_is_down_explains_the_program_that_needs_it()
    {
        var (database, program) = (Given.Pod("db").Unready(Given.Crashing(1)), Given.Pod("api").Unready(Given.Crashing(1)));
        var cause = Given.Only(new()
        {
            Now = Given.Now, Namespace = Given.Space, Pods = [database, program], Services = [Given.Service("db", "db")],
            Logs = [new(database.Key, "main", IsPrevious: true, ["no space left on device"]), new(program.Key, "main", IsPrevious: true, ["could not connect to db:5432: connection refused"])],
        });

        Assert.Equal(("disk-full", "db"), (cause.Cause.Cause, cause.Cause.About.Name));
        Assert.Contains(cause.Follows, finding => finding is { Cause: "peer-without-endpoints", About.Name: "api" });
    }

    private static Finding Running(string[] lines) => Given.Only(StateOf(lines)).Cause;

    private static ClusterState StateOf(string[] lines)
    {
        var pod = Given.Pod("api");
        return new() { Now = Given.Now, Namespace = Given.Space, Pods = [pod], Logs = [new(pod.Key, "main", IsPrevious: false, lines)] };
    }
}
