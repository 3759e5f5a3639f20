namespace SreMcp.Sources.Kubernetes;

/// <summary>One kind of object as one API version of this cluster serves it.</summary>
public sealed record ApiResource
{
    /// <summary>Empty for the core group.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    /// <summary>As it stands in paths: <c>deployments</c>.</summary>
    public required string Plural { get; init; }

    public string Singular { get; init; } = "";

    public required bool IsNamespaced { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>What the server offers, not what this identity may do.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary>Such as <c>scale</c> and <c>status</c>.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    /// <summary>True when the server prefers this version for this kind.</summary>
    public bool IsPreferred { get; init; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>What names the kind without doubt: <c>deployments.apps</c>, <c>pods</c>.</summary>
    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public bool Offers(string verb) => Verbs.Contains(verb, StringComparer.Ordinal);

    /// <summary>True for the kind itself, whatever version serves it.</summary>
    public bool Is(string group, string plural) => Group == group && Plural == plural;

    public override string ToString() => FullName;
}
