using System.Text.Json;

namespace SreMcp.Store;

/// <summary>A row as one line of JSON. Text of others is escaped to plain ASCII by the writer.</summary>
internal static class ChainExport
{
    public static void Write(Stream target, ChainRow row)
    {
        using (var json = new Utf8JsonWriter(target))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", row.Seq);
            json.WriteString("time", row.Time);
            json.WriteString("kind", row.Kind);
            json.WriteString("session", row.Session);
            json.WriteString("decision", row.Decision);
            Write(json, "operation", row.Operation);
            Write(json, "target", row.Target);
            Write(json, "environment", row.Environment);
            Write(json, "verdict", row.Verdict);
            Write(json, "rule", row.Rule);
            Write(json, "source", row.Source);
            Write(json, "reason", row.Reason);
            Write(json, "evidence", row.Evidence);
            Write(json, "requirements", row.Requirements);
            Write(json, "outcome", row.Outcome);
            Write(json, "detail", row.Detail);
            json.WriteString("hash", Convert.ToHexStringLower(row.Hash));
            json.WriteEndObject();
        }

        target.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
