namespace SreMcp.Policy;

/// <summary>A target of Kubernetes as people write it: <c>context</c>, <c>context/namespace</c>, <c>context/namespace/name</c> or
/// <c>context/namespace/Kind/name</c>; an empty namespace for what is in none. A slash within a context (EKS has them) is written <c>%2F</c>.</summary>
public sealed record TargetPath(string Context, string? Namespace, string? Kind, string? Name)
{
    /// <summary>Null when it has no context or too many parts.</summary>
    /// <param name="contexts">Contexts that are known: the longest that the text begins with is taken as it stands, slashes and all.</param>
    public static TargetPath? Parse(string text, IEnumerable<string>? contexts = null)
    {
        var known = contexts?.Where(context => text == context || text.StartsWith(context + "/", StringComparison.Ordinal)).MaxBy(context => context.Length);
        var parts = known is null ? text.Split('/') : [known, .. text[known.Length..].Split('/').Skip(1)];
        var name = known ?? parts[0].Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        string? Part(int index) => index < parts.Length && parts[index].Length > 0 ? parts[index] : null;
        return name.Length > 0 && parts.Length <= 4 ? new(name, Part(1), parts.Length is 4 ? Part(2) : null, parts.Length is 4 ? Part(3) : Part(2)) : null;
    }
}
