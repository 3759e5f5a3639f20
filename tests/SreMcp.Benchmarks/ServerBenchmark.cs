using System.Diagnostics;
using System.Net.Http.Headers;
using ModelContextProtocol.Protocol;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.Benchmarks;

/// <summary><c>server [PODS [PRODUCT]]</c>: starts a control plane, loads it, and asks the real server over stdio for the pods that are not well,
/// against a plain HTTP download of the same pages in the same run. Also: resident memory of the server, size of the answer.
/// Publishes the product when not told where it is.</summary>
internal static class ServerBenchmark
{
    private const int Rounds = 7;
    private const double MostTimes = 1.3;
    private const int MostMegabytes = 80;
    private const int MostTokens = 900;

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var count = arguments.Count > 0 ? int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture) : 10_000;
        var product = arguments.Count > 1 ? arguments[1] : await Published.ProductAsync();
        await using ControlPlanes planes = new();
        var plane = await planes.DevelopmentAsync();
        var bad = await plane.Load.CreateAsync(count, CancellationToken.None);
        Console.WriteLine($"{count} pods loaded, {bad} of them bad");

        using HomeFolder home = new();
        await using var server = ServerProcess.Start(new(home) { Executable = product, Kubeconfig = [plane.Kubeconfig] });
        var client = await server.ConnectAsync();
        Dictionary<string, object?> call = new(StringComparer.Ordinal) { ["kind"] = "pods", ["problems"] = true, ["context"] = plane.Context };
        List<(TimeSpan Plain, TimeSpan Tool)> times = [];
        var (bytes, answer) = (0L, "");
        for (var round = 0; round <= Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            bytes = await DownloadAsync(plane.Admin.Http);
            var plain = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            var result = await client.CallToolAsync("read_kubernetes", call);
            var tool = Stopwatch.GetElapsedTime(start);
            answer = string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));

            // The first round discovers, connects and compiles.
            if (round > 0)
            {
                times.Add((plain, tool));
            }
        }

        var (download, reading) = (Median(times.Select(time => time.Plain)), Median(times.Select(time => time.Tool)));
        var (resident, tokens) = (Resident(server.Id), System.Text.Encoding.UTF8.GetByteCount(answer) / 4);
        Console.WriteLine(answer);
        Console.WriteLine($"download of the same pages ({bytes / 1e6:0.0} MB): {download.TotalMilliseconds:0} ms; the tool: {reading.TotalMilliseconds:0} ms = {reading / download:0.00} x (at most {MostTimes})");
        Console.WriteLine($"resident at most {resident} MB (at most {MostMegabytes}); answer {tokens} tokens of 4 bytes (at most {MostTokens})");
        return reading / download <= MostTimes && resident < MostMegabytes && tokens < MostTokens ? 0 : 1;
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ElementAt(Rounds / 2);

    /// <summary>Page after page into nothing, in the form in which the tool asks for them.</summary>
    private static async Task<long> DownloadAsync(HttpClient http)
    {
        var (total, token, buffer) = (0L, "", new byte[64 << 10]);
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/pods?limit=500&includeObject=Metadata{(token.Length == 0 ? "" : $"&continue={Uri.EscapeDataString(token)}")}");
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/json;as=Table;v=v1;g=meta.k8s.io"));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
            var head = await body.ReadAtLeastAsync(buffer, 4096, throwOnEndOfStream: false);
            token = KubernetesBenchmark.TokenIn(System.Text.Encoding.UTF8.GetString(buffer.AsSpan(0, Math.Min(head, 4096))));
            total += head;
            for (int read; (read = await body.ReadAsync(buffer)) > 0;)
            {
                total += read;
            }
        }
        while (token.Length > 0);
        return total;
    }

    /// <summary>The most that the process ever held, in MB; Linux only.</summary>
    internal static long Resident(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;
}
