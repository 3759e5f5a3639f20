using SreMcp.Calls;
using SreMcp.Protocol;

namespace SreMcp.Commands;

/// <summary><c>sre-mcp serve</c>: speaks the protocol on stdin and stdout until input ends.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(SessionOptions options)
    {
        await using var session = Session.Start(options);
        await using var input = Terminal.OpenInput();
        await using var output = Terminal.OpenOutput();
        await new StdioServer(session, input, output).RunAsync();
        return 0;
    }
}
