using SreMcp.ConformanceTests.Testbed;

namespace SreMcp.ConformanceTests;

public sealed class GeminiTests
{
    [Fact]
    public async Task The_Gemini_CLI_adds_the_server_and_connects()
    {
        using HomeFolder home = new();

        await Gemini(home, "mcp", "add", "sre", Published.File, "serve").SucceedAsync();
        var said = await Gemini(home, "mcp", "list").SucceedAsync();

        var line = Assert.Single((said.Output + said.Errors).Split('\n'), line => line.Contains("sre:", StringComparison.Ordinal));
        Assert.Contains("Connected", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Disconnected", line, StringComparison.Ordinal);
        await Servers.AssertGoneAsync(home);
    }

    private static Command Gemini(HomeFolder home, params IReadOnlyList<string> arguments)
    {
        var gemini = RealClients.Node(home, Path.Combine(RealClients.Folder, "node_modules", ".bin", "gemini"), arguments);
        gemini.Variables["GEMINI_CLI_TRUST_WORKSPACE"] = "true";
        return gemini;
    }
}
