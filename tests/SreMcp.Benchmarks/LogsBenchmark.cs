using System.Diagnostics;
using SreMcp.Findings;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.Benchmarks;

/// <summary>Clusters a log into patterns, against <c>grep -cE</c> with ten alternatives over the same file, in turn: <c>-- logs [FILE]</c>.</summary>
internal static class LogsBenchmark
{
    private const string Alternatives = "error|warn|fatal|panic|exception|timeout|refused|denied|killed|failed";
    private const int Rounds = 9;
    private const long FileBytes = 60_000_000;

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        if (arguments is [var named])
        {
            return await CompareAsync(named);
        }

        if (System.Environment.GetEnvironmentVariable("SRE_MCP_CASES") is not { Length: > 0 } cases)
        {
            Console.Error.WriteLine("Name the file of a log, or the folder of recorded cases in SRE_MCP_CASES.");
            return 2;
        }

        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "recorded.log");
        await WriteRecordedAsync(cases, file);
        return await CompareAsync(file);
    }

    /// <summary>All recorded logs, again and again, each line with other numbers where it has long ones.</summary>
    private static async Task WriteRecordedAsync(string cases, string file)
    {
        string[] lines = [.. Directory.EnumerateFiles(Path.Combine(cases, "logs"), "*.log", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Where(line => line.Length > 0)];
        var random = new Random(1);
        await using var writer = new StreamWriter(file);
        for (long written = 0; written < FileBytes;)
        {
            var line = lines[random.Next(lines.Length)].ToCharArray();
            for (var start = 0; start < line.Length; start++)
            {
                var end = start;
                while (end < line.Length && char.IsAsciiDigit(line[end]))
                {
                    end++;
                }

                for (var place = start; place < end && end - start > 3; place++)
                {
                    line[place] = (char)('0' + random.Next(10));
                }

                start = end;
            }

            await writer.WriteLineAsync(line);
            written += line.Length + 1;
        }
    }

    private static async Task<int> CompareAsync(string file)
    {
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
