using System.Text.Json;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Hostile;

/// <summary>Every argument of every tool, as <c>tools/list</c> declares them, with values that it does not declare.</summary>
public sealed class WrongArgumentTests : IDisposable
{
    private static readonly (string Type, string Json)[] Values =
    [
        ("null", "null"), ("boolean", "true"), ("integer", "-1"), ("integer", "2147483648"), ("number", "1e400"), ("number", "0.5"),
        ("string", "\"\""), ("string", "\"--all\""), ("string", "\"-o\""), ("string", "\"../../../../etc/passwd\""), ("string", "\"%2e%2e/%2fx?y#z\""), ("string", "\"a\\u0000b\""),
        ("string", "\"\\u001b[31mred\\u202Etxt\\u200b\\u0007\""), ("string", "\"$(id)`id`;id|id\\n&\""), ("string", "\"kube-system/Pod/x/exec\""), ("string", "\"' OR 1=1 --\""),
        ("array", "[]"), ("array", "[1,null,{}]"), ("array", "[\"--x\",\"../y\",\"\\u202e\"]"), ("array", "[[[[[[[[]]]]]]]]"),
        ("object", "{}"), ("object", "{\"--x\":\"../y\",\"constructor\":{}}"), ("object", "{\"__proto__\":[1]}"),
    ];

    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Every_argument_of_every_tool_survives_every_wrong_value()
    {
        await using var wire = await Wire.OpenAsync(new(_home));
        var tools = (await wire.AskAsync("tools/list")).GetProperty("result").GetProperty("tools").EnumerateArray().ToArray();
        Assert.InRange(tools.Length, 8, 100);
        var sent = 0;
        foreach (var tool in tools)
        {
            var name = tool.GetProperty("name").GetString()!;
            var schema = tool.GetProperty("inputSchema");
            var declared = schema.GetProperty("properties").EnumerateObject().ToArray();
            var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(item => item.GetString()!).ToArray() : [];
            var calls = declared.SelectMany(argument => Values.Select(value => (argument.Name, Type: TypeOf(argument.Value), value))).ToArray();
            foreach (var batch in calls.Chunk(12))
            {
                var answers = await wire.CallTogetherAsync([.. batch.Select(call => (name, Arguments(declared, required, call.Name, call.value.Json)))]);
                Assert.All(answers, answer => AssertClean(name, answer));
            }

            foreach (var (argument, type, value) in calls.Where(call => call.value.Type != call.Type && call.value.Type is not "null" && !(call.Type == "number" && call.value.Type == "integer")))
            {
                sent++;
                var answer = await wire.CallAsync(name, Arguments(declared, required, argument, value.Json));
                Assert.True(answer.Text.StartsWith("SRE0104 ", StringComparison.Ordinal) && answer.Text.Contains($"'{argument}'", StringComparison.Ordinal), $"{name} {argument}={value.Json}: {answer.Text}");
            }

            var unknown = await wire.CallAsync(name, """{"--kubeconfig":"/etc/shadow"}""");
            Assert.StartsWith("SRE0102 ", unknown.Text, StringComparison.Ordinal);
        }

        Assert.True(sent > 300, $"{sent} wrong types were tried.");
        wire.AssertSound();
        Assert.Empty(wire.Server.StandardError);
        var rows = Books.Journal(_home);
        Assert.Equal(wire.Answered, rows.Count);
        Assert.All(rows, row => Assert.NotNull(row.Ended));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Workspace));
        await Books.AssertChainHoldsAsync(_home);
    }

    private static string TypeOf(JsonElement schema) => schema.GetProperty("type").GetString()!;

    /// <summary>One argument as given, the required others as something that is right in form.</summary>
    private static string Arguments(JsonProperty[] declared, string[] required, string name, string json)
    {
        var others = declared.Where(argument => argument.Name != name && required.Contains(argument.Name, StringComparer.Ordinal))
            .Select(argument => $"{JsonSerializer.Serialize(argument.Name)}:{Right(argument.Value)}");
        return $"{{{string.Join(',', others.Append($"{JsonSerializer.Serialize(name)}:{json}"))}}}";
    }

    private static string Right(JsonElement schema) => TypeOf(schema) switch
    {
        _ when schema.TryGetProperty("enum", out var choices) => choices[0].GetRawText(),
        "integer" => schema.GetProperty("minimum").GetRawText(),
        "boolean" => "true",
        "array" => "[]",
        "object" => "{}",
        _ => "\"Deployment/x\"",
    };

    private static void AssertClean(string tool, ToolAnswer answer)
    {
        Assert.DoesNotContain("SRE0106", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Text, character => (char.IsControl(character) && character is not '\n') || character is '\u202E' or '\u200b');
        Assert.True(!answer.IsError || answer.Text.Contains("SRE0", StringComparison.Ordinal), $"{tool}: {answer.Text}");
    }
}
