using SreMcp.Benchmarks;
using SreMcp.IntegrationTests.Recording;

// dotnet run -c Release --project tests/SreMcp.Benchmarks -- NAME: one benchmark, one file; and record, for tests/recording/record.sh.
Dictionary<string, Func<IReadOnlyList<string>, Task<int>>> benchmarks = new(StringComparer.Ordinal)
{
    ["diagnosis"] = DiagnosisBenchmark.RunAsync,
    ["kubernetes"] = KubernetesBenchmark.RunAsync,
    ["logs"] = LogsBenchmark.RunAsync,
    ["record"] = RecordAsync,
    ["policy"] = PolicyBenchmark.RunAsync,
    ["render"] = RenderBenchmark.RunAsync,
    ["server"] = ServerBenchmark.RunAsync,
    ["start"] = StartBenchmark.RunAsync,
    ["usage"] = UsageBenchmark.RunAsync,
};

if (args is [var name, .. var rest] && benchmarks.TryGetValue(name, out var run))
{
    return await run(rest);
}

Console.Error.WriteLine($"Name one of: {string.Join(", ", benchmarks.Keys.Order(StringComparer.Ordinal))}");
return 2;

static async Task<int> RecordAsync(IReadOnlyList<string> arguments)
{
    await RecordingWriter.WriteAsync();
    return 0;
}
