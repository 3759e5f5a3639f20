using System.Text.Json;
using SreMcp.ConformanceTests.Testbed;

namespace SreMcp.ConformanceTests;

public sealed class CodexTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary><c>codex mcp list</c> only reads its configuration; the app server starts what stands there.</summary>
    [Fact]
    public async Task Codex_connects_and_sees_the_tools()
    {
        using HomeFolder home = new();
        var folder = Directory.CreateDirectory(Path.Combine(home.Path, ".codex")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "config.toml"), $"""
            [mcp_servers.sre]
            command = "{Published.File}"
            args = ["serve"]
            """, TestContext.Current.CancellationToken);
        using var codex = RealClients.Node(home, RealClients.InPackage("@openai/codex", "bin/codex.js"), "app-server").Start();
        codex.ErrorDataReceived += (_, _) => { };
        codex.BeginErrorReadLine();

        await codex.StandardInput.WriteLineAsync("""{"id":1,"method":"initialize","params":{"clientInfo":{"name":"sre-mcp-tests","title":"Tests","version":"1"}}}""");
        await AnswerAsync(codex.StandardOutput, 1);
        await codex.StandardInput.WriteLineAsync("""{"method":"initialized"}""");
        await codex.StandardInput.WriteLineAsync("""{"id":2,"method":"mcpServerStatus/list","params":{}}""");
        var status = await AnswerAsync(codex.StandardOutput, 2);

        var server = Assert.Single(status.GetProperty("data").EnumerateArray(), server => server.GetProperty("name").ValueEquals("sre"));
        Assert.Equal("sre-mcp", server.GetProperty("serverInfo").GetProperty("name").GetString());
        Assert.True(server.GetProperty("tools").TryGetProperty("read_kubernetes", out _), "read_kubernetes is not among its tools.");

        codex.StandardInput.Close();
        await codex.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await Servers.AssertGoneAsync(home);
    }

    /// <summary>The result of a request; notifications on the way are passed over.</summary>
    private static async Task<JsonElement> AnswerAsync(StreamReader output, int id)
    {
        using CancellationTokenSource patience = new(Patience);
        while (await output.ReadLineAsync(patience.Token) is { } line)
        {
            using var message = JsonDocument.Parse(line);
            if (message.RootElement.TryGetProperty("id", out var answered) && answered.ValueKind is JsonValueKind.Number && answered.GetInt32() == id)
            {
                return message.RootElement.GetProperty("result").Clone();
            }
        }

        throw new EndOfStreamException($"The app server ended before it answered request {id}.");
    }
}
