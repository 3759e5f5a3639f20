using System.Globalization;
using SreMcp.Calls;
using SreMcp.Documents;
using SreMcp.Manifests;
using SreMcp.Policy;
using SreMcp.Scripts;
using SreMcp.Store;

namespace SreMcp.Generation;

/// <summary>What a document says beside the words of its caller: the description of an API from a file of the workspace, and what the journal knows.</summary>
internal static class DocumentFacts
{
    private const string Entries = "entries";
    private const string Journal = "journal";

    /// <summary>Calls of the journal that a document shows.</summary>
    private const int MostCalls = 100;

    /// <param name="values">Checked against the header and in canonical form.</param>
    /// <exception cref="SreException">SRE0473 to SRE0476 for a file that cannot be read; SRE0611 for one that describes no API.</exception>
    public static TemplateInputs Read(TemplateHeader header, IReadOnlyDictionary<string, TemplateValue> values, Call call)
    {
        var declares = header.Facts.Select(fact => fact.Name).ToHashSet(StringComparer.Ordinal);
        var inputs = declares.Contains(Entries) ? Api(values, call.Session).ToInputs() : [];
        if (declares.Contains(Journal))
        {
            inputs.Add(Journal, new TemplateValue.Table(values.TryGetValue("since", out var since) ? Calls(TimeSpan.FromSeconds(long.Parse(((TemplateValue.One)since).Text, CultureInfo.InvariantCulture)), call) : []));
        }

        return inputs;
    }

    private static ApiDescription Api(IReadOnlyDictionary<string, TemplateValue> values, Session session)
    {
        if (values.TryGetValue("specification", out var specification) == values.TryGetValue("comments", out var comments))
        {
            throw new SreException(Errors.Templates.MissingParameter, "document_api needs one of specification and comments.", "Give the path of an OpenAPI file, or of the XML file that the C# compiler writes from doc comments.");
        }

        var path = ((TemplateValue.One)(specification ?? comments)!).Text;
        var (text, shown) = (ManifestFile.Read(path, session), ManifestFile.Shown(path, session));
        if (comments is not null)
        {
            return XmlCommentReader.Read(text, shown);
        }

        try
        {
            return ManifestReader.Documents(text, most: 1, takesAliases: true) is [var root] ? OpenApiReader.Read(root, shown) : throw new ManifestFault("it is empty");
        }
        catch (ManifestFault fault)
        {
            throw new SreException(Errors.Templates.UnknownDescription, $"{shown} cannot be read: {fault.Message}.", inner: fault);
        }
    }

    /// <summary>Oldest first, without the questions: what was changed, tried, refused and prepared.</summary>
    private static IReadOnlyDictionary<string, string>[] Calls(TimeSpan since, Call call) =>
    [
        .. call.Session.Ledger.Journal.List(new(call.Session.Time.GetUtcNow() - since, null, null, null, null, Cursor: null, Limit: MostCalls * 2)).Rows
            .Where(row => row.Id != call.Id && !row.Tool.StartsWith("read_", StringComparison.Ordinal))
            .Take(MostCalls)
            .Reverse()
            .Select(row => new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["at"] = row.Started.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
                ["tool"] = Cell(row.Tool),
                ["target"] = Cell(row.Target.Line(200)),
                ["outcome"] = Cell(row.Outcome),
            }),
    ];

    private static string Cell(string text) => TextCleaner.OneLine(text, 200) is { Length: > 0 } cell ? cell : "-";
}
