using SreMcp.Policy;
using SreMcp.Tools;

namespace SreMcp.Configuration;

/// <summary>Puts the copies of <c>sre-mcp.yaml</c> together: the system's, the user's, then the workspace's, which only tightens.</summary>
public static class ConfigurationReader
{
    /// <summary>The keys of the outermost mapping.</summary>
    internal static IReadOnlyList<string> Keys { get; } = ["kubernetes", "prometheus", "tools", "folders", "answers", "linters"];

    internal static IReadOnlyList<string> ToolKeys { get; } = ["sets", "hidden"];

    internal static IReadOnlyList<string> LinterKeys { get; } = ["shellcheck"];

    internal static IReadOnlyList<string> AnswerKeys { get; } = ["budget-tokens"];

    /// <param name="copies">The weakest first: a later operator's copy overrides key by key.</param>
    /// <param name="home">For paths that begin with <c>~/</c>.</param>
    /// <exception cref="SreException">SRE02xx with file and line.</exception>
    public static SreMcpConfiguration Read(IReadOnlyList<ConfigurationCopy> copies, string home) =>
        copies.Aggregate(SreMcpConfiguration.Default, (configuration, copy) => Add(configuration, copy, home));

    private static SreMcpConfiguration Add(SreMcpConfiguration configuration, ConfigurationCopy copy, string home)
    {
        var part = new ConfigurationPart(copy, home);
        var root = StrictYaml.Read(copy.Shown, copy.Text).Only(Keys);
        configuration = configuration with
        {
            Kubernetes = root.Find("kubernetes") is { } kubernetes ? KubernetesReader.Add(configuration.Kubernetes, kubernetes.AsMapping(), part) : configuration.Kubernetes,
            Prometheus = part.Operators(root.Find("prometheus"), "prometheus", node => PrometheusReader.Read(configuration.Prometheus, node, part)) ?? configuration.Prometheus,
            Tools = root.Find("tools") is { } tools ? Tools(configuration.Tools, tools.AsMapping().Only(ToolKeys), part) : configuration.Tools,
            Folders = part.Operators(root.Find("folders"), "folders", node => part.FullPaths(node)) ?? configuration.Folders,
            Answers = root.Find("answers") is { } answers ? Answers(configuration.Answers, answers.AsMapping().Only(AnswerKeys), part) : configuration.Answers,
            Linters = part.Operators(root.Find("linters"), "linters", linters => Linters(linters, part)) ?? configuration.Linters,
        };
        return configuration with { Notices = [.. configuration.Notices, .. part.Notices] };
    }

    private static ToolConfiguration Tools(ToolConfiguration tools, StrictMapping node, ConfigurationPart part) => new()
    {
        Sets = part.Operators(node.Find("sets"), "tools.sets", sets => sets.AsOneOrMany().Select(item => item.AsChoice("a tool set", ToolSets.ByName)).ToArray()) ?? tools.Sets,
        Hidden = [.. tools.Hidden, .. ConfigurationPart.Globs(node.Find("hidden"))],
    };

    private static LinterConfiguration Linters(StrictNode node, ConfigurationPart part) => new()
    {
        Shellcheck = node.AsMapping("linters and where they are").Only(LinterKeys).Find("shellcheck") is { } shellcheck ? part.FullPath(shellcheck) : null,
    };

    /// <summary>A workspace may only make answers smaller.</summary>
    private static AnswerConfiguration Answers(AnswerConfiguration answers, StrictMapping node, ConfigurationPart part)
    {
        if (node.Find("budget-tokens") is not { } budget)
        {
            return answers;
        }

        var tokens = budget.AsInteger(AnswerConfiguration.LeastTokens, AnswerConfiguration.MostTokens);
        return part.IsOperators || tokens < answers.BudgetTokens
            ? new() { BudgetTokens = tokens }
            : answers;
    }
}

/// <summary>One copy of the file.</summary>
/// <param name="Folder">Full path of the folder it stands in; relative paths are relative to it.</param>
/// <param name="Shown">As messages name it.</param>
public sealed record ConfigurationCopy(string Shown, string Folder, string Text, Trust Trust);
