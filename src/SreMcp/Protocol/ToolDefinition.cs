using System.Buffers;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using SreMcp.Policy;
using SreMcp.Tools;

namespace SreMcp.Protocol;

/// <summary>A tool as the protocol shows it. Hints come from the class, so they cannot say anything else.</summary>
internal static class ToolDefinition
{
    public static ModelContextProtocol.Protocol.Tool Of(Tools.Tool tool) => new()
    {
        Name = tool.Name,
        Description = tool.Says,
        InputSchema = Schema(tool),
        Annotations = Hints(tool.Class),
    };

    private static ToolAnnotations Hints(OperationClass @class) => @class switch
    {
        OperationClass.Execute => new() { ReadOnlyHint = false, DestructiveHint = true, IdempotentHint = false, OpenWorldHint = true },
        // Writes new files under .sre-mcp/ of the workspace and nothing else.
        OperationClass.Generate => new() { ReadOnlyHint = false, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = true },
        _ => new() { ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = true },
    };

    private static JsonElement Schema(Tools.Tool tool)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "object");
            json.WriteStartObject("properties");
            foreach (var parameter in tool.Parameters)
            {
                json.WriteStartObject(parameter.Name);
                parameter.WriteSchema(json);
                if (parameter.Says.Length > 0)
                {
                    json.WriteString("description", parameter.Says);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            var required = tool.Parameters.Where(parameter => parameter.IsRequired).ToArray();
            if (required.Length > 0)
            {
                json.WriteStartArray("required");
                foreach (var parameter in required)
                {
                    json.WriteStringValue(parameter.Name);
                }

                json.WriteEndArray();
            }

            json.WriteBoolean("additionalProperties", false);
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(bytes.WrittenMemory);
        return document.RootElement.Clone();
    }
}
