using System.Text.Json.Nodes;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts.Cloud;

/// <summary>The template aws_log_groups, run by Python with boto3; what it did is judged by the state of the server.</summary>
public sealed class AwsLogGroupsTests
{
    private const string Account = "111122223333";
    private const long Day = 86_400_000;
    private static readonly long s_now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task Retention_is_set_where_none_is_and_goes_again()
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server);
        var before = await GroupsAsync(server);

        var plan = await bundle.EndsAsync(2, "run.py", "--dry-run");
        Assert.Contains("in all     3 of 3 groups that are found, which store 4.8 MiB", plan, StringComparison.Ordinal);
        Assert.Contains("/shop-audit-1: it is excluded", plan, StringComparison.Ordinal);
        Assert.Contains("/shop-stack: CloudFormation keeps it in the stack shop", plan, StringComparison.Ordinal);
        Assert.Contains("/shop-module: its tag managed-by=terraform says", plan, StringComparison.Ordinal);
        Assert.Equal(before, await GroupsAsync(server));
        Assert.False(Directory.Exists(Path.Combine(bundle.Folder, "backups")));
        await bundle.EndsAsync(1, "verify.py");

        await bundle.EndsAsync(0, "run.py", "--yes");
        Assert.Equal(["shop-a", "shop-b", "shop-new"], await KeptForAsync(server, 30));
        await bundle.EndsAsync(0, "verify.py");
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.py", "--yes"), StringComparison.Ordinal);

        await bundle.EndsAsync(2, "rollback.py", "--dry-run");
        await bundle.EndsAsync(0, "rollback.py", "--yes");
        Assert.Equal(before, await GroupsAsync(server));
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "rollback.py", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_old_groups_are_deleted_and_come_back_with_all_that_defines_them()
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server, Delete("empty"));
        var before = JsonNode.Parse(await GroupsAsync(server))!["/aws/lambda/shop-a"]!;

        Assert.Contains("this frees 0 bytes", await bundle.EndsAsync(2, "run.py", "--dry-run"), StringComparison.Ordinal);
        await bundle.EndsAsync(0, "run.py", "--yes");
        Assert.Equal(["other", "shop-audit-1", "shop-b", "shop-module", "shop-new", "shop-quiet", "shop-stack"], await NamesAsync(server));
        await bundle.EndsAsync(0, "verify.py");

        Assert.Contains("do not come back", await bundle.EndsAsync(2, "rollback.py", "--dry-run"), StringComparison.Ordinal);
        await bundle.EndsAsync(0, "rollback.py", "--yes");
        var back = JsonNode.Parse(await GroupsAsync(server))!["/aws/lambda/shop-a"]!;
        Assert.Equal(before["group"]!["kmsKeyId"]!.ToString(), back["group"]!["kmsKeyId"]!.ToString());
        Assert.Equal("{\"team\":\"shop\"}", back["tags"]!.ToJsonString());
        Assert.Equal(WithoutTime(before["subscriptionFilters"]!), WithoutTime(back["subscriptionFilters"]!));
        Assert.Equal(WithoutTime(before["metricFilters"]!), WithoutTime(back["metricFilters"]!));
        Assert.Equal("14", JsonNode.Parse(await GroupsAsync(server))!["/aws/lambda/shop-c"]!["group"]!["retentionInDays"]!.ToString());
    }

    [Fact]
    public async Task Silent_groups_are_those_that_nobody_has_written_to()
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server, Delete("silent"));

        Assert.Contains("this frees 7.0 KiB", await bundle.EndsAsync(2, "run.py", "--dry-run"), StringComparison.Ordinal);
        await bundle.EndsAsync(0, "run.py", "--yes");

        Assert.Equal(["other", "shop-audit-1", "shop-b", "shop-module", "shop-new", "shop-stack"], await NamesAsync(server));
    }

    [Fact]
    public async Task Never_more_than_the_maximum_at_once_and_the_way_back_leads_from_all_of_them()
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server, new(StringComparer.Ordinal) { ["maximum"] = "2" });
        var before = await GroupsAsync(server);

        Assert.Contains("1 more are found", await bundle.EndsAsync(0, "run.py", "--yes"), StringComparison.Ordinal);
        Assert.Equal(["shop-a", "shop-b"], await KeptForAsync(server, 30));
        await bundle.EndsAsync(0, "run.py", "--yes");
        Assert.Equal(["shop-a", "shop-b", "shop-new"], await KeptForAsync(server, 30));

        await bundle.EndsAsync(0, "rollback.py", "--yes");
        Assert.Equal(before, await GroupsAsync(server));
    }

    [Fact]
    public async Task What_somebody_wrote_to_since_it_was_listed_is_left_alone()
    {
        var written = Group("shop-quiet", 300, 7168);
        written["streams"] = new JsonArray(new JsonObject { ["logStreamName"] = "x", ["lastEventTimestamp"] = s_now });
        var state = State();
        state["meanwhile"] = new JsonObject { ["after"] = "DescribeMetricFilters", ["groups"] = new JsonObject { ["/aws/lambda/shop-quiet"] = written } };
        using var server = await AwsServer.StartAsync(state);
        using var bundle = Bundle(server, Delete("silent"));

        Assert.Contains("shop-quiet is not as it was listed any more", await bundle.EndsAsync(0, "run.py", "--yes"), StringComparison.Ordinal);

        Assert.Contains("shop-quiet", await NamesAsync(server));
        Assert.DoesNotContain("shop-a", await NamesAsync(server));
    }

    [Theory]
    [InlineData("account", "444455556666", "Wrong account")]
    [InlineData("region", "eu-central-1", "Wrong place")]
    public async Task Another_account_or_region_is_refused(string what, string value, string why)
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server);
        var state = State();
        _ = what is "account" ? state["account"] = value : state["groups"]!["/aws/lambda/shop-a"]!["group"]!["arn"] = $"arn:aws:logs:{value}:{Account}:log-group:/aws/lambda/shop-a:*";
        await server.SetAsync(state);
        var before = await GroupsAsync(server);

        foreach (var (script, option) in new[] { ("run.py", "--dry-run"), ("run.py", "--yes"), ("verify.py", "--verbose") })
        {
            Assert.Contains(why, await bundle.EndsAsync(1, script, option), StringComparison.Ordinal);
        }

        Assert.Equal(before, await GroupsAsync(server));
    }

    [Fact]
    public async Task Throttling_is_waited_for()
    {
        var state = State();
        state["throttled"] = new JsonObject { ["DescribeLogGroups"] = 2, ["PutRetentionPolicy"] = 2 };
        using var server = await AwsServer.StartAsync(state);
        using var bundle = Bundle(server);

        await bundle.EndsAsync(0, "run.py", "--yes");

        Assert.Equal(["shop-a", "shop-b", "shop-new"], await KeptForAsync(server, 30));
    }

    [Fact]
    public async Task A_missing_right_is_told_before_anything_is_done_and_where_it_cannot_be_asked_when_it_is_missed()
    {
        var state = State();
        state["allowed"] = new JsonArray("logs:PutRetentionPolicy");
        using var server = await AwsServer.StartAsync(state);
        using var bundle = Bundle(server, Delete("empty"));
        Assert.Contains("You may not logs:DeleteLogGroup", await bundle.EndsAsync(1, "run.py", "--yes"), StringComparison.Ordinal);

        state.Remove("allowed");
        state["denied"] = new JsonArray("DeleteLogGroup");
        await server.SetAsync(state);
        var said = await bundle.EndsAsync(1, "run.py", "--yes");
        Assert.Contains("whether you may is not known: IAM answered AccessDenied", said, StringComparison.Ordinal);
        Assert.Contains("You are not authorized to perform DeleteLogGroup", said, StringComparison.Ordinal);
        Assert.Contains("It ended after a change was sent, in the step: Apply", said, StringComparison.Ordinal);
        Assert.Contains("./rollback.py", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SimulatePrincipalPolicy", "before")]
    [InlineData("DescribeMetricFilters", "before")]
    [InlineData("DeleteLogGroup", "before")]
    [InlineData("DeleteLogGroup", "after")]
    public async Task Killed_anywhere_it_can_be_run_again_or_taken_back(string at, string when)
    {
        var state = State();
        using var server = await AwsServer.StartAsync(state);
        using var bundle = Bundle(server, Delete("empty"));
        var names = await NamesAsync(server);
        async Task KillAsync()
        {
            var held = State();
            held["hold"] = new JsonArray(at, when);
            await server.SetAsync(held);
            var killed = await bundle.SignalledAsync("run.py", "KILL", server.HeldAsync, "--yes");
            Assert.DoesNotContain("Done.", killed.Output, StringComparison.Ordinal);
        }

        await KillAsync();
        await bundle.EndsAsync(0, "run.py", "--yes");
        Assert.DoesNotContain("shop-a", await NamesAsync(server));
        await bundle.EndsAsync(0, "rollback.py", "--yes");
        Assert.Equal(names, await NamesAsync(server));

        await KillAsync();
        await bundle.EndsAsync(0, "rollback.py", "--yes");
        Assert.Equal(names, await NamesAsync(server));
    }

    private static PythonBundle Bundle(AwsServer server, Dictionary<string, TemplateValue>? more = null)
    {
        Dictionary<string, TemplateValue> values = new(StringComparer.Ordinal)
        {
            ["account"] = Account,
            ["region"] = "eu-west-1",
            ["action"] = "set-retention",
            ["prefix"] = "/aws/lambda/shop-",
            ["exclude"] = new TemplateValue.Many(["/aws/lambda/shop-audit"]),
        };
        foreach (var (name, value) in more ?? [])
        {
            values[name] = value;
        }

        return new("aws_log_groups", values, server.Variables);
    }

    private static Dictionary<string, TemplateValue> Delete(string which) => new(StringComparer.Ordinal) { ["action"] = "delete", ["which"] = which };

    private static JsonObject State()
    {
        var a = Group("shop-a", 200, 0);
        a["group"]!["kmsKeyId"] = $"arn:aws:kms:eu-west-1:{Account}:key/1";
        a["tags"] = new JsonObject { ["team"] = "shop", ["aws:servicecatalog:x"] = "y" };
        a["subscriptionFilters"] = new JsonArray(new JsonObject { ["logGroupName"] = "/aws/lambda/shop-a", ["filterName"] = "s", ["filterPattern"] = "", ["destinationArn"] = $"arn:aws:lambda:eu-west-1:{Account}:function:f", ["distribution"] = "ByLogStream", ["creationTime"] = 1 });
        a["metricFilters"] = new JsonArray(new JsonObject
        {
            ["logGroupName"] = "/aws/lambda/shop-a",
            ["filterName"] = "m",
            ["filterPattern"] = "ERROR",
            ["metricTransformations"] = new JsonArray(new JsonObject { ["metricName"] = "errors", ["metricNamespace"] = "shop", ["metricValue"] = "1" }),
            ["creationTime"] = 1,
        });
        var b = Group("shop-b", 200, 5_000_000);
        b["streams"] = new JsonArray(new JsonObject { ["logStreamName"] = "x", ["lastEventTimestamp"] = s_now - (5 * Day) });
        var c = Group("shop-c", 200, 0);
        c["group"]!["retentionInDays"] = 14;
        var quiet = Group("shop-quiet", 300, 7168);
        quiet["group"]!["retentionInDays"] = 3653;
        quiet["streams"] = new JsonArray(new JsonObject { ["logStreamName"] = "x", ["lastEventTimestamp"] = s_now - (200 * Day) });
        var stack = Group("shop-stack", 300, 0);
        stack["tags"] = new JsonObject { ["aws:cloudformation:stack-name"] = "shop" };
        var module = Group("shop-module", 300, 0);
        module["tags"] = new JsonObject { ["managed-by"] = "terraform" };
        return new()
        {
            ["region"] = "eu-west-1",
            ["now"] = s_now,
            ["page"] = 2,
            ["allowed"] = new JsonArray("logs:DeleteLogGroup", "logs:PutRetentionPolicy", "logs:DeleteRetentionPolicy", "logs:CreateLogGroup", "logs:PutSubscriptionFilter", "logs:PutMetricFilter"),
            ["groups"] = new JsonObject
            {
                ["/aws/lambda/other"] = Group("other", 300, 0),
                ["/aws/lambda/shop-a"] = a,
                ["/aws/lambda/shop-b"] = b,
                ["/aws/lambda/shop-c"] = c,
                ["/aws/lambda/shop-new"] = Group("shop-new", 2, 0),
                ["/aws/lambda/shop-audit-1"] = Group("shop-audit-1", 300, 0),
                ["/aws/lambda/shop-quiet"] = quiet,
                ["/aws/lambda/shop-stack"] = stack,
                ["/aws/lambda/shop-module"] = module,
            },
        };
    }

    private static JsonObject Group(string name, int days, long stored) => new()
    {
        ["group"] = new JsonObject { ["creationTime"] = s_now - (days * Day), ["arn"] = $"arn:aws:logs:eu-west-1:{Account}:log-group:/aws/lambda/{name}:*", ["storedBytes"] = stored, ["metricFilterCount"] = 0 },
    };

    private static async Task<string> GroupsAsync(AwsServer server) => (await server.StateAsync())["groups"]!.ToJsonString();

    private static async Task<string[]> NamesAsync(AwsServer server) =>
        [.. (await server.StateAsync())["groups"]!.AsObject().Select(pair => pair.Key[(pair.Key.LastIndexOf('/') + 1)..])];

    private static async Task<string[]> KeptForAsync(AwsServer server, int days) =>
        [.. (await server.StateAsync())["groups"]!.AsObject().Where(pair => (int?)pair.Value!["group"]!["retentionInDays"] == days).Select(pair => pair.Key[(pair.Key.LastIndexOf('/') + 1)..])];

    private static string WithoutTime(JsonNode filters)
    {
        var copy = filters.DeepClone().AsArray();
        foreach (var filter in copy)
        {
            filter!.AsObject().Remove("creationTime");
        }

        return copy.ToJsonString();
    }
}
