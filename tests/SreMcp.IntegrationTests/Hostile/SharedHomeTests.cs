using System.Text.RegularExpressions;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Hostile;

/// <summary>Several servers on one home at once, as people run them, and killed at any moment, as systems do.</summary>
public sealed partial class SharedHomeTests : IDisposable
{
    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Five_servers_at_once_neither_lock_each_other_out_nor_fork_the_chain()
    {
        const int Servers = 5;
        var wires = await Task.WhenAll(Enumerable.Range(0, Servers).Select(_ => Wire.OpenAsync(new(_home))));
        try
        {
            var answers = (await Task.WhenAll(wires.Select((wire, number) => CallAsync(wire, number)))).SelectMany(all => all).ToArray();
            Assert.DoesNotContain(answers, answer => answer.Text.Contains("SRE05", StringComparison.Ordinal) || answer.Text.Contains("Warning", StringComparison.Ordinal));
            Assert.Equal(wires.Sum(wire => wire.Answered), Books.Journal(_home).Count);
            AssertHeadsAreInTheChain(answers.Select(answer => answer.Text));
            Assert.All(wires, wire => wire.AssertSound());
        }
        finally
        {
            await Task.WhenAll(wires.Select(wire => wire.DisposeAsync().AsTask()));
        }

        var chain = Books.Chain(_home);
        Assert.Equal(Servers, chain.Select(row => row.Session).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, chain.Count).Select(number => (long)number), chain.Select(row => row.Seq).Order());
        await Books.AssertChainHoldsAsync(_home);

        static async Task<List<ToolAnswer>> CallAsync(Wire wire, int number)
        {
            List<ToolAnswer> answers = [];
            for (var round = 0; round < 10; round++)
            {
                answers.AddRange(await wire.CallTogetherAsync(
                [
                    ("read_policy", "{}"), ("read_journal", $$"""{"limit":5,"contains":"server {{number}} round {{round}}"}"""), ("read_policy", """{"operation":"kubernetes.restart","target":"a/b/Deployment/c"}"""),
                    ("read_journal", """{"limit":1}"""),
                ]));
            }

            return answers;
        }
    }

    [Fact]
    public async Task Every_acknowledged_call_survives_two_hundred_kills()
    {
        const int Lanes = 4;
        const int Kills = 50;
        var lanes = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => KillAgainAndAgainAsync(lane, Kills)));

        var acknowledged = lanes.SelectMany(lane => lane).ToArray();
        Assert.True(acknowledged.Length >= Lanes * Kills, $"Only {acknowledged.Length} calls were acknowledged.");
        Assert.DoesNotContain(acknowledged, one => one.Text.Contains("SRE05", StringComparison.Ordinal) || one.Text.StartsWith("Warning", StringComparison.Ordinal));
        var rows = Books.Journal(_home);
        var ended = rows.Where(row => row.Ended is not null).Select(row => Marker().Match(row.Arguments.ForAnalysis()).Value).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(acknowledged, one => !ended.Contains(one.Marker));
        var decisions = Books.Chain(_home).Select(row => row.DecisionId).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(rows, row => row is { DecisionId: { } id } && !decisions.Contains(id));
        AssertHeadsAreInTheChain(acknowledged.Select(one => one.Text));
        Assert.Contains(rows, row => row.Ended is null);
        await Books.AssertChainHoldsAsync(_home);
        TestContext.Current.SendDiagnosticMessage($"{Lanes * Kills} kills, {acknowledged.Length} acknowledged calls, {rows.Count} rows, {rows.Count(row => row.Ended is null)} interrupted");
    }

    private sealed record Acknowledged(string Marker, string Text);

    private async Task<List<Acknowledged>> KillAgainAndAgainAsync(int lane, int kills)
    {
        Random random = new(lane);
        List<Acknowledged> acknowledged = [];
        for (var kill = 0; kill < kills; kill++)
        {
            await using var server = ServerProcess.Start(new(_home));
            await server.WriteLineAsync("""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}""");
            Assert.NotNull(await server.ReadLineAsync());
            await server.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
            var markers = Enumerable.Range(1, 6).Select(call => $"mark-{lane}-{kill}-{call}-end").ToArray();
            for (var call = 1; call <= markers.Length; call++)
            {
                await server.WriteLineAsync($$$"""{"jsonrpc":"2.0","id":{{{call}}},"method":"tools/call","params":{"name":"read_journal","arguments":{"limit":2,"contains":"{{{markers[call - 1]}}}"} } }""");
            }

            var wanted = random.Next(1, markers.Length);
            for (var heard = 0; heard < wanted; heard++)
            {
                Keep(acknowledged, markers, await server.ReadLineAsync());
            }

            await Task.Delay(random.Next(0, 15));
            server.Kill();

            // What had left the process before it died was acknowledged too.
            while (await server.ReadLineAsync() is { } late)
            {
                Keep(acknowledged, markers, late);
            }
        }

        return acknowledged;
    }

    private static void Keep(List<Acknowledged> acknowledged, string[] markers, string? line)
    {
        Assert.NotNull(line);
        try
        {
            using var message = System.Text.Json.JsonDocument.Parse(line);
            if (message.RootElement.TryGetProperty("result", out var result) && message.RootElement.GetProperty("id").GetInt32() is > 0 and var id)
            {
                acknowledged.Add(new(markers[id - 1], result.GetProperty("content")[0].GetProperty("text").GetString()!));
            }
        }
        catch (System.Text.Json.JsonException)
        {
            // The last line of a killed process may be half of one: nobody could take that for an answer.
        }
    }

    private void AssertHeadsAreInTheChain(IEnumerable<string> texts)
    {
        var hashes = Books.Chain(_home).Select(row => row.Hash[..12]).ToHashSet(StringComparer.Ordinal);
        var heads = texts.SelectMany(text => Head().Matches(text)).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(heads);
        Assert.DoesNotContain(heads, head => !hashes.Contains(head));
    }

    [GeneratedRegex("chain head ([0-9a-f]{12})", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Head();

    [GeneratedRegex("mark-[0-9]+-[0-9]+-[0-9]+-end", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marker();
}
