using System.Text;

namespace SreMcp.Scripts;

/// <summary>
/// The escapes that YAML, HCL, Python, PromQL and PostgreSQL's E'' strings share: \n, \r, \t, \\, \", \uXXXX, and \UXXXXXXXX beyond
/// U+FFFF. All of them read exactly four and eight digits, so that what follows an escape never becomes part of it.
/// </summary>
internal static class BackslashEscape
{
    public static string Of(Rune rune) => rune.Value switch
    {
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        '\\' => @"\\",
        '"' => "\\\"",
        <= 0xffff => $@"\u{rune.Value:x4}",
        _ => $@"\U{rune.Value:x8}",
    };

    /// <summary>For JSON and KQL, which have no <c>\U</c>: beyond U+FFFF one escape for each half of the surrogate pair.</summary>
    public static string OfUtf16(Rune rune) => rune.IsBmp ? Of(rune) : string.Concat(rune.ToString().Select(unit => $@"\u{(int)unit:x4}"));
}
