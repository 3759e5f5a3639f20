using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>What the containers of a recorded cluster had written: <c>{"pod": "namespace/name", "container": …, "previous": …, "lines": [{"at": …, "text": …}]}</c>.</summary>
internal sealed class RecordedLogs(JsonArray entries)
{
    /// <summary>As the API server hands out a log: a container that wrote nothing has an empty one, a run that never was has none.</summary>
    public ServerAnswer Read(RecordedObject pod, ReadForm form)
    {
        string[] containers = [.. pod.Json["spec"]!["containers"]!.AsArray().Select(container => container.Text("name")!)];
        var container = form["container"] ?? containers[0];
        if (!containers.Contains(container, StringComparer.Ordinal))
        {
            return ServerAnswer.BadRequest($"container {container} is not valid for pod {pod.Name}");
        }

        var previous = form["previous"] is "true" or "1";
        var entry = entries.FirstOrDefault(candidate => candidate.Text("pod") == $"{pod.Namespace}/{pod.Name}" && candidate.Text("container") == container && (bool)candidate!["previous"]! == previous);
        if (entry is null && previous)
        {
            return ServerAnswer.BadRequest($"previous terminated container \"{container}\" in pod \"{pod.Name}\" not found");
        }

        return new(HttpStatusCode.OK, null) { Text = Lines(entry?["lines"]?.AsArray() ?? [], form) };
    }

    private static string Lines(JsonArray lines, ReadForm form)
    {
        var since = DateTimeOffset.TryParse(form["sinceTime"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : DateTimeOffset.MinValue;
        var wanted = lines.Where(line => DateTimeOffset.Parse(line.Text("at")!, CultureInfo.InvariantCulture) >= since);
        wanted = int.TryParse(form["tailLines"], NumberStyles.None, CultureInfo.InvariantCulture, out var tail) ? wanted.TakeLast(tail) : wanted;
        StringBuilder text = new();
        foreach (var line in wanted)
        {
            text.Append(form["timestamps"] is "true" or "1" ? $"{line.Text("at")} " : "").Append(line.Text("text")).Append('\n');
        }

        return text.ToString();
    }
}
