using System.Buffers;
using System.Text;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Paths and queries of the API. Every name is checked before it enters one.</summary>
internal static class ResourcePath
{
    private const int NameLimit = 253;
    private const int LabelLimit = 63;
    private const int SelectorLimit = 4096;
    private const int CursorLimit = 16 * 1024;

    private static readonly SearchValues<char> InNames = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@+~-");

    public static string OfList(ApiResource resource, string? @namespace) => @namespace is null
        ? $"{Prefix(resource)}/{resource.Plural}"
        : $"{Prefix(resource)}/namespaces/{Namespace(resource, @namespace)}/{resource.Plural}";

    public static string OfObject(ApiResource resource, string? @namespace, string name, string? subresource = null)
    {
        if (resource.IsNamespaced && @namespace is null)
        {
            throw new SreException(Errors.Objects.WrongScope, $"A {resource.Kind} lives in a namespace, and none was named.");
        }

        var path = $"{OfList(resource, @namespace)}/{Name(name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }

    public static string OfNamespace(string @namespace) => $"/api/v1/namespaces/{Label(@namespace)}";

    public static string WithQuery(string path, params ReadOnlySpan<(string Key, string? Value)> parameters)
    {
        var query = new StringBuilder(path);
        var separator = '?';
        foreach (var (key, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Append(separator).Append(key).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return query.ToString();
    }

    /// <summary>A selector as given, once it is short and printable. Its grammar is the server's to judge.</summary>
    public static string? Selector(string? selector) => Printable(selector, SelectorLimit, "selector");

    public static string? Cursor(string? cursor) => Printable(cursor, CursorLimit, "cursor");

    private static string? Printable(string? text, int limit, string what) => text switch
    {
        null or "" => null,
        _ when text.Length > limit => throw new SreException(Errors.Objects.InvalidSelector, $"The {what} has {text.Length} characters; at most {limit} are sent."),
        _ when text.Any(char.IsControl) || !IsWellFormed(text) => throw new SreException(Errors.Objects.InvalidSelector, $"The {what} holds control or broken characters."),
        _ => text,
    };

    private static string Prefix(ApiResource resource) =>
        resource.Group.Length == 0 ? $"/api/{resource.Version}" : $"/apis/{resource.Group}/{resource.Version}";

    private static string Namespace(ApiResource resource, string @namespace) => resource.IsNamespaced
        ? Label(@namespace)
        : throw new SreException(Errors.Objects.WrongScope, $"A {resource.Kind} is cluster-wide and lives in no namespace.");

    /// <summary>RFC 1123 label: lower-case letters, digits and inner dashes, at most 63.</summary>
    private static string Label(string label)
    {
        var isLabel = label.Length is > 0 and <= LabelLimit && label[0] != '-' && label[^1] != '-'
            && label.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
        return isLabel ? label : throw Invalid(label, "a namespace: lower-case letters, digits and inner dashes, at most 63");
    }

    /// <summary>Path segments such as pods and roles (<c>system:node</c>) have; never one that reads as an option or as another path.</summary>
    private static string Name(string name)
    {
        var isSegment = name.Length is > 0 and <= NameLimit && char.IsAsciiLetterOrDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(InNames);
        return isSegment ? Uri.EscapeDataString(name) : throw Invalid(name, "an object");
    }

    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }

    private static SreException Invalid(string name, string what) =>
        new(Errors.Objects.InvalidName, $"«{TextCleaner.OneLine(name, 80)}» cannot be the name of {what}.");
}
