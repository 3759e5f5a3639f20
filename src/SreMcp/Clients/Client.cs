#pragma warning disable RS0030 // looks which folders of clients are there
using SreMcp.Clients.Json;
using SreMcp.Clients.Toml;
using SreMcp.Policy;

namespace SreMcp.Clients;

/// <summary>A program that starts us, and how it is told to.</summary>
/// <param name="Name">As <c>--client</c> takes it.</param>
/// <param name="ProjectFile">Below the project's folder; null when it keeps servers for the user only.</param>
/// <param name="UserFile">Below the home folder; null when that file is not ours to edit.</param>
/// <param name="Traces">What shows that it is in use: names below the home folder.</param>
/// <param name="Then">What the client still asks of the person.</param>
internal sealed record Client(string Name, string Title, IConfigurationFormat Format, string? ProjectFile, string? UserFile, IReadOnlyList<string> Traces, string Then)
{
    public static IReadOnlyList<Client> All { get; } =
    [
        new("claude-code", "Claude Code", new JsonConfiguration("mcpServers", SaysStdio: false, JsonDialect.Strict), ".mcp.json", null, [".claude", ".claude.json"], "Claude Code asks once whether this project's server may be used: /mcp shows it."),
        new("cursor", "Cursor", new JsonConfiguration("mcpServers", SaysStdio: true, JsonDialect.Jsonc), ".cursor/mcp.json", ".cursor/mcp.json", [".cursor"], "Cursor starts it once it is switched on in its settings, under MCP."),
        new("vscode", "VS Code", new JsonConfiguration("servers", SaysStdio: true, JsonDialect.Jsonc), ".vscode/mcp.json", null, [".vscode", ".config/Code", "Library/Application Support/Code", "AppData/Roaming/Code"], "VS Code asks whether to trust the server when it starts it first."),
        new("codex", "Codex", new TomlConfiguration("mcp_servers"), null, ".codex/config.toml", [".codex"], "Codex starts it in its next session."),
        new("gemini", "Gemini CLI", new JsonConfiguration("mcpServers", SaysStdio: false, JsonDialect.WithComments), ".gemini/settings.json", ".gemini/settings.json", [".gemini"], "Gemini CLI starts it in its next session, if it trusts the folder."),
    ];

    /// <exception cref="SreException">SRE0801 for a name that no client has.</exception>
    public static Client Of(string name) => All.FirstOrDefault(client => client.Name == name)
        ?? throw new SreException(Errors.Commands.Usage, $"There is no client '{TextCleaner.OneLine(name, 40)}'; there are {string.Join(", ", All.Select(client => client.Name))}.");

    /// <summary>Evidently in use: its file or folder is in the project, or its own folder is in the home folder.</summary>
    public bool IsInUse(string? project, string home) =>
        (project is not null && ProjectFile is not null && (Path.Exists(Path.Combine(project, ProjectFile)) || (ProjectFile.Contains('/', StringComparison.Ordinal) && Path.Exists(Path.Combine(project, ProjectFile.Split('/')[0])))))
        || Traces.Any(trace => Path.Exists(Path.Combine(home, trace)));

    /// <summary>The file to edit and the folder that it must not lead out of.</summary>
    /// <param name="project">Null where there is none: in the home folder and at the root.</param>
    /// <exception cref="SreException">SRE0801 when the client has no such file.</exception>
    public (string Path, string Root) FileFor(bool forUser, string? project, string home) => (forUser, ProjectFile, UserFile, project) switch
    {
        (true, _, null, _) => throw new SreException(Errors.Commands.Usage, $"{Title} keeps a user's servers among other state, which is not edited here.", Name is "claude-code" ? "Use: claude mcp add --scope user sre -- PATH/sre-mcp serve" : "Leave --user out, or use the command «MCP: Add Server» of VS Code."),
        (true, _, { } file, _) => (Path.Combine(home, file), home),
        (_, null, { } file, _) => (Path.Combine(home, file), home),
        (_, { } file, _, { } folder) => (Path.Combine(folder, file), folder),
        _ => throw new SreException(Errors.Policies.BadWorkspace, $"{Title} is set up for a project, and this folder is none: the home folder and the root of a drive are no workspaces.", "Run it in a project's folder, name one with --workspace, or use --user."),
    };
}
