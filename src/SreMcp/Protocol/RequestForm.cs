using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using SreMcp.Policy;

namespace SreMcp.Protocol;

/// <summary>Names what is wrong with the form of a request; the SDK alone says only that an error occurred.</summary>
internal static class RequestForm
{
    private const int MethodLimit = 100;

    /// <summary>The parameters of a request; null when it has none.</summary>
    /// <exception cref="McpProtocolException">They are no object, or the method's name is none.</exception>
    public static JsonObject? Check(JsonRpcRequest request)
    {
        if (request.Method.Length > MethodLimit)
        {
            throw new McpProtocolException("No method has a name that long.", McpErrorCode.MethodNotFound);
        }

        return request.Params switch
        {
            null => null,
            JsonObject named => named,
            _ => throw Wrong(request, "they must be an object"),
        };
    }

    /// <summary>Hands a message on; what only shows while its parameters are read is worded here.</summary>
    public static async Task HandAsync(Func<Task> next, JsonRpcMessage message)
    {
        try
        {
            await next();
        }
        catch (JsonException malformed) when (message is JsonRpcRequest request)
        {
            throw Wrong(request, $"unexpected or missing value{(malformed.Path is { Length: > 1 } path ? $" at {TextCleaner.OneLine(path, 100)}" : "")}");
        }
        catch (Exception malformed) when (malformed is ArgumentException or InvalidOperationException && message is JsonRpcRequest)
        {
            throw Wrong((JsonRpcRequest)message, "a member stands twice, or a text is not valid Unicode");
        }
    }

    private static McpProtocolException Wrong(JsonRpcRequest request, string why) =>
        new($"The parameters of {TextCleaner.OneLine(request.Method, MethodLimit)} do not have the form of the protocol: {why}.", McpErrorCode.InvalidParams);
}
