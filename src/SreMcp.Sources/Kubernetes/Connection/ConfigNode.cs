using System.Diagnostics.CodeAnalysis;

namespace SreMcp.Sources.Kubernetes;

/// <summary>A value of a kubeconfig with the line it stands on. Anchored values are shared, not copied, so that no file grows when it is read.</summary>
internal abstract record ConfigNode(int Line);

/// <param name="IsPlain">Written without quotes, so that <c>true</c>, <c>null</c> and numbers mean what they say.</param>
internal sealed record ConfigScalar(string Text, bool IsPlain, int Line) : ConfigNode(Line)
{
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed record ConfigList(IReadOnlyList<ConfigNode> Items, int Line) : ConfigNode(Line);

internal sealed record ConfigMap(IReadOnlyDictionary<string, ConfigNode> Members, int Line) : ConfigNode(Line)
{
    /// <summary>The member, when it is there and not null.</summary>
    public bool Has(string name, [NotNullWhen(true)] out ConfigNode? node) =>
        Members.TryGetValue(name, out node) && node is not ConfigScalar { IsNull: true };

    /// <summary>A text; null when absent, null or empty.</summary>
    /// <exception cref="ConfigException">It is a list or a map.</exception>
    public string? Text(string name) => Has(name, out var node)
        ? node is ConfigScalar scalar ? (scalar.Text.Length == 0 ? null : scalar.Text) : throw new ConfigException(node.Line, $"{name} must be a text")
        : null;

    /// <summary>True or false; false when absent.</summary>
    /// <exception cref="ConfigException">It is anything else.</exception>
    public bool Flag(string name) => Has(name, out var node) && node switch
    {
        ConfigScalar { IsPlain: true, Text: "true" or "True" or "TRUE" } => true,
        ConfigScalar { IsPlain: true, Text: "false" or "False" or "FALSE" } => false,
        _ => throw new ConfigException(node.Line, $"{name} must be true or false"),
    };

    /// <summary>A map; null when absent.</summary>
    /// <exception cref="ConfigException">It is anything else.</exception>
    public ConfigMap? Map(string name) => Has(name, out var node) ? node as ConfigMap ?? throw new ConfigException(node.Line, $"{name} must be a map") : null;

    /// <summary>The items of a list; none when absent.</summary>
    /// <exception cref="ConfigException">It is anything else.</exception>
    public IReadOnlyList<ConfigNode> List(string name) =>
        Has(name, out var node) ? (node as ConfigList ?? throw new ConfigException(node.Line, $"{name} must be a list")).Items : [];

    /// <summary>A list of texts; none when absent.</summary>
    /// <exception cref="ConfigException">It is anything else.</exception>
    public IReadOnlyList<string> Texts(string name) =>
        [.. List(name).Select(item => item is ConfigScalar scalar ? scalar.Text : throw new ConfigException(item.Line, $"{name} must be a list of texts"))];
}

/// <summary>What is wrong at a line of a kubeconfig, in our words.</summary>
#pragma warning disable CA1064 // it never leaves this folder: readers turn it into an SreException with the file
internal sealed class ConfigException(int line, string what) : Exception(what)
{
    public int Line { get; } = line;
}
