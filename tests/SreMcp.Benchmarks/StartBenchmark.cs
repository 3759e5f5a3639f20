using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.Benchmarks;

/// <summary><c>start [PRODUCT SKELETON]</c>: from spawn to an answered tools/list, resident memory after it, and the first answer about a cluster,
/// against a server of five tools with the same publish settings, in turns. Publishes both when not told where they are.</summary>
internal static class StartBenchmark
{
    private const int Rounds = 21;
    private const int FirstCalls = 9;
    private const double MostTime = 1.25;
    private const double MostMemory = 1.4;
    private const double MostOwn = 60;
    private const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"benchmark","version":"1"}}}""";

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var (product, skeleton) = arguments is [var one, var other] ? (one, other) : (await Published.ProductAsync(), await Published.SkeletonAsync());
        var holds = await CompareStartsAsync(product, skeleton);
        return await CompareFirstAnswersAsync(product, skeleton) && holds ? 0 : 1;
    }

    private static async Task<bool> CompareStartsAsync(string product, string skeleton)
    {
        using HomeFolder home = new();
        List<Start> ours = [], theirs = [];
        for (var round = -2; round < Rounds; round++)
        {
            var (mine, other) = (await StartAsync(new(home) { Executable = product }), await StartAsync(new(home) { Executable = skeleton, Arguments = [] }));
            if (round >= 0)
            {
                ours.Add(mine);
                theirs.Add(other);
            }
        }

        var (time, otherTime) = (Median(ours.Select(start => start.Milliseconds)), Median(theirs.Select(start => start.Milliseconds)));
        var (memory, otherMemory) = (Median(ours.Select(start => start.Megabytes)), Median(theirs.Select(start => start.Megabytes)));
        Console.WriteLine($"spawn to tools/list: {time:0} ms against {otherTime:0} ms = {time / otherTime:0.00} x (at most {MostTime})");
        Console.WriteLine($"resident after it: {memory:0.0} MB against {otherMemory:0.0} MB = {memory / otherMemory:0.00} x (at most {MostMemory})");
        return time / otherTime <= MostTime && memory / otherMemory <= MostMemory;
    }

    /// <summary>
    /// The first call of a fresh process, in a home that has had a session before, against a plain client in a fresh process that sends the same
    /// requests, as the API server's audit log names them, one after the other. What is left is ours: kubeconfig, policy, journal, table.
    /// </summary>
    private static async Task<bool> CompareFirstAnswersAsync(string product, string skeleton)
    {
        await using ControlPlanes planes = new();
        var plane = await planes.DevelopmentAsync();
        await plane.SeededAsync();
        using HomeFolder home = new();
        ServerSetup ours = new(home) { Executable = product, Kubeconfig = [plane.Kubeconfig] };
        ServerSetup theirs = new(home)
        {
            Executable = skeleton,
            Arguments = [],
            Variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["SERVER"] = plane.Server.ToString(), ["CA"] = plane.CertificateAuthorityFile, ["TOKEN"] = plane.Tokens["reader"] },
        };
        var call = Call("read_kubernetes", "kind", "pods", "context", plane.Context);
        await FirstAnswerAsync(ours, call);
        var mark = await plane.Audit.MarkAsync();
        await FirstAnswerAsync(ours, call);
        var paths = (await plane.Audit.RequestsSinceAsync(mark)).Select(request => request.Uri).ToArray();
        Console.WriteLine($"requests of the first answer: {string.Join(' ', paths)}");
        var fetch = Call("fetch", "paths", string.Join(' ', paths));
        List<double> product1 = [], skeleton1 = [];
        for (var round = 0; round < FirstCalls; round++)
        {
            product1.Add(await FirstAnswerAsync(ours, call));
            skeleton1.Add(await FirstAnswerAsync(theirs, fetch));
        }

        var (first, plain) = (Median(product1), Median(skeleton1));
        Console.WriteLine($"first answer about a cluster: {first:0} ms; the same {paths.Length} requests by a plain client: {plain:0} ms; ours: {first - plain:0} ms (at most {MostOwn:0})");
        return first - plain <= MostOwn;
    }

    private static async Task<Start> StartAsync(ServerSetup setup)
    {
        var start = Stopwatch.GetTimestamp();
        await using var server = ServerProcess.Start(setup);
        await ListAsync(server);
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await Task.Delay(50);
        return new(time, Resident(server.Id));
    }

    private static async Task<double> FirstAnswerAsync(ServerSetup setup, string call)
    {
        await using var server = ServerProcess.Start(setup);
        await ListAsync(server);
        var start = Stopwatch.GetTimestamp();
        await server.WriteLineAsync(call);
        var answer = await server.ReadLineAsync();
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        using var parsed = JsonDocument.Parse(answer!);
        return parsed.RootElement.TryGetProperty("result", out var result) && !(result.TryGetProperty("isError", out var wrong) && wrong.GetBoolean())
            ? time
            : throw new InvalidOperationException(answer);
    }

    private static async Task ListAsync(ServerProcess server)
    {
        await server.WriteLineAsync(Initialize);
        await server.ReadLineAsync();
        await server.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await server.WriteLineAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        if (await server.ReadLineAsync() is not { } list || !list.Contains("inputSchema", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("tools/list was not answered with tools.");
        }
    }

    private static string Call(string tool, params ReadOnlySpan<string> arguments)
    {
        JsonObject members = [];
        for (var index = 0; index < arguments.Length; index += 2)
        {
            members[arguments[index]] = arguments[index + 1];
        }

        return new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 3, ["method"] = "tools/call", ["params"] = new JsonObject { ["name"] = tool, ["arguments"] = members } }.ToJsonString();
    }

    private static double Resident(int process) =>
        double.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))[6..^2], CultureInfo.InvariantCulture) / 1024;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private sealed record Start(double Milliseconds, double Megabytes);
}
