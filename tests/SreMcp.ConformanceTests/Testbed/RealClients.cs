namespace SreMcp.ConformanceTests.Testbed;

/// <summary>The clients that <c>tests/clients/install.sh</c> has installed. tests/run.sh says where; without them tests skip.</summary>
internal static class RealClients
{
    public static string Folder => Published.Given("SRE_MCP_CLIENTS", "the clients that tests/clients/install.sh installs");

    /// <summary>A script of a package, under the Node.js that comes with the clients.</summary>
    public static Command Node(HomeFolder home, string script, params IReadOnlyList<string> arguments) =>
        new(home, Path.Combine(NodeFolder, "node"), [script, .. arguments]) { Path = [NodeFolder] };

    /// <summary>The path of a file in a package.</summary>
    public static string InPackage(string package, string file) => Path.Combine(Folder, "node_modules", package, file);

    /// <summary>A script of ours in <c>tests/clients</c>.</summary>
    public static string Script(string name) => Path.Combine(Checkout.Root, "tests", "clients", name);

    /// <summary>Claude Code is a program of its own; its package only chooses the right one.</summary>
    public static Command Claude(HomeFolder home, params IReadOnlyList<string> arguments)
    {
        Command claude = new(home, InPackage($"@anthropic-ai/claude-code-{Platform}", "claude"), arguments) { Path = [NodeFolder] };
        claude.Variables["CLAUDE_CONFIG_DIR"] = Path.Combine(home.Path, ".claude");
        claude.Variables["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1";
        claude.Variables["DISABLE_AUTOUPDATER"] = "1";
        return claude;
    }

    private static string Platform => Published.Platform;

    private static string NodeFolder => InPackage($"node-{Platform}", "bin");
}
