using System.Text.Json;
using SreMcp.ConformanceTests.Testbed;

namespace SreMcp.ConformanceTests;

/// <summary>The TypeScript SDK, which most other clients are made of, in the packages of both generations.</summary>
public sealed class TypeScriptTests
{
    [Theory]
    [InlineData("handshake.mjs")]
    [InlineData("discovery.mjs")]
    public async Task The_TypeScript_SDK_lists_and_calls(string script)
    {
        using HomeFolder home = new();

        var said = await RealClients.Node(home, RealClients.Script(script), RealClients.Folder, Published.File, "serve").SucceedAsync();

        using var answer = JsonDocument.Parse(said.Output);
        Assert.Equal("sre-mcp", answer.RootElement.GetProperty("server").GetString());
        Assert.Contains("read_kubernetes", answer.RootElement.GetProperty("tools").EnumerateArray().Select(tool => tool.GetString()));
        Assert.False(answer.RootElement.GetProperty("isError").GetBoolean());
        Assert.Contains("production-is-read-and-generate-only", answer.RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);
        await Servers.AssertGoneAsync(home);
    }
}
