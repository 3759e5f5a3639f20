using System.Diagnostics;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>Runs the scripts of <c>tests/cluster</c>.</summary>
internal static class ClusterScripts
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>What is missing before a control plane can be started; null when nothing is.</summary>
    public static string? Missing
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                return "Other system: the control plane runs on Linux.";
            }

            var cache = System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } configured
                ? configured
                : Path.Combine(System.Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache");
            var server = Path.Combine(cache, "sre-mcp", "cluster", "bin", "kube-apiserver");
            return File.Exists(server) ? null : $"No control plane in {Path.GetDirectoryName(server)}: run tests/cluster/build.sh once (5 minutes).";
        }
    }

    /// <summary>Starts a cluster that stops by itself when this process ends, however it ends.</summary>
    /// <returns>The facts that <c>up.sh</c> prints.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> UpAsync(string name, string contextPrefix)
    {
        var facts = await RunAsync("up.sh", name, "--owner", $"{System.Environment.ProcessId}", "--context", contextPrefix);
        return facts.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }

    public static Task DownAsync(string name) => RunAsync("down.sh", name);

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Checkout.Path("tests", "cluster", script), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{script} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
    }
}
