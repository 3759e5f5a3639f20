namespace SreMcp.Clients.Json;

/// <summary>Adds a member to an object as its last, in the layout that is there. Nothing that stands in the text is touched.</summary>
internal sealed class JsonInsertion(string text, JsonPlace root)
{
    private readonly string _break = Layout.LineBreak(text);
    private readonly bool _isOneLine = !text.TrimEnd().Contains('\n', StringComparison.Ordinal);
    private readonly string _unit = UnitOf(text, root);

    /// <param name="member">Gives the member's text for an indentation; null for one line.</param>
    public string Add(JsonPlace target, Func<string?, string> member) => target.Members.Count > 0 ? AddAfter(target, member) : AddFirst(target, member);

    /// <summary>Below an indentation.</summary>
    public string Deeper(string indent) => indent + _unit;

    public string Break => _break;

    private string AddAfter(JsonPlace target, Func<string?, string> member)
    {
        var last = target.Members[^1];
        var after = last.Value.End;
        var comma = Comma(after, target.End - 1);
        if (!Layout.BeginsLine(text, last.Start))
        {
            return comma is { } there
                ? TextEdit.Apply(text, new TextEdit(there + 1, 0, $" {member(null)}"))
                : TextEdit.Apply(text, new TextEdit(after, 0, $", {member(null)}"));
        }

        var indent = Layout.Indent(text, last.Start);
        var added = new TextEdit(EndOfTrivia(comma is { } at ? at + 1 : after), 0, _break + indent + member(indent));
        return comma is null ? TextEdit.Apply(text, new TextEdit(after, 0, ","), added) : TextEdit.Apply(text, added);
    }

    private string AddFirst(JsonPlace target, Func<string?, string> member)
    {
        var open = target.Start + 1;
        if (_isOneLine && text.TrimEnd().Length > 2)
        {
            return TextEdit.Apply(text, new TextEdit(open, 0, member(null)));
        }

        var indent = Layout.Indent(text, target.Start);
        var spans = text.AsSpan(open, target.End - 1 - open).Contains('\n');
        var place = spans ? EndOfTrivia(open) : open;
        return TextEdit.Apply(text, new TextEdit(place, 0, _break + Deeper(indent) + member(Deeper(indent)) + (spans ? "" : _break + indent)));
    }

    /// <summary>The comma that already ends the last member; null when there is none.</summary>
    private int? Comma(int from, int end)
    {
        var at = from;
        while (at < end)
        {
            if (text[at] is ',')
            {
                return at;
            }

            at = Math.Max(JsonComments.EndOfComment(text, at), at + 1);
        }

        return null;
    }

    /// <summary>After the comment that belongs to this line, so that it stays with what it speaks of.</summary>
    private int EndOfTrivia(int from)
    {
        var at = from;
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }

        var end = JsonComments.EndOfComment(text, at);
        return end == at || text.AsSpan(at, end - at).Contains('\n') ? from
            : text[at + 1] is '/' ? end
            : EndOfTrivia(end);
    }

    /// <summary>One step of indentation: that of the first member that stands on a line of its own, else two blanks.</summary>
    private static string UnitOf(string text, JsonPlace root)
    {
        var first = root.Members.Select(member => (int?)member.Start).FirstOrDefault(start => Layout.BeginsLine(text, start!.Value));
        return first is { } at && Layout.Indent(text, at) is { Length: > 0 } indent ? indent : "  ";
    }
}
