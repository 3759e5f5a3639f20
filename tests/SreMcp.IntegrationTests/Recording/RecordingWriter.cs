using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Recording;

/// <summary>Writes the recording that ships, for <c>tests/recording/record.sh</c>.</summary>
public static class RecordingWriter
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Starts three clusters, one after the other, and records the incident in each.</summary>
    public static async Task WriteAsync()
    {
        foreach (var context in new[] { "production", "staging", "development" })
        {
            await using var plane = await ControlPlane.StartAsync($"recording-{context}", context);
            var incident = new Incident(plane.Admin, plane.World, plane.Logs);
            await incident.SeedAsync(isReleased: context is not "staging");
            var recorder = new Recorder(plane.Admin);
            Write(context, await recorder.ClusterAsync(context, incident.Released));
            if (context is "production")
            {
                Write("server", await recorder.ServerAsync());
            }
        }
    }

    /// <summary>One object a line, so that a review sees what has changed.</summary>
    private static void Write(string name, JsonObject recording)
    {
        StringBuilder text = new("{\n");
        text.AppendJoin(",\n", recording.Select(part => part.Value is JsonObject lines ? $"\"{part.Key}\":{{\n{Lines(lines)}\n}}" : $"\"{part.Key}\":{part.Value!.ToJsonString(Plain)}"));
        File.WriteAllText(Checkout.Path("src", "SreMcp.Sources", "Kubernetes", "Recorded", "Recordings", $"{name}.json"), text.Append("\n}\n").ToString());
    }

    private static string Lines(JsonObject lines) => string.Join(",\n", lines.Select(line => line.Value is JsonArray { Count: > 0 } items && items[0] is JsonObject first && first.ContainsKey("object")
        ? $"\"{line.Key}\":[\n{string.Join(",\n", items.Select(item => item!.ToJsonString(Plain)))}\n]"
        : $"\"{line.Key}\":{line.Value!.ToJsonString(Plain)}"));
}
