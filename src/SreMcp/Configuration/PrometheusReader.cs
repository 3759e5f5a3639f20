using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SreMcp.Policy;

namespace SreMcp.Configuration;

/// <summary>Reads <c>prometheus:</c> of one copy on top of what earlier copies said.</summary>
internal static partial class PrometheusReader
{
    internal static IReadOnlyList<string> Keys { get; } = ["server", "certificate-authority", "token", "labels"];

    public static ImmutableDictionary<string, PrometheusConfiguration> Read(IReadOnlyDictionary<string, PrometheusConfiguration> before, StrictNode node, ConfigurationPart part) =>
        node.AsMapping("names of contexts").Entries.Aggregate(
            before.ToImmutableDictionary(StringComparer.Ordinal),
            (all, entry) => all.SetItem(entry.Key, One(entry, part)));

    private static PrometheusConfiguration One(StrictEntry entry, ConfigurationPart part)
    {
        var given = entry.Value.AsMapping("a Prometheus").Only(Keys);
        var server = AddressReader.Read(given.Require("server"), "an address such as https://prometheus.example.com", allowsHttp: true);
        if (given.Find("token") is { } secret && server.Scheme != Uri.UriSchemeHttps && !server.IsLoopback)
        {
            throw secret.Error(Errors.Policies.BadPattern, "a token for an address without TLS", "https, or an address of this machine");
        }

        return new(
            server,
            given.Find("certificate-authority") is { } authority ? part.FullPath(authority) : null,
            given.Find("token") is { } token ? SecretReader.Read(token, part) : null,
            [.. (given.Find("labels")?.AsMapping("labels and their values").Entries ?? []).Select(Label)],
            entry.At);
    }

    private static KeyValuePair<string, string> Label(StrictEntry entry) => LabelNames().IsMatch(entry.Key)
        ? new(entry.Key, entry.Value.AsText("the value of a label"))
        : throw entry.Value.Error(Errors.Policies.BadPattern, $"the label '{TextCleaner.OneLine(entry.Key, 60)}'", "a name of letters, digits and underscores");

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]{0,100}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LabelNames();
}
