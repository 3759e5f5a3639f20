using SreMcp.ConformanceTests.Testbed;

namespace SreMcp.ConformanceTests;

public sealed class ClaudeCodeTests
{
    /// <summary>Its exit code is zero whatever happened, so its text is read.</summary>
    [Fact]
    public async Task Claude_Code_adds_the_server_and_connects()
    {
        using HomeFolder home = new();

        await RealClients.Claude(home, "mcp", "add", "--scope", "user", "sre", "--", Published.File, "serve").SucceedAsync();
        var said = await RealClients.Claude(home, "mcp", "list").SucceedAsync();

        var line = Assert.Single(said.Output.Split('\n'), line => line.StartsWith("sre:", StringComparison.Ordinal));
        Assert.Contains("Connected", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Failed", line, StringComparison.OrdinalIgnoreCase);
        await Servers.AssertGoneAsync(home);
    }
}
