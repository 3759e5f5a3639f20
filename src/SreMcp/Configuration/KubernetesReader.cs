using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SreMcp.Policy;

namespace SreMcp.Configuration;

/// <summary>Reads <c>kubernetes:</c> of one copy on top of what earlier copies said.</summary>
internal static partial class KubernetesReader
{
    internal static IReadOnlyList<string> Keys { get; } = ["kubeconfigs", "contexts", "hidden-contexts", "exec-plugins", "endpoints"];

    internal static IReadOnlyList<string> ContextKeys { get; } = ["environment", "description"];

    internal static IReadOnlyList<string> EndpointKeys { get; } = ["server", "certificate-authority", "token"];

    private static IReadOnlyDictionary<string, Environment> Named { get; } =
        Environments.Nameable.ToDictionary(environment => environment.Name(), StringComparer.Ordinal);

    public static KubernetesConfiguration Add(KubernetesConfiguration before, StrictMapping node, ConfigurationPart part)
    {
        node.Only(Keys);
        var contexts = node.Find("contexts")?.AsMapping("context names").Entries ?? [];
        var described = contexts.Select(entry => (entry.Key, Value: Context(entry, part))).ToArray();
        return before with
        {
            Kubeconfigs = part.Operators(node.Find("kubeconfigs"), "kubernetes.kubeconfigs", part.FullPaths) ?? before.Kubeconfigs,
            Contexts = described.Where(pair => pair.Value is not null).Aggregate(before.Contexts.ToImmutableDictionary(StringComparer.Ordinal), (all, pair) => all.SetItem(pair.Key, pair.Value!)),
            Hints = [.. before.Hints, .. contexts.Select(entry => Hint(entry, part)).OfType<EnvironmentHint>()],
            HiddenContexts = [.. before.HiddenContexts, .. ConfigurationPart.Globs(node.Find("hidden-contexts"))],
            ExecPlugins = part.Operators(node.Find("exec-plugins"), "kubernetes.exec-plugins", plugins => plugins.AsOneOrMany().Select(Plugin).ToArray()) ?? before.ExecPlugins,
            Endpoints = part.Operators(node.Find("endpoints"), "kubernetes.endpoints", endpoints => Endpoints(before.Endpoints, endpoints, part)) ?? before.Endpoints,
        };
    }

    private static ContextConfiguration? Context(StrictEntry entry, ConfigurationPart part) =>
        part.Operators(
            entry.Value.AsMapping("what the context is").Only(ContextKeys).Find("description"),
            $"the description of context {TextCleaner.OneLine(entry.Key, 60)}",
            node => new ContextConfiguration(TextCleaner.OneLine(node.AsText("a description"), 200), entry.At));

    private static EnvironmentHint? Hint(StrictEntry entry, ConfigurationPart part) =>
        entry.Value.AsMapping().Find("environment") is { } environment
            ? new(entry.Key, environment.AsChoice("an environment", Named), environment.At, part.Trust)
            : null;

    private static string Plugin(StrictNode node)
    {
        var plugin = node.AsText("a plugin's name or full path");
        return PluginNames().IsMatch(plugin) || (Path.IsPathFullyQualified(plugin) && !plugin.Any(char.IsControl))
            ? plugin
            : throw node.Error(Errors.Policies.BadPattern, $"'{TextCleaner.OneLine(plugin, 80)}'", "a bare name such as kubelogin, or a full path");
    }

    private static ImmutableDictionary<string, EndpointConfiguration> Endpoints(IReadOnlyDictionary<string, EndpointConfiguration> before, StrictNode node, ConfigurationPart part) =>
        node.AsMapping("names of endpoints").Entries.Aggregate(
            before.ToImmutableDictionary(StringComparer.Ordinal),
            (all, entry) => all.SetItem(entry.Key, Endpoint(entry, part)));

    private static EndpointConfiguration Endpoint(StrictEntry entry, ConfigurationPart part)
    {
        var endpoint = entry.Value.AsMapping("an endpoint").Only(EndpointKeys);
        return new(
            AddressReader.Read(endpoint.Require("server"), "an address such as https://10.0.0.1:6443", allowsHttp: false),
            endpoint.Find("certificate-authority") is { } authority ? part.FullPath(authority) : null,
            endpoint.Find("token") is { } token ? SecretReader.Read(token, part) : null,
            entry.At);
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PluginNames();
}
