using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Prometheus;

/// <summary>The Prometheus of Debian's package on a free port of loopback, with a history that promtool wrote and a target that it scrapes every second.</summary>
internal sealed class RealPrometheus : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder;
    private readonly HttpClient _client = new();
    private readonly Process _process;

    private RealPrometheus(string configuration, TemporaryFolder folder, int port)
    {
        _folder = folder;
        Address = new($"http://127.0.0.1:{port}");
        _process = Start("prometheus", $"--config.file={configuration}", $"--storage.tsdb.path={folder.Path}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error");
    }

    /// <summary>What is missing; null when nothing is.</summary>
    public static string? Missing => new[] { "prometheus", "promtool" }.All(IsInstalled) ? null : "No prometheus: install Debian's package prometheus.";

    public Uri Address { get; }

    /// <summary>Starts it and waits until it has scraped the target.</summary>
    /// <param name="hours">How far back the history of what the target shows now goes.</param>
    public static async Task<RealPrometheus> StartAsync(Cadvisor target, int hours)
    {
        TemporaryFolder folder = new();
        var configuration = folder.Write("prometheus.yml", $$"""
            global: { scrape_interval: 1s }
            scrape_configs:
              - job_name: kubelet
                metrics_path: /metrics/cadvisor
                static_configs: [{ targets: ['{{target.Address}}'] }]
            """);
        if (hours > 0)
        {
            using var backfill = Start("promtool", "tsdb", "create-blocks-from", "openmetrics", folder.Write("history.txt", Written(target, hours)), $"{folder.Path}/data");
            await backfill.WaitForExitAsync();
            Assert.Equal(0, backfill.ExitCode);
        }

        var server = new RealPrometheus(configuration, folder, FreePort());
        await server.WaitAsync("count(timestamp(container_memory_working_set_bytes) > time() - 10) > 0");
        return server;
    }

    /// <summary>The values of a vector.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string query)
    {
        using var answer = await _client.GetAsync(new Uri(Address, $"/api/v1/query?query={Uri.EscapeDataString(query)}"));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return (string?)body["status"] is "success" ? [.. body["data"]!["result"]!.AsArray().Select(sample => (string)sample!["value"]![1]!)] : throw new InvalidOperationException($"{query}: {body}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    private async Task WaitAsync(string query)
    {
        for (var start = Stopwatch.StartNew(); ;)
        {
            try
            {
                if ((await QueryAsync(query)).Count > 0)
                {
                    return;
                }
            }
            catch (Exception starting) when (starting is HttpRequestException or System.Text.Json.JsonException)
            {
                Assert.False(_process.HasExited, "prometheus has ended");
            }

            Assert.True(start.Elapsed < Patience, $"Prometheus does not answer {query}");
            await Task.Delay(200);
        }
    }

    /// <summary>A sample each half minute of the series that the target shows now, as OpenMetrics has them: a family at a time, a series at a time.</summary>
    private static string Written(Cadvisor target, int hours)
    {
        var last = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 30;
        var text = new StringBuilder();
        Family("container_memory_working_set_bytes", "gauge", "", (series, at) => series.MemoryAt(at));
        Family("container_cpu_usage_seconds", "counter", "_total", (series, at) => series.CpuSecondsAt(at));
        return text.Append("# EOF\n").ToString();

        void Family(string name, string type, string suffix, Func<CadvisorSeries, long, double> value)
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n");
            foreach (var series in target.Series)
            {
                for (var at = last - (hours * 3600L); at <= last; at += 30)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{suffix}{{{series.Written}{(suffix.Length > 0 ? ",cpu=\"total\"" : "")},job=\"kubelet\",instance=\"{target.Address}\"}} {value(series, at):R} {at}\n");
                }
            }
        }
    }

    private static Process Start(string command, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;

    private static bool IsInstalled(string command) =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, command)));

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
