using System.CommandLine;
using System.Security.Cryptography;
using SreMcp.Calls;
using SreMcp.Clients;
using SreMcp.Configuration;
using SreMcp.Policy;

namespace SreMcp.Commands;

/// <summary><c>sre-mcp init</c>: writes our entry into the files of the clients, after showing the change.</summary>
internal sealed class InitCommand
{
    private readonly Option<string[]> _clients = new("--client") { Description = "Which clients: claude-code, cursor, vscode, codex, gemini. Default: those evidently in use.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _name = new("--name") { Description = "The server's name in the clients.", DefaultValueFactory = _ => ServerEntry.DefaultName };
    private readonly Option<bool> _user = new("--user") { Description = "For all projects of this user (Cursor, Gemini CLI; Codex always)." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show the change, write nothing." };
    private readonly Option<bool> _yes = new("--yes") { Description = "Write without asking; needed without a terminal." };

    private readonly Func<ParseResult, SessionOptions> _options;

    private InitCommand(Func<ParseResult, SessionOptions> options) => _options = options;

    public static Command Create(Func<ParseResult, SessionOptions> options)
    {
        var init = new InitCommand(options);
        var command = new Command("init", "Set up the clients of this project: shows the change, asks, and writes only the entry that starts this executable.")
        {
            init._clients, init._name, init._user, init._dryRun, init._yes,
        };
        command.SetAction(init.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var home = PolicyPlaces.Home;
        var project = Workspace.Find(_options(parsed).Workspace, System.Environment.CurrentDirectory, home)?.Folder;
        var entry = ServerEntry.Of(parsed.GetRequiredValue(_name), System.Environment.ProcessPath, AppContext.BaseDirectory);
        var redactor = new Redactor(RandomNumberGenerator.GetBytes(32));
        var forUser = parsed.GetValue(_user);
        var clients = Choose(parsed.GetValue(_clients) ?? [], project, home);
        if (Plan(clients, client => PlannedChange.Of(client, entry, forUser, project, home, redactor)) is not { } plan)
        {
            Terminal.Error("Nothing was written.");
            return 1;
        }

        Show(plan, redactor);
        if (project is not null && RealPath.IsWithin(entry.Command, project))
        {
            Terminal.Write($"Note: {entry.Command} lies in the project, where an agent can replace it. Publish it to a folder that agents do not write, and run init from there.");
        }

        var needed = plan.Where(change => change.IsNeeded).ToArray();
        return needed.Length is 0 ? Say("Nothing to do.", 0)
            : parsed.GetValue(_dryRun) ? Say("Nothing was written: this was a dry run.", 0)
            : Confirmed(needed.Length, parsed.GetValue(_yes)) ? Write(needed)
            : Say("Nothing was written.", 1);
    }

    /// <summary>The clients named, else those in use, else those that a person chooses.</summary>
    private static Client[] Choose(string[] named, string? project, string home)
    {
        if (named.Length > 0)
        {
            return [.. named.SelectMany(name => name.Split(',')).Distinct(StringComparer.Ordinal).Select(Client.Of)];
        }

        var inUse = Client.All.Where(client => client.IsInUse(project, home)).ToArray();
        if (inUse.Length > 0)
        {
            return inUse;
        }

        if (!Terminal.IsInteractive)
        {
            throw new SreException(Errors.Commands.NoClient, "No client was named, and neither this folder nor the home folder shows one in use.");
        }

        Terminal.Error($"No client is evidently in use here. There are: {string.Join(", ", Client.All.Select(client => $"{client.Name} ({client.Title})"))}.");
        var answer = Terminal.Ask("Which ones (separated by commas)? ") ?? "";
        return answer.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } chosen
            ? [.. chosen.Distinct(StringComparer.Ordinal).Select(Client.Of)]
            : throw new SreException(Errors.Commands.NoClient, "No client was chosen.");
    }

    /// <summary>Everything is worked out before anything is written; null, with every reason told, when one file refuses.</summary>
    private static List<PlannedChange>? Plan(Client[] clients, Func<Client, PlannedChange> plan)
    {
        List<PlannedChange> changes = [];
        foreach (var client in clients)
        {
            try
            {
                changes.Add(plan(client));
            }
            catch (SreException refused)
            {
                Terminal.Error($"{refused.Code} {client.Title}: {refused.What}");
                Terminal.Error($"Next: {refused.Next}");
            }
        }

        return changes.Count == clients.Length ? changes : null;
    }

    private static void Show(List<PlannedChange> plan, Redactor redactor)
    {
        foreach (var change in plan)
        {
            Terminal.Write(change.IsNeeded ? $"{change.Client.Title}: {change.File.Shown}\n{change.Diff(redactor)}" : $"{change.Client.Title}: {change.File.Shown} has it already.");
            foreach (var key in change.Merged.Approvals)
            {
                Terminal.Write($"Note: the entry there has '{key}', so that {change.Client.Title} does not ask before a tool runs. It was not written by sre-mcp init; take it out.");
            }
        }
    }

    private static bool Confirmed(int files, bool yes)
    {
        if (yes)
        {
            return true;
        }

        if (!Terminal.IsInteractive)
        {
            throw new SreException(Errors.Commands.TerminalOnly, "Nothing was written: there is no terminal to ask at.", "Run it in a terminal, or add --yes once you have read the change.");
        }

        return Terminal.Ask($"Write {(files == 1 ? "this file" : $"these {files} files")}? [y/N] ")?.Trim().ToUpperInvariant() is "Y" or "YES";
    }

    private static int Write(PlannedChange[] changes)
    {
        foreach (var change in changes)
        {
            change.File.Replace(change.Merged.Text);
            Terminal.Write($"Written: {change.File.Shown}. {change.Client.Then}");
        }

        return Say("Next: sre-mcp doctor says what an agent will meet.", 0);
    }

    private static int Say(string line, int code)
    {
        Terminal.Write(line);
        return code;
    }
}
