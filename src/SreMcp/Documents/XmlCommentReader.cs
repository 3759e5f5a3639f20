using System.Xml;
using System.Xml.Linq;
using SreMcp.Policy;

namespace SreMcp.Documents;

/// <summary>Reads the XML file that the C# compiler writes from doc comments ("Recommended XML tags", ids as in annex D of the C# specification).</summary>
internal static class XmlCommentReader
{
    /// <param name="file">For messages.</param>
    /// <exception cref="SreException">SRE0611 when it is no such file.</exception>
    public static ApiDescription Read(string text, string file)
    {
        var root = Parse(text, file);
        var assembly = (string?)root.Element("assembly")?.Element("name") ?? file;
        List<ApiEntry> entries = [];
        foreach (var type in root.Element("members")!.Elements("member").Select(member => (Id: (string?)member.Attribute("name") ?? "", Member: member)).Where(pair => pair.Id.Length > 2)
            .OrderBy(pair => TypeOf(pair.Id), StringComparer.Ordinal).GroupBy(pair => TypeOf(pair.Id), StringComparer.Ordinal))
        {
            var own = type.FirstOrDefault(pair => pair.Id[0] is 'T').Member;
            entries.Add(new(ApiEntryKind.Type, type.Key, Says: own is null ? null : Text(own.Element("summary"))));
            foreach (var (id, member) in type.Where(pair => pair.Id[0] is not 'T').OrderBy(pair => pair.Id[2..], StringComparer.Ordinal))
            {
                AddMember(entries, id[(2 + type.Key.Length)..].TrimStart('.'), member);
            }
        }

        return new(assembly, "from doc comments", null, [], entries);
    }

    private static void AddMember(List<ApiEntry> entries, string name, XElement member)
    {
        entries.Add(new(ApiEntryKind.Member, name.Replace("#ctor", "constructor", StringComparison.Ordinal), Says: Text(member.Element("summary"))));
        entries.AddRange(member.Elements("param").Select(part => new ApiEntry(ApiEntryKind.Parameter, (string?)part.Attribute("name") ?? "(no name)", Says: Text(part))));
        entries.AddRange(member.Elements("returns").Select(part => new ApiEntry(ApiEntryKind.Response, "returns", Says: Text(part))));
        entries.AddRange(member.Elements("exception").Select(part => new ApiEntry(ApiEntryKind.Throws, Short((string?)part.Attribute("cref") ?? "(no type)"), Says: Text(part))));
    }

    /// <summary>No DTD, so that no entity grows and none leads to another file.</summary>
    private static XElement Parse(string text, string file)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            if (XDocument.Load(reader).Root is { Name.LocalName: "doc" } root && root.Element("members") is not null)
            {
                return root;
            }
        }
        catch (XmlException malformed)
        {
            throw new SreException(Errors.Templates.UnknownDescription, $"{file} is not valid XML: line {malformed.LineNumber}.", inner: malformed);
        }

        throw new SreException(Errors.Templates.UnknownDescription, $"{file} holds no doc comments: the compiler writes them as <doc><members>.");
    }

    /// <summary>The type of <c>M:Shop.Cart.Add(System.String)</c> is <c>Shop.Cart</c>.</summary>
    private static string TypeOf(string id)
    {
        var name = id[2..];
        var end = name.IndexOf('(', StringComparison.Ordinal) is >= 0 and var open ? open : name.Length;
        return id[0] is 'T' || name.LastIndexOf('.', end - 1) is not (> 0 and var dot) ? name : name[..dot];
    }

    /// <summary>The words of a comment, references by their short names, in one line.</summary>
    private static string? Text(XElement? comment) => comment is null
        ? null
        : string.Join(' ', string.Concat(comment.DescendantNodes().Select(Words)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } text ? text : null;

    private static string Words(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference when reference.IsEmpty =>
            Short((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("name") ?? (string?)reference.Attribute("href") ?? ""),
        _ => "",
    };

    private static string Short(string reference)
    {
        var name = reference is [_, ':', ..] ? reference[2..] : reference;
        var end = name.IndexOf('(', StringComparison.Ordinal) is >= 0 and var open ? open : name.Length;
        return name[..end][(name[..end].LastIndexOf('.') + 1)..];
    }
}
