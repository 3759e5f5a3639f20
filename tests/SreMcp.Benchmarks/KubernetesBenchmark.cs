using System.Diagnostics;
using System.Text;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Benchmarks;

/// <summary>Rows of all pods, judged, against a plain download of the same pages: <c>kubernetes KUBECONFIG [CONTEXT]</c>, a cluster with thousands of pods.</summary>
internal static class KubernetesBenchmark
{
    private const int Rounds = 9;
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            Console.Error.WriteLine("Name a kubeconfig, and a context of it when it has no current one.");
            return 2;
        }

        var redactor = new Redactor(new byte[32]);
        using var clusters = new Clusters(new() { Kubeconfigs = [arguments[0]] }, new KnownProduction(), redactor, TimeProvider.System);
        using var cluster = new Cluster(clusters.Connect(arguments.ElementAtOrDefault(1)), TimeProvider.System, redactor);
        var pods = await cluster.ResolveAsync("pods", CancellationToken.None);
        List<(TimeSpan Plain, TimeSpan Rows)> times = [];
        var (bytes, rows, bad) = (0L, 0, 0);
        for (var round = 0; round <= Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            bytes = await DownloadAsync(cluster.Connection);
            var plain = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            (rows, bad) = await ReadAsync(cluster, pods);

            // The first round compiles.
            if (round > 0)
            {
                times.Add((plain, Stopwatch.GetElapsedTime(start)));
            }
        }

        var (download, reading) = (times.Select(time => time.Plain).Order().ElementAt(Rounds / 2), times.Select(time => time.Rows).Order().ElementAt(Rounds / 2));
        Console.WriteLine($"{rows} pods, {bad} with a problem, {bytes / 1e6:0.0} MB; download {download.TotalSeconds:0.00} s, rows {reading.TotalSeconds:0.00} s: {reading / download:0.00} x");
        Console.WriteLine($"managed heap {GC.GetTotalMemory(forceFullCollection: false) >> 20} MB, resident {System.Environment.WorkingSet >> 20} MB");
        return reading < 1.1 * download ? 0 : 1;
    }

    private static async Task<(int Rows, int Bad)> ReadAsync(Cluster cluster, ApiResource pods)
    {
        var (rows, bad) = (0, 0);
        await foreach (var row in cluster.RowsAsync(pods, new(), CancellationToken.None))
        {
            rows++;
            bad += Problems.Of(pods, row) is null ? 0 : 1;
        }

        return (rows, bad);
    }

    /// <summary>Page after page into nothing. The token stands near the beginning of a page.</summary>
    private static async Task<long> DownloadAsync(ClusterConnection connection)
    {
        var (total, token, buffer) = (0L, "", new byte[64 << 10]);
        do
        {
            using var answer = await connection.ReadAsync($"/api/v1/pods?limit=500&includeObject=Metadata{(token.Length == 0 ? "" : $"&continue={Uri.EscapeDataString(token)}")}", Table, CancellationToken.None);
            await using var body = await answer.Content.ReadAsStreamAsync();
            var head = await body.ReadAtLeastAsync(buffer, 4096, throwOnEndOfStream: false);
            token = TokenIn(Encoding.UTF8.GetString(buffer.AsSpan(0, Math.Min(head, 4096))));
            total += head;
            for (int count; (count = await body.ReadAsync(buffer)) > 0;)
            {
                total += count;
            }
        }
        while (token.Length > 0);
        return total;
    }

    internal static string TokenIn(string head)
    {
        const string Property = "\"continue\":";
        var at = head.IndexOf(Property, StringComparison.Ordinal);
        return at < 0 ? "" : head[(at + Property.Length)..].Split('"', 3)[1];
    }
}
