using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>A client that writes the protocol by hand, and can therefore write what no SDK would.</summary>
internal sealed class Wire(ServerProcess server, string protocol = ServerProcess.Discovery)
{
    private int _last;

    /// <summary>The handshake of the older generation; nothing for the newer one.</summary>
    public async Task BeginAsync()
    {
        if (protocol is ServerProcess.Handshake)
        {
            await AskAsync("initialize", $$$"""{"protocolVersion":"{{{protocol}}}","capabilities":{},"clientInfo":{"name":"wire","version":"1"}}""");
            await server.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        }
    }

    /// <summary>Sends a request and returns the whole message that answers it.</summary>
    public async Task<JsonNode> AskAsync(string method, string parameters = "{}")
    {
        var id = await SendAsync(method, parameters);
        return await AnswerAsync(id);
    }

    public async Task<int> SendAsync(string method, string parameters = "{}")
    {
        var id = ++_last;
        await server.WriteLineAsync(Line(id, method, parameters));
        return id;
    }

    /// <summary>The request as one line; the newer generation names its version and what the client can do in each.</summary>
    public string Line(int id, string method, string parameters = "{}")
    {
        var named = (JsonObject)JsonNode.Parse(parameters)!;
        if (protocol is not ServerProcess.Handshake)
        {
            named["_meta"] ??= new JsonObject
            {
                ["io.modelcontextprotocol/protocolVersion"] = protocol,
                ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "wire", ["version"] = "1" },
                ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject { ["elicitation"] = new JsonObject { ["form"] = new JsonObject() } },
            };
        }

        return new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = named }.ToJsonString();
    }

    /// <summary>Reads until the answer to this request; what comes before it is passed over.</summary>
    public async Task<JsonNode> AnswerAsync(int id)
    {
        while (await server.ReadLineAsync() is { } line)
        {
            var message = JsonNode.Parse(line)!;
            if (message["method"] is null && message["id"] is JsonValue value && value.TryGetValue<int>(out var answered) && answered == id)
            {
                return message;
            }
        }

        throw new EndOfStreamException($"stdout ended before request {id} was answered. stderr: {string.Join('\n', server.StandardError)}");
    }

    public Task<JsonNode> CallAsync(string tool, string arguments, string more = "") =>
        AskAsync("tools/call", $$"""{"name":"{{tool}}","arguments":{{arguments}}{{more}}}""");

    public static string Text(JsonNode message) => (string?)message["result"]?["content"]?[0]?["text"] ?? message.ToJsonString();
}
