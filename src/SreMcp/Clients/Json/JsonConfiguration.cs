using System.Text.Encodings.Web;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Clients.Json;

/// <summary>Puts our entry into a client's JSON. What is there keeps every byte: other servers, comments, order, layout.</summary>
/// <param name="Servers">The member of the root that holds the servers by name.</param>
/// <param name="SaysStdio">The client wants to be told the transport.</param>
internal sealed record JsonConfiguration(string Servers, bool SaysStdio, JsonDialect Dialect) : IConfigurationFormat
{
    public Merged Merge(string shown, string text, ServerEntry entry)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new(Fresh(entry), []);
        }

        var root = JsonPlace.Read(shown, text, Dialect);
        RefuseUnlessObject(root, shown, text, "the file");
        var insertion = new JsonInsertion(text, root);
        if (root.Find(Servers, shown, text) is not { } servers)
        {
            return new(insertion.Add(root, indent => Member(Servers, indent is null ? $"{{ {Ours(entry, null, insertion)} }}" : Nested(entry, indent, insertion))), []);
        }

        RefuseUnlessObject(servers.Value, shown, text, Servers);
        return servers.Value.Find(entry.Name, shown, text) is { } existing
            ? Update(shown, text, entry, existing)
            : new(insertion.Add(servers.Value, indent => Ours(entry, indent, insertion)), []);
    }

    /// <summary>Every value of an environment, a header or an argument: what may be secret in such a file.</summary>
    public IEnumerable<string> Confidential(string shown, string text) =>
        string.IsNullOrWhiteSpace(text) ? [] : Strings(JsonPlace.Read(shown, text, Dialect), isConfidential: false);

    private static IEnumerable<string> Strings(JsonPlace place, bool isConfidential) =>
    [
        .. isConfidential && place.Text is { } text ? (string[])[text] : [],
        .. place.Items.SelectMany(item => Strings(item, isConfidential)),
        .. place.Members.SelectMany(member => Strings(member.Value, isConfidential || member.Name is "env" or "headers" or "args" or "auth" or "oauth" or "requestInit")),
    ];

    private static Merged Update(string shown, string text, ServerEntry entry, JsonMember existing)
    {
        var line = Layout.LineOf(text, existing.Start);
        RefuseUnlessObject(existing.Value, shown, text, entry.Name);
        var command = existing.Value.Find("command", shown, text)?.Value;
        var arguments = existing.Value.Find("args", shown, text)?.Value.Items ?? [];
        if (command?.Text is not { } there || !ServerEntry.IsOurs(there) || (arguments.Count > 0 && arguments[0].Text != ServerEntry.Argument))
        {
            throw new SreException(Errors.Commands.NameTaken, $"{shown}:{line}: found a server '{entry.Name}' that does not start `sre-mcp serve`, expected that name to be free.");
        }

        string[] approvals = [.. existing.Value.Members.Where(member => ServerEntry.Approvals.Contains(member.Name) && IsSet(member.Value)).Select(member => member.Name)];
        return new(there == entry.Command ? text : TextEdit.Apply(text, new TextEdit(command.Start, command.End - command.Start, Quoted(entry.Command))), approvals);
    }

    private static bool IsSet(JsonPlace value) => value switch
    {
        { Kind: JsonTokenType.False or JsonTokenType.Null } => false,
        { Kind: JsonTokenType.StartArray } => value.Items.Count > 0,
        _ => true,
    };

    private static void RefuseUnlessObject(JsonPlace place, string shown, string text, string what)
    {
        if (place.Kind is not JsonTokenType.StartObject)
        {
            throw new SreException(Errors.Commands.ClientFileMalformed, $"{shown}:{Layout.LineOf(text, place.Start)}: found a value that is no object as {what}, expected an object.");
        }
    }

    private string Fresh(ServerEntry entry)
    {
        const string Empty = "{}";
        var insertion = new JsonInsertion(Empty, JsonPlace.Read("", Empty, Dialect));
        return $"{{\n  {Member(Servers, Nested(entry, "  ", insertion))}\n}}\n";
    }

    private string Nested(ServerEntry entry, string indent, JsonInsertion insertion)
    {
        var inner = insertion.Deeper(indent);
        return $"{{{insertion.Break}{inner}{Ours(entry, inner, insertion)}{insertion.Break}{indent}}}";
    }

    private string Ours(ServerEntry entry, string? indent, JsonInsertion insertion)
    {
        string[] members = [.. SaysStdio ? (string[])[Member("type", Quoted("stdio"))] : [], Member("command", Quoted(entry.Command)), Member("args", $"[{Quoted(ServerEntry.Argument)}]")];
        if (indent is null)
        {
            return Member(entry.Name, $"{{ {string.Join(", ", members)} }}");
        }

        var between = $"{insertion.Break}{insertion.Deeper(indent)}";
        return Member(entry.Name, $"{{{between}{string.Join($",{between}", members)}{insertion.Break}{indent}}}");
    }

    private static string Member(string name, string value) => $"{Quoted(name)}: {value}";

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
