using System.Text;

namespace SreMcp.Scripts;

/// <summary>
/// The escapes that YAML, HCL, Python, PromQL, KQL and PostgreSQL's E'' strings share: \n, \r, \t, \\, \", \uXXXX, and \UXXXXXXXX beyond
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
}
