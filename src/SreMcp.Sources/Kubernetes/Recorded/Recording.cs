using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>What API servers of three clusters answered during an incident, as it was recorded (tests/recording/record.sh).</summary>
/// <param name="Server">What all clusters serve alike: discovery, and the columns of tables.</param>
/// <param name="Cluster">One cluster's objects.</param>
internal sealed partial record Recording(JsonObject Server, JsonObject Cluster)
{
    /// <summary>The contexts, strictest first.</summary>
    public static IReadOnlyList<string> Contexts { get; } = ["production", "staging", "development"];

    /// <summary>The recording of a context, moved in time so that it ends now: an incident is read while it is fresh.</summary>
    public static Recording Embedded(string context, DateTimeOffset now)
    {
        var text = Read(context);
        var recorded = DateTimeOffset.Parse((string)JsonNode.Parse(text)!["recorded"]!, CultureInfo.InvariantCulture);
        var moved = TimeSpan.FromSeconds(Math.Floor((now - recorded).TotalSeconds));
        return new(Object(Read("server")), Object(Moments().Replace(text, match => Move(match.Groups["moment"].Value, moved))));
    }

    /// <summary>UID of kube-system in the recording of a context: the identity that policy opens by.</summary>
    public static string ClusterId(string context) =>
        Object(Read(context))["collections"]!["/api/v1/namespaces"]!.AsArray()
            .Select(entry => entry!["object"]!["metadata"]!)
            .Where(metadata => (string?)metadata["name"] is "kube-system")
            .Select(metadata => (string)metadata["uid"]!)
            .Single();

    private static JsonObject Object(string text) => JsonNode.Parse(text)!.AsObject();

    private static string Move(string moment, TimeSpan by)
    {
        var moved = DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture) + by;
        return moved.ToString(moment.Contains('.', StringComparison.Ordinal) ? Moment.Fine : Moment.Seconds, CultureInfo.InvariantCulture);
    }

    private static string Read(string name)
    {
        using var stream = typeof(Recording).Assembly.GetManifestResourceStream($"recordings/{name}.json") ?? throw new InvalidOperationException($"No recording {name} was embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"(?<="")(?<moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z)(?="")", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Moments();
}

/// <summary>Moments as the Kubernetes API writes them.</summary>
internal static class Moment
{
    public const string Seconds = "yyyy-MM-ddTHH:mm:ssZ";
    public const string Fine = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    public static string Text(DateTimeOffset moment) => moment.ToUniversalTime().ToString(Seconds, CultureInfo.InvariantCulture);
}
