using System.Diagnostics;

namespace SreMcp.ConformanceTests.Testbed;

/// <summary>Server processes that clients started. Every client hands its home folder on, and each test has its own.</summary>
internal static class Servers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Ids of the servers that run with this home folder.</summary>
    public static IReadOnlyList<int> Of(HomeFolder home) =>
        [.. Process.GetProcesses().Where(process => IsOurs(process.Id, home)).Select(process => process.Id)];

    /// <summary>Fails when a server outlives its client for more than half a minute.</summary>
    public static async Task AssertGoneAsync(HomeFolder home)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (Of(home) is { Count: > 0 } left)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"The client has ended; still running: {string.Join(", ", left)}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsOurs(int id, HomeFolder home)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Split('\0') is [var command, ..]
                && Path.GetFileName(command) is "sre-mcp"
                && File.ReadAllText($"/proc/{id}/environ").Split('\0').Contains($"HOME={home.Path}", StringComparer.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
