using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using ModelContextProtocol.Protocol;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.Benchmarks;

/// <summary><c>diagnosis [PODS [PRODUCT]]</c>: starts a control plane, loads it with pods, 300 workloads and 2,000 events, and asks the real server over stdio
/// for the diagnosis of the whole cluster, against a plain HTTP download, in the same run and as much side by side, of exactly what the API server's audit log says that the tool read.
/// Also: resident memory of the server, size of the answer. Publishes the product when not told where it is.</summary>
internal static partial class DiagnosisBenchmark
{
    private const int Rounds = 7;
    private const int Workloads = 300;
    private const int Events = 2_000;
    private const int AtOnce = 6;
    private const double MostTimes = 1.5;
    private const int MostMegabytes = 120;
    private const int MostTokens = 1_500;

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var count = arguments.Count > 0 ? int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture) : 10_000;
        var product = arguments.Count > 1 ? arguments[1] : await Published.ProductAsync();
        await using ControlPlanes planes = new();
        var plane = await planes.DevelopmentAsync();
        var bad = await plane.Load.CreateAsync(count, CancellationToken.None, Workloads, Events);
        Console.WriteLine($"{count} pods of {Workloads} workloads loaded, {bad} pods bad, {Events} events");

        using HomeFolder home = new();
        await using var server = ServerProcess.Start(new(home) { Executable = product, Kubeconfig = [plane.Kubeconfig] });
        var client = await server.ConnectAsync();
        Dictionary<string, object?> call = new(StringComparer.Ordinal) { ["context"] = $"{plane.Context}-admin" };

        // The first call discovers, connects and compiles; the second shows what every further one reads.
        await client.CallToolAsync("read_diagnosis", call);
        var mark = await plane.Audit.MarkAsync();
        await client.CallToolAsync("read_diagnosis", call);
        var read = (await plane.Audit.RequestsSinceAsync(mark)).Select(request => Continuation().Replace(request.Uri, "")).Distinct(StringComparer.Ordinal).ToArray();

        List<(TimeSpan Plain, TimeSpan Tool)> times = [];
        var (bytes, answer) = (0L, "");
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            bytes = await DownloadAsync(plane.Admin.Http, read);
            var plain = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            var result = await client.CallToolAsync("read_diagnosis", call);
            times.Add((plain, Stopwatch.GetElapsedTime(start)));
            answer = string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        }

        var (download, reading) = (Median(times.Select(time => time.Plain)), Median(times.Select(time => time.Tool)));
        var (resident, tokens) = (ServerBenchmark.Resident(server.Id), System.Text.Encoding.UTF8.GetByteCount(answer) / 4);
        Console.WriteLine(answer);
        Console.WriteLine($"download of the same {read.Length} lists and logs ({bytes / 1e6:0.0} MB): {download.TotalMilliseconds:0} ms; the tool: {reading.TotalMilliseconds:0} ms = {reading / download:0.00} x (at most {MostTimes})");
        Console.WriteLine($"resident at most {resident} MB (at most {MostMegabytes}); answer {tokens} tokens of 4 bytes (at most {MostTokens})");
        return reading / download <= MostTimes && resident < MostMegabytes && tokens < MostTokens ? 0 : 1;
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ElementAt(Rounds / 2);

    /// <summary>Reads all of them side by side, page after page, into nothing.</summary>
    internal static async Task<long> DownloadAsync(HttpClient http, IReadOnlyList<string> paths)
    {
        var total = 0L;
        await Parallel.ForEachAsync(paths, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (path, ended) => Interlocked.Add(ref total, await PagesAsync(http, path, ended)));
        return total;
    }

    /// <summary>Page after page into nothing, in the form in which the tool asks for them.</summary>
    private static async Task<long> PagesAsync(HttpClient http, string path, CancellationToken ended)
    {
        var (total, token, buffer) = (0L, "", new byte[64 << 10]);
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, token.Length == 0 ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}continue={Uri.EscapeDataString(token)}");
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(path.Contains("includeObject", StringComparison.Ordinal) ? "application/json;as=Table;v=v1;g=meta.k8s.io" : "*/*"));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ended);
            await using var body = await response.Content.ReadAsStreamAsync(ended);
            var head = await body.ReadAtLeastAsync(buffer, 4096, throwOnEndOfStream: false, ended);
            token = response.IsSuccessStatusCode ? KubernetesBenchmark.TokenIn(System.Text.Encoding.UTF8.GetString(buffer.AsSpan(0, Math.Min(head, 4096)))) : "";
            total += head;
            for (int count; (count = await body.ReadAsync(buffer, ended)) > 0;)
            {
                total += count;
            }
        }
        while (token.Length > 0);
        return total;
    }

    [GeneratedRegex("&?continue=[^&]*", RegexOptions.None, 1000)]
    internal static partial Regex Continuation();
}
