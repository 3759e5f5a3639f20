using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>
/// A quoted template of HCL in which nothing is a template (HCL native syntax, "Template Expressions"): neither <c>${</c> nor <c>%{</c>
/// can arise, within the value or together with what stands before and after it, unless the value is empty. Not for heredocs, which know no escapes.
/// </summary>
/// <remarks>Terraform keeps all text in Unicode's composed form (NFC); text in another form arrives composed, however it is written.</remarks>
internal static partial class HclText
{
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Quote(string value) => $"\"{Fragment(value)}\"";

    /// <summary>For the inside of an open quoted template.</summary>
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Fragment(string value) =>
        TemplateStarts().Replace(AsciiText.Write(value, "HCL", "\"\\", BackslashEscape.Of), mark => $@"\u{(int)mark.Value[0]:x4}");

    // A sign is harmless before any other character: '100% of' stays readable. A doubled sign before a brace is HCL's own escape.
    [GeneratedRegex(@"[$%](?=[$%{]|\z)|\A\{", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TemplateStarts();
}
