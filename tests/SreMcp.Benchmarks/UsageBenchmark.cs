using System.Diagnostics;
using System.Globalization;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.Benchmarks;

/// <summary><c>usage [PODS [PRODUCT]]</c>: starts a control plane with a metrics API, loads it with pods of 300 workloads, and asks the real server over stdio
/// which pods are closest to their limit, which workloads are badly sized and what nodes have left, each against a plain HTTP download, in the same run, of exactly
/// what the API server's audit log says that the tool read. Also: resident memory of the server, size of the answers. Publishes the product when not told where it is.</summary>
internal static class UsageBenchmark
{
    private const int Rounds = 7;
    private const int Workloads = 300;
    private const double MostTimes = 1.5;
    private const int MostMegabytes = 120;
    private const int MostTokens = 1_500;

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var count = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 10_000;
        var product = arguments.Count > 1 ? arguments[1] : await Published.ProductAsync();
        await using ControlPlanes planes = new();
        var plane = await planes.DevelopmentAsync();
        await plane.Load.CreateAsync(count, CancellationToken.None, Workloads);
        await using MetricsServer metrics = new(plane.Admin);
        Measure(metrics, count);
        await metrics.RegisterAsync();
        Console.WriteLine($"{count} pods of {Workloads} workloads loaded and measured");

        using HomeFolder home = new();
        await using var server = ServerProcess.Start(new(home) { Executable = product, Kubeconfig = [plane.Kubeconfig] });
        var client = await server.ConnectAsync();
        var isGood = true;
        foreach (var view in (string[])["pods", "workloads", "nodes"])
        {
            isGood &= await IsGoodAsync(plane, client, view);
        }

        var resident = ServerBenchmark.Resident(server.Id);
        Console.WriteLine($"resident at most {resident} MB (at most {MostMegabytes})");
        return isGood && resident < MostMegabytes ? 0 : 1;
    }

    private static async Task<bool> IsGoodAsync(ControlPlane plane, McpClient client, string view)
    {
        Dictionary<string, object?> call = new(StringComparer.Ordinal) { ["context"] = $"{plane.Context}-admin", ["view"] = view };

        // The first call discovers, connects and compiles; the second shows what every further one reads.
        await client.CallToolAsync("read_kubernetes_usage", call);
        var mark = await plane.Audit.MarkAsync();
        await client.CallToolAsync("read_kubernetes_usage", call);
        var read = (await plane.Audit.RequestsSinceAsync(mark)).Select(request => DiagnosisBenchmark.Continuation().Replace(request.Uri, "")).Distinct(StringComparer.Ordinal).ToArray();
        List<(TimeSpan Plain, TimeSpan Tool)> times = [];
        var (bytes, answer) = (0L, "");
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            bytes = await DiagnosisBenchmark.DownloadAsync(plane.Admin.Http, read);
            var plain = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            var result = await client.CallToolAsync("read_kubernetes_usage", call);
            times.Add((plain, Stopwatch.GetElapsedTime(start)));
            answer = string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        }

        var (download, reading) = (Median(times.Select(time => time.Plain)), Median(times.Select(time => time.Tool)));
        var tokens = System.Text.Encoding.UTF8.GetByteCount(answer) / 4;
        Console.WriteLine(answer);
        Console.WriteLine($"view={view}: download of the same {read.Length} lists ({bytes / 1e6:0.0} MB): {download.TotalMilliseconds:0} ms; the tool: {reading.TotalMilliseconds:0} ms = {reading / download:0.00} x (at most {MostTimes}); answer {tokens} tokens of 4 bytes (at most {MostTokens})");
        return reading / download <= MostTimes && tokens < MostTokens;
    }

    /// <summary>Every pod of the load something else, from nothing to all of its limit.</summary>
    private static void Measure(MetricsServer metrics, int count)
    {
        for (var index = 0; index < count; index++)
        {
            metrics.Use($"load{index % 5}", string.Create(CultureInfo.InvariantCulture, $"app-{index:D5}"), ("app", $"{index % 300}m", $"{index % 128}Mi"));
        }

        metrics.Use("node-a", "1520m", "6Gi");
        metrics.Use("node-b", "1", "2Gi");
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ElementAt(Rounds / 2);
}
