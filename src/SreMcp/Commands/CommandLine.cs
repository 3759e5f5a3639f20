using System.CommandLine;
using System.CommandLine.Parsing;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Tools;

namespace SreMcp.Commands;

/// <summary>The commands of <c>sre-mcp</c>.</summary>
internal static class CommandLine
{
    private static readonly Option<string?> Workspace = new("--workspace") { Description = "The workspace folder (default: the current folder).", Recursive = true };

    private static readonly Option<bool> Recorded = new("--recorded") { Description = "The recorded world: nothing real is read or reached, and it has its own journal and audit chain.", Recursive = true };

    public static Task<int> RunAsync(string[] arguments)
    {
        var parsed = Root().Parse(arguments);
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        if (parsed.Errors.Count > 0)
        {
            // The help that follows an error must not be taken for protocol by a client that started us with a wrong flag.
            invocation.Output = Terminal.Errors;
        }

        return parsed.InvokeAsync(invocation);
    }

    private static RootCommand Root()
    {
        var audit = AuditCommand.Create(Options);
        audit.Options.Add(Recorded);
        var root = new RootCommand("sre-mcp stands between an AI agent and production: agents read and generate anywhere, execute only where an operator opened the door, and never in production.")
        {
            Workspace,
            InitCommand.Create(Options),
            DoctorCommand.Create(Options),
            Serve(),
            Tools(),
            Call(),
            PolicyCommand.Create(Options),
            audit,
            TourCommand.Create(Workspace),
            TrustCommand.Create(Options),
        };
        root.SetAction(_ =>
        {
            Terminal.Write("""
                sre-mcp: read, check, generate and (where opened) execute, for an AI agent.

                  sre-mcp tour                     a recorded incident, step by step: no cluster, no account
                  sre-mcp init                     set up Claude Code, Cursor, VS Code, Codex, Gemini CLI
                  sre-mcp doctor                   what each cluster is, whether a credential could write to production
                  sre-mcp tools                    what an agent gets
                  sre-mcp call TOOL --arg value    one call from the shell, under the same policy
                  sre-mcp policy check             load every policy file and run its examples
                  sre-mcp policy explain ...       what policy would decide, and why
                  sre-mcp audit list|verify|export the chain of decisions
                  sre-mcp trust FILE               pin a workspace file (terminal only)
                  sre-mcp serve                    what a client starts; also without any argument when stdin is no terminal
                  sre-mcp serve --recorded         the tour's world, for an agent to play in

                  sre-mcp COMMAND --help           everything about one of them
                """);
            return 0;
        });
        return root;
    }

    private static SessionOptions Options(ParseResult parsed) => new() { Workspace = parsed.GetValue(Workspace), Recorded = parsed.GetValue(Recorded) };

    private static Command Serve()
    {
        var sets = new Option<ToolSet[]>("--sets")
        {
            Description = $"List only these sets of tools: {string.Join(", ", ToolSets.ByName.Keys)}.",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = result => [.. result.Tokens.Select(token => ToolSets.ByName.TryGetValue(token.Value, out var set) ? set : Unknown(result, token.Value))],
        };
        var hide = new Option<string[]>("--hide") { Description = "Do not list these tools.", AllowMultipleArgumentsPerToken = true };
        var serve = new Command("serve", "Serve one client over stdin and stdout.") { sets, hide, Recorded };
        serve.SetAction((parsed, _) => ServeCommand.RunAsync(Options(parsed) with { Sets = parsed.GetValue(sets) ?? [], Hidden = parsed.GetValue(hide) ?? [] }));
        return serve;
    }

    private static ToolSet Unknown(ArgumentResult result, string name)
    {
        result.AddError($"There is no tool set '{TextCleaner.OneLine(name, 60)}': {Spelling.OneOf(name, [.. ToolSets.ByName.Keys])}.");
        return default;
    }

    private static Command Tools()
    {
        var tools = new Command("tools", "List the tools with their classes and what each costs in tokens.");
        tools.SetAction(parsed => ToolsCommand.Run(Options(parsed)));
        return tools;
    }

    private static Command Call()
    {
        var tool = new Argument<string>("tool") { Description = "The tool's name." };
        var json = new Option<string?>("--json") { Description = "All arguments as one JSON object; - reads it from stdin." };
        var call = new Command("call", "Call a tool from the shell: sre-mcp call read_kubernetes --kind pods --problems true") { tool, json, Recorded };
        call.TreatUnmatchedTokensAsErrors = false;
        call.SetAction((parsed, cancelled) => CallCommand.RunAsync(Options(parsed), parsed.GetRequiredValue(tool), parsed.GetValue(json), parsed.UnmatchedTokens, cancelled));
        return call;
    }
}
