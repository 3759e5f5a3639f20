using System.Text.Json;
using ModelContextProtocol;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Protocol;

namespace SreMcp.Commands;

/// <summary><c>sre-mcp tools</c>: what a client's <c>tools/list</c> shows, with its cost.</summary>
internal static class ToolsCommand
{
    public static int Run(SessionOptions options)
    {
        using var session = Session.Start(options);
        var table = new TextTable("TOOL", "CLASS", "TOKENS", "SAYS") { IsOurs = true, Limit = 160 };
        var total = 0;
        foreach (var tool in session.ListedTools())
        {
            var tokens = Tokens(tool);
            total += tokens;
            table.Add(tool.Name, tool.Class.ToString().ToLowerInvariant(), $"{tokens}", tool.Says);
        }

        Terminal.Write(table.Render(session.Redactor));
        Terminal.Write($"{table.Count} tools, {total} tokens ({Budget.BytesPerToken} bytes each).");
        return 0;
    }

    /// <summary>The size of a tool's definition on the wire.</summary>
    public static int Tokens(Tools.Tool tool) =>
        JsonSerializer.SerializeToUtf8Bytes(ToolDefinition.Of(tool), McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ModelContextProtocol.Protocol.Tool))).Length / Budget.BytesPerToken;
}
