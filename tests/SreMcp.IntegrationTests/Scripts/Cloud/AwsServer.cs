using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Scripts.Cloud;

/// <summary>What speaks the protocols of AWS in these tests: it holds state, and refuses what the templates do not ask.</summary>
internal sealed class AwsServer : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client = new();

    private AwsServer(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    /// <summary>What boto3 sees of the machine: these credentials, this server, and nobody's configuration.</summary>
    public Dictionary<string, string> Variables => new(StringComparer.Ordinal)
    {
        ["AWS_ENDPOINT_URL"] = Address,
        ["AWS_ACCESS_KEY_ID"] = "AKIDTEST",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_CONFIG_FILE"] = "/dev/null",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
        ["AWS_DEFAULT_REGION"] = "us-west-2",
        ["NO_PROXY"] = "127.0.0.1",
    };

    public static async Task<AwsServer> StartAsync(JsonObject state)
    {
        Assert.SkipUnless(Directory.Exists(PythonBundle.Boto3), "boto3 is not installed (Debian package python3-boto3).");
        var file = Checkout.Path("tests/SreMcp.IntegrationTests/Scripts/Cloud/aws_server.py");
        var process = Process.Start(new ProcessStartInfo(PythonBundle.Python, [file]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var port = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        AwsServer server = new(process, $"http://127.0.0.1:{port}");
        await server.SetAsync(state);
        return server;
    }

    public async Task SetAsync(JsonObject state)
    {
        using var answer = await _client.PostAsJsonAsync($"{Address}/test/state", state, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The state; fails when anything was asked that no template asks.</summary>
    public async Task<JsonNode> StateAsync()
    {
        var all = await AllAsync();
        Assert.Equal("[]", all["unexpected"]!.ToJsonString());
        return all["state"]!;
    }

    /// <summary>The names of the requests since the state was set.</summary>
    public async Task<string[]> RequestsAsync() => [.. (await AllAsync())["requests"]!.AsArray().Select(name => (string)name!)];

    /// <summary>Waits until the request that the state holds has arrived.</summary>
    public async Task HeldAsync()
    {
        for (var tries = 0; (await AllAsync())["state"]!["hold"] is not JsonValue; tries++)
        {
            Assert.True(tries < 400, "the request never came");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        _client.Dispose();
    }

    private async Task<JsonNode> AllAsync() => (await _client.GetFromJsonAsync<JsonNode>($"{Address}/test/state", TestContext.Current.CancellationToken))!;
}
