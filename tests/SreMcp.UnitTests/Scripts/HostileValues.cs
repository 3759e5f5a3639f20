using System.Text;

namespace SreMcp.UnitTests.Scripts;

/// <summary>Seeded values that try to leave their quotes. Each tries to make a file named <see cref="Canary"/>.</summary>
internal static class HostileValues
{
    public const string Canary = "canary";

    private static readonly string[] s_pieces =
    [
        "'", "''", "\"", "\\", "\\'", "'\\''", "`touch canary`", "$(touch canary)", "${x:=$(touch canary)}", "$((1+1))", "$HOME", "$'\\x41'", "!", "!!", "~", "*", "?", "[a-z]", "{a,b}",
        ";touch canary;", "&& touch canary", "|| touch canary", "| touch canary", "& touch canary &", "> canary", "<canary", "\n", "\ntouch canary\n", "\r", "\t", " ", "  ", "#", "# ",
        "-", "--", "-rf", "--yes", "=", "%s", "%n", "\\n", "é", "日本", "\u202e", "\u200b", "🦀", "\u0007", "\u001b[2J", "'$(touch canary)'", "\"$(touch canary)\"", "'\n$(touch canary)\n'", "EOF", "\nEOF\n", "a", "web",
        "${{ github.token }}", "${{", "}}", "{{ .Values.x }}", "{{`", "{{- ", "{", "{{", "$", "$$", "%", "%%", "${", "%{", "%{ if true }", "$${x}", "%%{x}", "${file(\"canary\")}", "$(System.AccessToken)", "$[1]", "%PATH%",
        "; drop table canary; --", "'; drop table canary; --", "\\'; drop table canary; --", "$sre$", "$sre$; drop table canary; --", "\"; drop table canary; --", "\n\\! touch canary\n", "\\! touch canary", ":x", ":'x'", ":\"x\"", "\\u0041", "\\U00000041", "\\x41", "\\101", "\\+000041",
        "</script><script>", "<!--", "&amp;", "\u0085", "\u2028", "\u2029", "\ufeff", "\u200f", "\u2067", "\u00a0", "e\u0301", "\ufffd", "\uffff", "\u007f", "no", "---", ": ", " #", "null", "/", "..", ".", "?x=1&y=2",
        "{{name}}", "{{{raw}}}", "<%= %>", "# <inputs>", "# <header>", "0000000000000000000000000000000000000000000000000000000000000000",
    ];

    /// <summary>Any text but NUL and half surrogates: hand-picked ones first, then seeded mixtures, some of 4 KB.</summary>
    public static IReadOnlyList<string> Any(int count, int seed = 20261121)
    {
        var random = new Random(seed);
        List<string> values = ["", .. s_pieces, new('\'', 4096), new('`', 4096), string.Concat(Enumerable.Repeat("$(touch canary)", 273))];
        while (values.Count < count)
        {
            values.Add(Mixture(random));
        }

        return values;
    }

    /// <summary>As <see cref="Any"/>, on one line and without anything invisible: what a parameter of type text lets through.</summary>
    public static IEnumerable<string> OneLine(int count) =>
        Any(count * 2).Select(value => SreMcp.Policy.TextCleaner.OneLine(value, 4000)).Where(value => value.Length > 0).Take(count);

    private static string Mixture(Random random)
    {
        var value = new StringBuilder();
        var length = random.Next(20) == 0 ? 4096 : random.Next(1, 40);
        while (value.Length < length)
        {
            _ = random.Next(4) == 0 ? value.Append(Any(random)) : value.Append(s_pieces[random.Next(s_pieces.Length)]);
        }

        return value.ToString();
    }

    private static string Any(Random random)
    {
        var code = random.Next(3) switch { 0 => random.Next(1, 0x80), 1 => random.Next(0x80, 0xd800), _ => random.Next(0xe000, 0x110000) };
        return char.ConvertFromUtf32(code);
    }
}
