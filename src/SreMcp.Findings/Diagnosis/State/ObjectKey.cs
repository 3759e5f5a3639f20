using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>What an object is called: namespace, kind and name. Names are cleaned, since a hostile server may send anything.</summary>
public readonly record struct ObjectKey
{
    private const int NameLimit = 253;

    /// <param name="namespace">Null for cluster-wide kinds.</param>
    public ObjectKey(string kind, string? @namespace, string name)
    {
        Kind = TextCleaner.OneLine(kind, 63);
        Namespace = @namespace is null ? null : TextCleaner.OneLine(@namespace, 63);
        Name = TextCleaner.OneLine(name, NameLimit);
    }

    public string Kind { get; }

    public string? Namespace { get; }

    public string Name { get; }

    /// <summary>Kind and name, as people write it beside a namespace.</summary>
    public string KindName => $"{Kind}/{Name}";

    public override string ToString() => Namespace is null ? KindName : $"{Namespace}/{KindName}";
}
