using System.Globalization;
using System.Text.Json.Nodes;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts.Cloud;

/// <summary>The template aws_cost_report: what it says, what it costs to ask, and that the address of the webhook is shown nowhere.</summary>
public sealed class AwsCostReportTests
{
    private const string Secret = "T0SECRET";

    [Fact]
    public async Task The_report_says_what_moved_what_is_unusual_and_how_the_month_will_end()
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server, slack: false, server.Variables);

        var report = await bundle.EndsAsync(0, "run.py");

        Assert.Matches(@"Amazon EC2 +1,000\.50 +1,100\.25 +1,650\.12 +\+50 %", report);
        Assert.Matches(@"in all +1,340\.50 +1,441\.25 +2,064\.62 +\+43 %", report);
        Assert.Matches(@"\+549\.87  Amazon EC2 \(\+50 %\)\n +\+75\.50  NAT \(new\)\n +-2\.00  S3 \(-5 %\)", report);
        Assert.Contains("Forecast for this month: ", report, StringComparison.Ordinal);
        Assert.Contains("190.00, usually 60.00", report, StringComparison.Ordinal);
        Assert.Contains("130.00 too much: Amazon EC2 eu-west-1", report, StringComparison.Ordinal);
        Assert.Contains("It took 4 paid requests, 0.04 USD.", report, StringComparison.Ordinal);
        Assert.Equal(["GetCallerIdentity", "GetCostAndUsage", "GetCostAndUsage", "GetCostForecast", "GetAnomalies"], await server.RequestsAsync());
        await server.StateAsync();
    }

    [Fact]
    public async Task A_dry_run_posts_nothing_and_a_run_posts_once_and_the_address_is_shown_nowhere()
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server, slack: true, With(server, $"{server.Address}/hook/{Secret}"));

        var dry = await bundle.EndsAsync(0, "run.py", "--dry-run", "--verbose");
        Assert.Null((await server.StateAsync())["messages"]);
        var run = await bundle.EndsAsync(0, "run.py", "--verbose");
        var message = Assert.Single((await server.StateAsync())["messages"]!.AsArray())!["text"]!.ToString();
        Assert.StartsWith("```\nCost of 111122223333", message, StringComparison.Ordinal);
        Assert.Contains("R&amp;D &lt;!channel&gt; 'x'", message, StringComparison.Ordinal);

        var state = await server.StateAsync();
        state["hook"] = 404;
        await server.SetAsync(state.DeepClone().AsObject());
        var refused = await bundle.EndsAsync(1, "run.py");
        Assert.Contains("Slack did not take the message: 404.", refused, StringComparison.Ordinal);

        string[] written = [.. Directory.EnumerateFiles(bundle.Folder).Select(File.ReadAllText)];
        Assert.All([dry, run, refused, .. written], text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://hooks.example/T0SECRET")]
    [InlineData("T0SECRET")]
    [InlineData("https://[T0SECRET")]
    public async Task Without_a_usable_address_nothing_is_asked_that_costs_money(string? address)
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server, slack: true, With(server, address));

        var said = await bundle.EndsAsync(1, "run.py");

        Assert.Contains("holds no https address of a webhook", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, said, StringComparison.Ordinal);
        Assert.Equal(["GetCallerIdentity"], await server.RequestsAsync());
        await bundle.EndsAsync(0, "run.py", "--dry-run");
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead, 0)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, 1)]
    public async Task A_file_with_the_address_counts_when_nobody_else_can_read_it(UnixFileMode mode, int exit)
    {
        using var server = await AwsServer.StartAsync(State());
        using var folder = new Testbed.TemporaryFolder();
        var file = folder.Write("webhook", $"{server.Address}/hook/{Secret}\n");
        File.SetUnixFileMode(file, mode);
        using var bundle = new PythonBundle("aws_cost_report", new(Usual(slack: true), StringComparer.Ordinal) { ["slack-file"] = file }, server.Variables, "production");

        await bundle.EndsAsync(exit, "run.py");

        Assert.Equal(exit is 0 ? 1 : 0, (await server.StateAsync())["messages"]?.AsArray().Count ?? 0);
    }

    [Fact]
    public async Task Pages_and_repetitions_are_paid_for_and_so_they_are_counted_and_limited()
    {
        var state = State();
        state["pageOfMonths"] = 1;
        state.Remove("forecast");
        using var server = await AwsServer.StartAsync(state);
        using var bundle = Bundle(server, slack: false, server.Variables);
        var report = await bundle.EndsAsync(0, "run.py");
        Assert.Contains("Forecast: none, AWS says DataUnavailableException", report, StringComparison.Ordinal);
        Assert.Contains("It took 6 paid requests, 0.06 USD.", report, StringComparison.Ordinal);
        Assert.Matches(@"in all +1,340\.50 +1,441\.25 +2,064\.62 +\+43 %", report);

        state["throttled"] = new JsonObject { ["GetCostAndUsage"] = 1 };
        await server.SetAsync(state.DeepClone().AsObject());
        using var limited = new PythonBundle("aws_cost_report", new(Usual(slack: false), StringComparer.Ordinal) { ["maximum-calls"] = "3" }, server.Variables);
        Assert.Contains("3 paid requests were made, and that is the limit", await limited.EndsAsync(1, "run.py"), StringComparison.Ordinal);
        Assert.Equal(3, (await server.RequestsAsync()).Count(name => name is "GetCostAndUsage"));
    }

    [Fact]
    public async Task Another_account_is_refused_before_it_costs_anything()
    {
        var state = State();
        state["account"] = "444455556666";
        using var server = await AwsServer.StartAsync(state);
        using var bundle = Bundle(server, slack: false, server.Variables);

        Assert.Contains("Wrong account", await bundle.EndsAsync(1, "run.py"), StringComparison.Ordinal);

        Assert.Equal(["GetCallerIdentity"], await server.RequestsAsync());
    }

    private static Dictionary<string, string> With(AwsServer server, string? address)
    {
        var variables = server.Variables;
        _ = address is null ? "" : variables["SLACK_WEBHOOK_URL"] = address;
        return variables;
    }

    private static PythonBundle Bundle(AwsServer _, bool slack, IReadOnlyDictionary<string, string> variables) => new("aws_cost_report", Usual(slack), variables, "production");

    private static Dictionary<string, TemplateValue> Usual(bool slack) => new(StringComparer.Ordinal) { ["account"] = "111122223333", ["slack"] = slack ? "true" : "false" };

    private static JsonObject State()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var first = new DateOnly(today.Year, today.Month, 1);
        (string Name, string[] Amounts)[] lines = [("Amazon EC2", ["1000.5", "1100.25", "1650.1234567"]), ("R&D <!channel> `x`", ["300", "300", "300"]), ("S3", ["40", "41", "39"]), ("NAT", ["0", "0", "75.5"])];
        var months = new JsonArray([.. Enumerable.Range(0, 3).Select(index => new JsonObject
        {
            ["TimePeriod"] = Period(first.AddMonths(index - 3), first.AddMonths(index - 2)),
            ["Total"] = new JsonObject(),
            ["Groups"] = new JsonArray([.. lines.Select(line => new JsonObject { ["Keys"] = new JsonArray(line.Name), ["Metrics"] = Amount(line.Amounts[index]) })]),
        })]);
        List<JsonNode> days = [];
        for (var day = first.AddMonths(-1); day < today || days.Count < 20; day = day.AddDays(1))
        {
            days.Add(new JsonObject { ["TimePeriod"] = Period(day, day.AddDays(1)), ["Total"] = Amount(days.Count is 18 ? "190" : "60"), ["Groups"] = new JsonArray() });
        }

        return new()
        {
            ["region"] = "us-east-1",
            ["months"] = months,
            ["days"] = new JsonArray([.. days]),
            ["forecast"] = "540.5",
            ["anomalies"] = new JsonArray(new JsonObject
            {
                ["AnomalyId"] = "a",
                ["AnomalyStartDate"] = "2026-11-18",
                ["AnomalyScore"] = new JsonObject { ["MaxScore"] = 0.9, ["CurrentScore"] = 0.5 },
                ["Impact"] = new JsonObject { ["MaxImpact"] = 120, ["TotalImpact"] = 130.0 },
                ["RootCauses"] = new JsonArray(new JsonObject { ["Service"] = "Amazon EC2", ["Region"] = "eu-west-1" }),
                ["MonitorArn"] = "arn:aws:ce::111122223333:anomalymonitor/1",
            }),
        };
    }

    private static JsonObject Period(DateOnly start, DateOnly end) => new()
    {
        ["Start"] = start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["End"] = end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    private static JsonObject Amount(string amount) => new() { ["UnblendedCost"] = new JsonObject { ["Amount"] = amount, ["Unit"] = "USD" } };
}
