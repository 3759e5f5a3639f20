using System.Buffers;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The forms that a segment of an API path may have. Every request passes here, so no regular expression does it.</summary>
internal static class PathSegment
{
    private const int LongestLabel = 63;
    private const int LongestGroup = 253;
    private const int LongestName = 253;

    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("-0123456789abcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("+-.0123456789:@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");

    /// <summary>A DNS label (RFC 1123): lower-case letters, digits and inner dashes, at most 63.</summary>
    public static bool IsNamespace(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= LongestLabel && IsLetterOrDigit(text[0]) && IsLetterOrDigit(text[^1]) && !text.ContainsAnyExcept(LabelCharacters);

    /// <summary>A DNS label that begins with a letter (RFC 1035), as versions, resources and subresources are named.</summary>
    public static bool IsResource(ReadOnlySpan<char> text) => IsNamespace(text) && char.IsAsciiLetterLower(text[0]);

    /// <summary>A DNS subdomain (RFC 1123): labels with dots between them.</summary>
    public static bool IsGroup(ReadOnlySpan<char> text)
    {
        foreach (var label in text.Split('.'))
        {
            if (!IsNamespace(text[label]))
            {
                return false;
            }
        }

        return text.Length is > 0 and <= LongestGroup;
    }

    /// <summary>Names of pods and of roles alike (<c>system:node</c>); never something that reads as another path.</summary>
    public static bool IsName(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(text[0]) && !text.ContainsAnyExcept(NameCharacters);

    private static bool IsLetterOrDigit(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter);
}
