using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SreMcp.Policy;
using SreMcp.Store;
using SreMcp.Tools;

namespace SreMcp.Calls;

/// <summary>The journal's row of one call, from before the work to after it. Where it cannot be written, execute is refused and reads go on.</summary>
internal sealed class JournalEntry
{
    private const int ArgumentLimit = 4_000;
    private const int BeforeLimit = 20_000;

    private readonly Session _session;
    private SreException? _unwritten;

    private JournalEntry(Session session) => _session = session;

    /// <summary>The row's id; empty when it could not be written.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Why nothing may execute; null when the row is durable.</summary>
    public SreException? Unwritten => _unwritten;

    /// <param name="tool">Null for a name that no tool has.</param>
    public static JournalEntry Begin(Session session, Tool? tool, string name, IReadOnlyDictionary<string, JsonElement>? given)
    {
        var entry = new JournalEntry(session);
        try
        {
            entry.Id = session.Ledger.Journal.Begin(new(
                tool?.Name ?? session.Redactor.Redact(TextCleaner.OneLine(name, 60)), tool?.Class ?? OperationClass.Read, session.Redactor.RedactOpaque(session.Redactor.CleanLine(new(Json(given)), ArgumentLimit))));
        }
        catch (SreException unwritten)
        {
            entry._unwritten = unwritten;
        }

        return entry;
    }

    /// <summary>Completes the row. Returns what the reader must be warned of; null when everything was written.</summary>
    public string? End(Call call, string outcome, int characters)
    {
        try
        {
            if (_unwritten is null)
            {
                if (Deciding(call) is { } deciding)
                {
                    _session.Ledger.Journal.Decide(Id, deciding.Decision.Target.Display, deciding.Decision.Classification.Environment, deciding.ChainHead is null ? null : deciding.Id);
                }

                _session.Ledger.Journal.Complete(Id, new(outcome, characters, call.Before is null ? null : _session.Redactor.CleanLines(new(call.Before), BeforeLimit)));
            }
        }
        catch (SreException unwritten)
        {
            _unwritten = unwritten;
        }

        return _unwritten is null ? null : $"{_unwritten.Code} this call is not in the journal: {_unwritten.What} Execute tools are refused until it can be written.";
    }

    /// <summary>The decision that a reader looks for: the denial, else the weightiest operation; reads on the way to it stand in the chain alone.</summary>
    private static RecordedDecision? Deciding(Call call) =>
        call.Decisions.FirstOrDefault(decision => decision.Decision.Verdict is Verdict.Deny) ?? call.Decisions.MaxBy(decision => decision.Decision.Operation.Class);

    /// <summary>Relaxed, since escapes would hide a secret's characters from redaction.</summary>
    private static string Json(IReadOnlyDictionary<string, JsonElement>? given)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in (given ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(name);
                if (IsUnicode(value))
                {
                    value.WriteTo(json);
                }
                else
                {
                    json.WriteStringValue("(not valid Unicode)");
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>JSON can spell a lone surrogate, which no text can hold.</summary>
    private static bool IsUnicode(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is not null,
                JsonValueKind.Array => value.EnumerateArray().All(IsUnicode),
                JsonValueKind.Object => value.EnumerateObject().All(member => member.Name is not null && IsUnicode(member.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
