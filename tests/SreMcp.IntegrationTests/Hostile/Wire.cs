using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Hostile;

/// <summary>What a tool answered, and how long it took.</summary>
internal sealed record ToolAnswer(string Text, bool IsError, TimeSpan Took);

/// <summary>A client without an SDK between it and the server's stdin: it can send what no SDK would.</summary>
internal sealed partial class Wire : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly ServerProcess _server;
    private int _last;

    private Wire(ServerProcess server) => _server = server;

    public ServerProcess Server => _server;

    /// <summary>Calls that reached a tool and were answered: each must be a row of the journal.</summary>
    public int Answered { get; private set; }

    /// <summary>The most memory that the process ever held, in MB.</summary>
    public int PeakMemory => int.Parse(PeakLine().Match(File.ReadAllText($"/proc/{_server.Id}/status")).Groups[1].ValueSpan, CultureInfo.InvariantCulture) / 1024;

    public static async Task<Wire> OpenAsync(ServerSetup setup)
    {
        Wire wire = new(ServerProcess.Start(setup));
        var hello = await wire.AskAsync("initialize", """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"wire","version":"1"}}""");
        Assert.True(hello.TryGetProperty("result", out _), hello.GetRawText());
        await wire._server.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        return wire;
    }

    /// <summary>One request; the message that answers it.</summary>
    public async Task<JsonElement> AskAsync(string method, string? parameters = null)
    {
        var id = ++_last;
        await _server.WriteLineAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}"{{(parameters is null ? "" : $",\"params\":{parameters}")}}}""");
        return await AnswerToAsync(id);
    }

    public async Task<ToolAnswer> CallAsync(string tool, string arguments = "{}")
    {
        var watch = Stopwatch.StartNew();
        return Read(await AskAsync("tools/call", $$"""{"name":{{JsonSerializer.Serialize(tool)}},"arguments":{{arguments}} }"""), watch.Elapsed);
    }

    /// <summary>Several calls at once; their answers in any order.</summary>
    public async Task<IReadOnlyList<ToolAnswer>> CallTogetherAsync(IReadOnlyList<(string Tool, string Arguments)> calls)
    {
        var watch = Stopwatch.StartNew();
        HashSet<int> open = [];
        foreach (var (tool, arguments) in calls)
        {
            open.Add(++_last);
            await _server.WriteLineAsync($$$"""{"jsonrpc":"2.0","id":{{{_last}}},"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}} } }""");
        }

        List<ToolAnswer> answers = [];
        while (open.Count > 0)
        {
            var message = await NextAsync();
            if (message.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.Number && open.Remove(id.GetInt32()))
            {
                answers.Add(Read(message, watch.Elapsed));
            }
        }

        return answers;
    }

    /// <summary>Writes a line as it is and returns all that the server says to it before it answers the ping behind it.</summary>
    public async Task<IReadOnlyList<JsonElement>> SayAsync(string line)
    {
        await _server.WriteLineAsync(line);
        var ping = ++_last;
        await _server.WriteLineAsync($$"""{"jsonrpc":"2.0","id":{{ping}},"method":"ping"}""");
        List<JsonElement> heard = [];
        while (await NextAsync() is var message)
        {
            if (IsAnswerTo(message, ping))
            {
                break;
            }

            heard.Add(message);
        }

        return heard;
    }

    /// <summary>The process lives, has said nothing but protocol and holds less memory than that.</summary>
    public void AssertSound(int megabytes = 300)
    {
        Assert.False(_server.HasExited, $"The server has ended. stderr: {string.Join('\n', _server.StandardError)}");
        _server.AssertOnlyProtocolOnStandardOutput();
        Assert.InRange(PeakMemory, 1, megabytes);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private ToolAnswer Read(JsonElement message, TimeSpan took)
    {
        Assert.True(message.TryGetProperty("result", out var result), message.GetRawText());
        Answered++;
        return new(result.GetProperty("content")[0].GetProperty("text").GetString()!, result.TryGetProperty("isError", out var error) && error.GetBoolean(), took);
    }

    private async Task<JsonElement> AnswerToAsync(int id)
    {
        while (true)
        {
            var message = await NextAsync();
            if (IsAnswerTo(message, id))
            {
                return message;
            }
        }
    }

    private static bool IsAnswerTo(JsonElement message, int id) =>
        message.TryGetProperty("id", out var given) && given.ValueKind is JsonValueKind.Number && given.GetInt32() == id && !message.TryGetProperty("method", out _);

    private async Task<JsonElement> NextAsync()
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                var line = await _server.ReadLineAsync() ?? throw new EndOfStreamException($"The server ended. stderr: {string.Join('\n', _server.StandardError)}");
                using var message = JsonDocument.Parse(line);
                return message.RootElement.Clone();
            }
            catch (TimeoutException) when (watch.Elapsed < Patience && !_server.HasExited)
            {
                // Some answers take as long as their limit allows.
            }
        }
    }

    [GeneratedRegex(@"VmHWM:\s+(\d+) kB", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PeakLine();
}
