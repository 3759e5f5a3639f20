using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Recording;

/// <summary>
/// Stretches the two minutes of a recording to the days of an incident: what was before the release happened twelve days
/// ago, the release eighteen minutes ago. Order and everything else stay as the API server gave it.
/// </summary>
internal sealed partial class RecordedTimes(DateTimeOffset recorded, DateTimeOffset? released)
{
    private static readonly TimeSpan Before = TimeSpan.FromDays(12);
    private static readonly TimeSpan SinceRelease = TimeSpan.FromMinutes(18);

    public JsonObject Stretch(JsonObject recording)
    {
        foreach (var (_, entries) in recording["collections"]!.AsObject())
        {
            foreach (var entry in entries!.AsArray())
            {
                var item = entry!["object"]!;
                entry["object"] = JsonNode.Parse(Moments.Replace(item.ToJsonString(), match => $"\"{Moved(match.Groups[1].Value, item)}\""));
            }
        }

        foreach (var line in recording["logs"]!.AsArray().SelectMany(log => log!["lines"]!.AsArray()))
        {
            line!["at"] = Moved((string)line["at"]!, line);
        }

        return recording;
    }

    /// <summary>The stand-in kubelet's fixed moment is two seconds after the pod was made.</summary>
    private string Moved(string moment, JsonNode item)
    {
        var was = moment == PodStatus.Started
            ? DateTimeOffset.Parse((string)item["metadata"]!["creationTimestamp"]!, CultureInfo.InvariantCulture).AddSeconds(2)
            : DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
        var isAfter = released is { } release && was >= release.AddSeconds(-1);
        var now = isAfter ? recorded - SinceRelease + (was - released!.Value) : was - Before;
        return now.ToString(moment.Contains('.', StringComparison.Ordinal) ? "yyyy-MM-ddTHH:mm:ss.ffffffZ" : "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"""(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z)""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Moments { get; }
}
