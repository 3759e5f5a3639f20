using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>A kind as people write it: <c>pods</c>, <c>Pod</c>, <c>po</c>, <c>deployments.apps</c>, <c>apps/v1/Deployment</c>, in any case.</summary>
internal sealed record KindName
{
    private const int Limit = 300;

    private KindName(string name, string? group, string? version) => (Name, Group, Version) = (name, group, version);

    public string Name { get; }

    /// <summary>Null when not said; empty for the core group.</summary>
    public string? Group { get; }

    public string? Version { get; }

    /// <summary>Every way in which the text can be meant; a dot may stand before a group or before a version and a group.</summary>
    public static IReadOnlyList<KindName> Parse(string text)
    {
        var plain = text.Trim();
        if (plain.Length is 0 or > Limit || !plain.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '/' or '-'))
        {
            return [];
        }

        return plain.Split('/') switch
        {
            [var name] => ParseDotted(name),
            [var before, var name] => IsVersion(before) ? [new(name, "", before)] : [new(name, before, null)],
            [var group, var version, var name] => [new(name, group, version)],
            _ => [],
        };
    }

    /// <summary>The resources that are meant, the best group's only.</summary>
    /// <exception cref="SreException">SRE0431 when two groups are equally good.</exception>
    public static ApiResource? Choose(string text, IReadOnlyList<ApiResource> served)
    {
        var names = Parse(text);
        var best = served
            .Where(resource => names.Any(name => name.Version is null ? resource.IsPreferred && name.Matches(resource) : name.Matches(resource)))
            .GroupBy(resource => Rank(resource, names))
            .MinBy(rank => rank.Key)?
            .ToArray() ?? [];
        return best switch
        {
            [] => null,
            [var one] => one,
            _ => throw new SreException(
                Errors.Objects.AmbiguousKind,
                $"«{TextCleaner.OneLine(text, 80)}» may be {string.Join(" or ", best.Select(resource => resource.FullName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(6))}."),
        };
    }

    /// <summary>True when no group is named but the core one.</summary>
    public static bool MayBeCore(string text) => Parse(text) is { Count: > 0 } names && names.All(name => string.IsNullOrEmpty(name.Group));

    /// <summary>The kind of the core group that is meant by its full name: it comes before whatever other groups serve. Null when they have to be asked.</summary>
    public static ApiResource? ChooseCore(string text, IReadOnlyList<ApiResource> core)
    {
        var names = Parse(text);
        return core.FirstOrDefault(resource => resource.Group.Length == 0 && names.Any(name => (name.Version is not null || resource.IsPreferred) && name.Matches(resource) && name.IsLongName(resource)));
    }

    private static KindName[] ParseDotted(string text)
    {
        if (text.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot))
        {
            return [new(text, null, null)];
        }

        var (name, group) = (text[..dot], text[(dot + 1)..]);
        return group.IndexOf('.', StringComparison.Ordinal) is > 0 and var second && IsVersion(group[..second])
            ? [new(name, group, null), new(name, group[(second + 1)..], group[..second])]
            : IsVersion(group) ? [new(name, group, null), new(name, "", group)] : [new(name, group, null)];
    }

    private static bool IsVersion(string text) => text.Length > 1 && text[0] is 'v' or 'V' && char.IsAsciiDigit(text[1]) && text.All(char.IsAsciiLetterOrDigit);

    private bool Matches(ApiResource resource) =>
        (Group is null || Equal(Group, resource.Group)) && (Version is null || Equal(Version, resource.Version)) && (IsLongName(resource) || IsShortName(resource));

    private bool IsLongName(ApiResource resource) => Equal(Name, resource.Plural) || Equal(Name, resource.Kind) || Equal(Name, resource.Singular);

    private bool IsShortName(ApiResource resource) => resource.ShortNames.Any(name => Equal(Name, name));

    /// <summary>Full names before short ones; the core group before Kubernetes' own groups before anybody's; what repeats core kinds last.</summary>
    private static int Rank(ApiResource resource, IReadOnlyList<KindName> names)
    {
        var group = resource.Group switch
        {
            "" => 0,
            "extensions" or "metrics.k8s.io" or "events.k8s.io" => 2,
            _ when ObjectFilter.IsBuiltIn(resource.Group) => 1,
            _ => 3,
        };
        return names.Any(name => name.IsLongName(resource)) ? group : group + 10;
    }

    private static bool Equal(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
