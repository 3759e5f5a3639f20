using System.Diagnostics;
using SreMcp.Findings;

namespace SreMcp.Benchmarks;

/// <summary>Clusters a log into patterns, against <c>grep -cE</c> with ten alternatives over the same file, in turn: <c>-- logs FILE</c>.</summary>
internal static class LogsBenchmark
{
    private const string Alternatives = "error|warn|fatal|panic|exception|timeout|refused|denied|killed|failed";
    private const int Rounds = 9;

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        if (arguments is not [var file])
        {
            Console.Error.WriteLine("Name the file of a log.");
            return 2;
        }

        var (ours, theirs) = (new List<double>(), new List<double>());
        LogSummary? summary = null;
        for (var round = -1; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            summary = Cluster(file);
            var clustered = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            start = Stopwatch.GetTimestamp();
            await GrepAsync(file);
            var searched = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (round >= 0)
            {
                ours.Add(clustered);
                theirs.Add(searched);
            }
        }

        var (patterns, grep) = (ours.Order().ElementAt(Rounds / 2), theirs.Order().ElementAt(Rounds / 2));
        Console.WriteLine($"{new FileInfo(file).Length / 1e6:F1} MB, {summary!.Lines} lines in {summary.Patterns.Count} patterns, {summary.Errors} errors, {summary.Overflow} in none");
        Console.WriteLine($"patterns {patterns:F1} ms   grep -cE {grep:F1} ms   ratio {patterns / grep:F2}   peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB");
        return patterns < grep ? 0 : 1;
    }

    private static LogSummary Cluster(string file)
    {
        var patterns = new LogPatterns();
        var buffer = new byte[1 << 20];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var kept = 0;
        for (int count; (count = stream.Read(buffer.AsSpan(kept))) > 0;)
        {
            kept = AddLines(patterns, buffer, kept + count);
        }

        if (kept > 0)
        {
            patterns.Add(buffer.AsSpan(0, kept), at: null);
        }

        return patterns.Summarise();
    }

    /// <summary>Returns how many bytes of an unfinished line stand at the head of the buffer. A line that fills it counts as several.</summary>
    private static int AddLines(LogPatterns patterns, byte[] buffer, int end)
    {
        var start = 0;
        for (int length; (length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
        {
            patterns.Add(buffer.AsSpan(start, length), at: null);
        }

        if (start == 0 && end == buffer.Length)
        {
            patterns.Add(buffer, at: null);
            return 0;
        }

        buffer.AsSpan(start, end - start).CopyTo(buffer);
        return end - start;
    }

    private static async Task GrepAsync(string file)
    {
        using var grep = Process.Start(new ProcessStartInfo("grep", ["-cE", Alternatives, file]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        await grep.StandardOutput.ReadToEndAsync();
        await grep.WaitForExitAsync();
    }
}
