using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using SreMcp.Skeleton;

// What the SDK gives with the least code: five tools made from methods, its own stdio transport, nothing else.
McpServerOptions options = new()
{
    ServerInfo = new Implementation { Name = "skeleton", Version = "1" },
    ToolCollection =
    [
        McpServerTool.Create(FiveTools.List), McpServerTool.Create(FiveTools.FetchAsync), McpServerTool.Create(FiveTools.Logs),
        McpServerTool.Create(FiveTools.Events), McpServerTool.Create(FiveTools.Echo),
    ],
};
await using StdioServerTransport transport = new(options);
await using var server = McpServer.Create(transport, options);
await server.RunAsync();
