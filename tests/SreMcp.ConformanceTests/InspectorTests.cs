using System.Text.Json;
using SreMcp.ConformanceTests.Testbed;

namespace SreMcp.ConformanceTests;

/// <summary>The MCP Inspector without its window.</summary>
public sealed class InspectorTests
{
    [Fact]
    public async Task The_Inspector_finds_no_error_in_the_list_of_tools()
    {
        using HomeFolder home = new();

        var said = await Inspect(home, [], "--method", "tools/list", "--strict").SucceedAsync();

        using var list = JsonDocument.Parse(said.Output);
        Assert.Contains("read_kubernetes", list.RootElement.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()));
        Assert.DoesNotContain("error", said.Errors, StringComparison.OrdinalIgnoreCase);
        await Servers.AssertGoneAsync(home);
    }

    [Fact]
    public async Task The_Inspector_hands_the_environment_on_and_calls_a_tool()
    {
        using HomeFolder home = new();
        var kubeconfig = Kubeconfigs.Write(home, "through-the-inspector");

        var said = await Inspect(home, ["-e", $"KUBECONFIG={kubeconfig}"], "--method", "tools/call", "--tool-name", "read_environments").SucceedAsync();

        Assert.Contains("through-the-inspector", said.Output, StringComparison.Ordinal);
        await Servers.AssertGoneAsync(home);
    }

    private static Command Inspect(HomeFolder home, IReadOnlyList<string> options, params IReadOnlyList<string> method) =>
        RealClients.Node(home, RealClients.InPackage("@modelcontextprotocol/inspector", "clients/launcher/build/index.js"), ["--cli", .. options, Published.File, "serve", .. method]);
}
