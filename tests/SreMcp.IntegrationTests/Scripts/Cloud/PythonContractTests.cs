using System.Text.Json.Nodes;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts.Cloud;

/// <summary>Scripts in Python keep the contract that scripts in bash keep: options, exit codes, who has to say yes, and what they say when they are stopped.</summary>
public sealed class PythonContractTests
{
    private const string Account = "111122223333";

    [Fact]
    public async Task In_production_only_the_name_typed_at_a_terminal_gets_through()
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server, "production");

        Assert.Contains("would run:", await bundle.EndsAsync(2, "run.py", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("--yes is refused", await bundle.EndsAsync(1, "run.py", "--yes"), StringComparison.Ordinal);
        Assert.Contains("--yes is refused", await bundle.EndsAsync(1, "run.py", "--dry-run", "--yes"), StringComparison.Ordinal);
        Assert.Contains("there is no terminal", await bundle.EndsAsync(1, "run.py"), StringComparison.Ordinal);
        Refused("there is no terminal", await bundle.PipedAsync("run.py", $"{Account}\ny\nyes\n"));
        Refused("That is not the name of the target", await bundle.TypedAsync("run.py", "y"));
        Refused("That is not the name of the target", await bundle.TypedAsync("run.py", ""));
        Refused("That is not the name of the target", await bundle.TypedAsync("run.py", $"{Account} "));
        Assert.Null(await RetentionAsync(server));

        var run = await bundle.TypedAsync("run.py", Account);
        Assert.True(run.Exit == 0, run.Output);
        Assert.Equal(30, await RetentionAsync(server));
    }

    [Fact]
    public async Task Unknown_counts_as_production()
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server, "unknown");

        Assert.Contains("--yes is refused", await bundle.EndsAsync(1, "run.py", "--yes"), StringComparison.Ordinal);
        Assert.Contains("there is no terminal", await bundle.EndsAsync(1, "run.py"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y", 0)]
    [InlineData("YES", 0)]
    [InlineData("n", 1)]
    [InlineData("", 1)]
    public async Task Elsewhere_a_question_is_enough(string answer, int exit)
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server);

        var run = await bundle.TypedAsync("run.py", answer);

        Assert.True(run.Exit == exit, run.Output);
        Assert.Equal(exit is 0 ? 30 : null, await RetentionAsync(server));
    }

    [Theory]
    [InlineData("--dry")]
    [InlineData("--dryrun")]
    [InlineData("--dry-run=no")]
    [InlineData("-n")]
    [InlineData("x")]
    public async Task A_typing_mistake_in_an_option_is_no_real_run(string option)
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server);

        Assert.Contains("ERROR: ", await bundle.EndsAsync(1, "run.py", "--yes", option), StringComparison.Ordinal);

        Assert.Empty(await server.RequestsAsync());
        Assert.Empty(bundle.Claims);
    }

    [Fact]
    public async Task Help_says_what_it_is_for_and_every_other_run_leaves_a_claim()
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server);

        Assert.Contains("Usage: run.py [--dry-run] [--verbose] [--yes]", await bundle.EndsAsync(0, "run.py", "--help"), StringComparison.Ordinal);
        Assert.Empty(bundle.Claims);
        Assert.Contains("$ aws sts get-caller-identity --region eu-west-1", await bundle.EndsAsync(2, "run.py", "--dry-run", "--verbose"), StringComparison.Ordinal);
        var claim = JsonNode.Parse(Assert.Single(bundle.Claims))!;
        Assert.Equal("run.py dry-run 2 development aws_log_groups/1", $"{claim["script"]} {claim["mode"]} {claim["exit"]} {claim["environment"]} {claim["template"]}");
        Assert.StartsWith(Path.GetFileName(bundle.Folder), claim["digest"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task A_signal_ends_it_with_1_and_the_way_back(string signal)
    {
        var state = State();
        state["hold"] = new JsonArray("PutRetentionPolicy", "after");
        using var server = await AwsServer.StartAsync(state);
        using var bundle = Bundle(server);

        var run = await bundle.SignalledAsync("run.py", signal, server.HeldAsync, "--yes");

        Assert.True(run.Exit == 1, run.Output);
        Assert.Contains($"Interrupted by {signal}.", run.Output, StringComparison.Ordinal);
        Assert.Contains("It ended after a change was sent, in the step: Apply", run.Output, StringComparison.Ordinal);
        Assert.Contains("./rollback.py", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Traceback", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"exit\":1", Assert.Single(bundle.Claims), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://192.0.2.1:8080")]
    [InlineData("https://user:secret@proxy.example")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://[::1")]
    public async Task An_address_that_others_could_read_or_answer_is_not_asked(string address)
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server, variables: new(server.Variables, StringComparer.Ordinal) { ["AWS_ENDPOINT_URL_LOGS"] = address });

        Assert.Contains("neither https nor on this machine", await bundle.EndsAsync(1, "run.py", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_or_a_server_it_says_so_in_a_sentence()
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server, variables: new(server.Variables, StringComparer.Ordinal) { ["AWS_ACCESS_KEY_ID"] = "", ["AWS_SECRET_ACCESS_KEY"] = "", ["AWS_EC2_METADATA_DISABLED"] = "true" });

        Assert.Contains("AWS did not say who you are", await bundle.EndsAsync(1, "run.py", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_went_away_is_an_error_without_noise()
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server);

        var run = await ScriptRun.BashAsync(server.Variables, "", "-c", $"{PythonBundle.Python} '{bundle.Folder}/run.py' --dry-run | true; echo \"ended with ${{PIPESTATUS[0]}}\"");

        Assert.Contains("ended with 1", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception ignored", run.Output, StringComparison.Ordinal);
    }

    private static PythonBundle Bundle(AwsServer server, string environment = "development", Dictionary<string, string>? variables = null) => new(
        "aws_log_groups",
        new(StringComparer.Ordinal) { ["account"] = Account, ["region"] = "eu-west-1", ["action"] = "set-retention", ["prefix"] = "/aws/lambda/shop-" },
        variables ?? server.Variables,
        environment);

    private static JsonObject State() => new()
    {
        ["region"] = "eu-west-1",
        ["allowed"] = new JsonArray("logs:PutRetentionPolicy"),
        ["groups"] = new JsonObject
        {
            ["/aws/lambda/shop-a"] = new JsonObject { ["group"] = new JsonObject { ["creationTime"] = 1, ["arn"] = $"arn:aws:logs:eu-west-1:{Account}:log-group:/aws/lambda/shop-a:*", ["storedBytes"] = 0 } },
        },
    };

    private static async Task<int?> RetentionAsync(AwsServer server) => (int?)(await server.StateAsync())["groups"]!["/aws/lambda/shop-a"]!["group"]!["retentionInDays"];

    private static void Refused(string why, ScriptRun run)
    {
        Assert.True(run.Exit == 1, run.Output);
        Assert.Contains(why, run.Output, StringComparison.Ordinal);
    }
}
