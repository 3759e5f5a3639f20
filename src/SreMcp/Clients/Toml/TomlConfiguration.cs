using System.Text;
using SreMcp.Policy;

namespace SreMcp.Clients.Toml;

/// <summary>Puts our entry into Codex's TOML, as a table of its own at the end. What is there keeps every byte.</summary>
internal sealed record TomlConfiguration(string Servers) : IConfigurationFormat
{
    private static readonly string[] Approving = ["approve", "auto"];

    public Merged Merge(string shown, string text, ServerEntry entry)
    {
        var document = TomlReader.Read(shown, text);
        var ours = document.Values.Where(value => value.IsBelow(Servers, entry.Name)).ToArray();
        if (ours.Length > 0 || document.Tables.Any(table => table.Path is [var servers, var name, ..] && servers == Servers && name == entry.Name))
        {
            return Update(shown, text, entry, document, ours);
        }

        var block = document.Values.FirstOrDefault(value => value.IsAt(Servers));
        var array = document.Tables.FirstOrDefault(table => table.Path[0].StartsWith($"{Servers}#", StringComparison.Ordinal));
        if (block is not null || array is not null)
        {
            throw new SreException(
                Errors.Commands.ClientFileMalformed,
                $"{shown}:{Layout.LineOf(text, block?.Start ?? array!.Start)}: found {Servers} {(block is { Kind: TomlKind.InlineTable } ? "as one inline table, which nothing can be added to" : "as something else than a table")}, expected [{Servers}.NAME] tables.");
        }

        return new(Appended(text, entry), []);
    }

    public IEnumerable<string> Confidential(string shown, string text) =>
        TomlReader.Read(shown, text).Values
            .Where(value => value.Path.Any(key => key is "env" or "args" or "http_headers" or "bearer_token"))
            .SelectMany(value => value.Items.Append(value))
            .Select(value => value.Text)
            .OfType<string>();

    private Merged Update(string shown, string text, ServerEntry entry, TomlDocument document, TomlValue[] ours)
    {
        var command = ours.FirstOrDefault(value => value.IsAt(Servers, entry.Name, "command"));
        var arguments = ours.FirstOrDefault(value => value.IsAt(Servers, entry.Name, "args"))?.Items ?? [];
        if (command is not { Kind: TomlKind.Text, Text: { } there } || !ServerEntry.IsOurs(there) || (arguments.Count > 0 && arguments[0].Text != ServerEntry.Argument))
        {
            var at = ours.FirstOrDefault()?.Start ?? document.Tables.First(table => table.Path.Count > 1 && table.Path[1] == entry.Name).Start;
            throw new SreException(Errors.Commands.NameTaken, $"{shown}:{Layout.LineOf(text, at)}: found a server '{entry.Name}' that does not start `sre-mcp serve`, expected that name to be free.");
        }

        string[] approvals = [.. ours.Where(value => ServerEntry.Approvals.Contains(value.Path[^1]) && (value.Text is "true" || Approving.Contains(value.Text) || value.Items.Count > 0)).Select(value => value.Path[^1])];
        return new(there == entry.Command ? text : TextEdit.Apply(text, new TextEdit(command.Start, command.End - command.Start, Quoted(entry.Command))), approvals);
    }

    private string Appended(string text, ServerEntry entry)
    {
        var line = Layout.LineBreak(text);
        var before = text.Length == 0 ? "" : text.EndsWith('\n') ? line : line + line;
        return $"{text}{before}[{Servers}.{entry.Name}]{line}command = {Quoted(entry.Command)}{line}args = [{Quoted(ServerEntry.Argument)}]{line}";
    }

    /// <summary>A path with backslashes reads better where they mean themselves.</summary>
    private static string Quoted(string text)
    {
        if (text.Contains('\\', StringComparison.Ordinal) && !text.Contains('\'', StringComparison.Ordinal))
        {
            return $"'{text}'";
        }

        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            quoted.Append(letter is '"' or '\\' ? $"\\{letter}" : letter.ToString());
        }

        return quoted.Append('"').ToString();
    }
}
