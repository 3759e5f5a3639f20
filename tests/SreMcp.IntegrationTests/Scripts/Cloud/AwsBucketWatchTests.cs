using System.Globalization;
using System.Text.Json.Nodes;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts.Cloud;

/// <summary>The function of the template aws_bucket_watch, called as Lambda calls it, with the metrics of a server.</summary>
public sealed class AwsBucketWatchTests
{
    private const long Gib = 1L << 30;

    /// <summary>Lambda needs no address; this test does.</summary>
    private const string Call = """
        import functools, json, os, sys
        sys.dont_write_bytecode = True
        sys.path.insert(0, sys.argv[1])
        import boto3
        boto3.client = functools.partial(boto3.client, endpoint_url=os.environ['AWS_ENDPOINT_URL'])
        import handler
        handler.handler(json.load(open(sys.argv[2])), None)
        """;

    [Fact]
    public async Task It_tells_what_is_too_large_grows_too_fast_or_is_not_measured()
    {
        using var server = await AwsServer.StartAsync(State());
        using var bundle = Bundle(server);

        var dry = await CallAsync(bundle, server, Path.Combine(bundle.Folder, "test-event.json"));
        Assert.False((bool)dry["told"]!);
        Assert.Null((await server.StateAsync())["published"]);
        var told = await CallAsync(bundle, server, Event(bundle));

        Assert.True((bool)told["told"]!);
        var message = Assert.Single((await server.StateAsync())["published"]!.AsArray())!;
        Assert.Equal("S3: 3 things to look at in 3 buckets", message["Subject"]!.ToString());
        Assert.Equal("arn:aws:sns:eu-west-1:111122223333:bucket-watch", message["TopicArn"]!.ToString());
        Assert.Equal(
            """
            uploads.example: 600.0 GiB, the limit is 500 GiB
            logs.example: grew by 50 % within a week, from 100.0 to 150.0 GiB; the limit is 25 %
            gone.example: no size was measured in the last 9 days. Is it empty, gone, or in another region?
            """,
            message["Message"]!.ToString());
    }

    [Fact]
    public async Task It_says_nothing_when_all_is_well()
    {
        var state = State();
        state["buckets"] = new JsonObject { ["uploads.example"] = Sizes(10, 10), ["logs.example"] = Sizes(10, 10), ["gone.example"] = Sizes(1, 1) };
        using var server = await AwsServer.StartAsync(state);
        using var bundle = Bundle(server);

        var answer = await CallAsync(bundle, server, Event(bundle));

        Assert.Empty(answer["problems"]!.AsArray());
        Assert.DoesNotContain("Publish", await server.RequestsAsync());
    }

    private static PythonBundle Bundle(AwsServer server)
    {
        PythonBundle bundle = new(
            "aws_bucket_watch",
            new(StringComparer.Ordinal)
            {
                ["name"] = "bucket-watch",
                ["account"] = "111122223333",
                ["region"] = "eu-west-1",
                ["emails"] = new TemplateValue.Many(["sre@example.com"]),
                ["buckets"] = new TemplateValue.Table([Row("uploads.example", 500), Row("logs.example", 500), Row("gone.example", 1)]),
            },
            server.Variables);

        // What Terraform's jsonencode writes of terraform.tfvars.
        File.WriteAllText(Path.Combine(bundle.Folder, "buckets.json"), """[{"bucket":"uploads.example","growth":25,"limit":500},{"bucket":"logs.example","growth":25,"limit":500},{"bucket":"gone.example","growth":25,"limit":1}]""");
        return bundle;
    }

    private static Dictionary<string, string> Row(string bucket, int limit) => new(StringComparer.Ordinal) { ["bucket"] = bucket, ["limit"] = limit.ToString(CultureInfo.InvariantCulture) };

    private static string Event(PythonBundle bundle)
    {
        var file = Path.Combine(bundle.Folder, "event.json");
        File.WriteAllText(file, """{ "version": "0", "detail-type": "Scheduled Event" }""");
        return file;
    }

    private static async Task<JsonNode> CallAsync(PythonBundle bundle, AwsServer server, string eventFile)
    {
        var variables = new Dictionary<string, string>(server.Variables, StringComparer.Ordinal) { ["TOPIC"] = "arn:aws:sns:eu-west-1:111122223333:bucket-watch", ["AWS_DEFAULT_REGION"] = "eu-west-1" };
        var run = await ScriptRun.BashAsync(variables, "", "-c", "exec \"$@\"", "bash", PythonBundle.Python, "-c", Call, bundle.Folder, eventFile);
        Assert.True(run.Exit == 0, run.Output);
        return JsonNode.Parse(run.Output)!;
    }

    private static JsonObject State() => new()
    {
        ["region"] = "eu-west-1",
        ["buckets"] = new JsonObject
        {
            // Two classes of storage add up.
            ["uploads.example"] = new JsonObject { ["StandardStorage"] = Points(350, 350), ["GlacierStorage"] = Points(250, 250) },
            ["logs.example"] = Sizes(150, 100),
        },
    };

    private static JsonObject Sizes(long now, long before) => new() { ["StandardStorage"] = Points(now, before) };

    private static JsonArray Points(long now, long before)
    {
        var day = TimeProvider.System.GetUtcNow().AddDays(-1);
        JsonArray Point(DateTimeOffset at, long gib) => new(at.ToString("yyyy-MM-ddT00:00:00Z", CultureInfo.InvariantCulture), gib * Gib);
        return new(Point(day, now), Point(day.AddDays(-7), before));
    }
}
