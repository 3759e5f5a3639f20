using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace SreMcp.Protocol;

/// <summary>Negotiates a version that we do not know to the newest that we do, instead of refusing it.</summary>
/// <remarks>It has to happen to the message itself: the SDK looks at the version before any filter of ours.</remarks>
internal static class ProtocolVersions
{
    private const string Newest = "2026-07-28";
    private const string NewestHandshake = "2025-11-25";
    private const string Key = "io.modelcontextprotocol/protocolVersion";

    private static readonly string[] Handshakes = ["2024-11-05", "2025-03-26", "2025-06-18", NewestHandshake];

    public static void Negotiate(JsonRpcRequest request)
    {
        try
        {
            if (request.Params is JsonObject parameters)
            {
                Negotiate(request.Method, parameters);
            }
        }
        catch (Exception malformed) when (malformed is ArgumentException or InvalidOperationException)
        {
            // A member stands twice, say: whoever reads the parameters later names it. Nothing may end the reading of lines.
        }
    }

    private static void Negotiate(string method, JsonObject parameters)
    {
        if (method is RequestMethods.Initialize && !Is(parameters["protocolVersion"], Handshakes))
        {
            parameters["protocolVersion"] = NewestHandshake;
        }

        if (parameters["_meta"] is JsonObject meta && meta.ContainsKey(Key) && !Is(meta[Key], [Newest, .. Handshakes]))
        {
            meta[Key] = Newest;
        }
    }

    private static bool Is(JsonNode? version, string[] known) =>
        version is JsonValue value && value.TryGetValue<string>(out var text) && known.Contains(text, StringComparer.Ordinal);
}
