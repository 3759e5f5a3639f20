using System.Text;
using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings.Logs;

/// <summary>Whatever a container writes, a line has a template, and the remembered template is the one that is made anew.</summary>
public sealed class HostileLineTests
{
    private static readonly string[] Pieces =
    [
        "\"", "'", "\\", "\\\"", "{", "}", "[", "]", ":", ",", "=", " ", "\t", "\u001b[31m", "\u001b[", "\u001b", "\u202e", "\u200b", "\0", "*", "500", "200", "level=", "\"level\":", "\"status\":", "30", "50", "7",
        "E1120", "error", "/", "::", "fe80", "abc", "Nov", "ÿ", "日本", "\ud83d\ude00", "GET / HTTP/1.1\" 503 1",
        "1", "12", "123", "512", "-1", "-a1", "a1", "1a", "1.", "Mon ", "Nov21", "Nov ", "Fri Nov 2", " ", "\"code\":", "status=", ",", "(", "W1234", "\u0010", "\u0016", "b",
    ];

    [Fact]
    public void Remembering_changes_nothing()
    {
        var random = new Random(3);
        var templates = new LineTemplates<string>(template => $"{template.Level} {template.Text}");
        for (var index = 0; index < 200_000; index++)
        {
            var line = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pieces[random.Next(Pieces.Length)])));
            var anew = LineTemplate.Of(line);
            Assert.Equal($"{anew.Level} {anew.Text}", templates.Of(line));
            Assert.Equal($"{anew.Level} {anew.Text}", templates.Of(line));
        }
    }

    [Fact]
    public void Digits_that_change_nothing_else_change_no_template_wrongly()
    {
        var templates = new LineTemplates<string>(template => $"{template.Level} {template.Text}");
        var random = new Random(11);
        string[] forms = ["\"GET /a\" {0}{1}{2} {3}", "{{\"level\":{0}{1},\"status\":{2}{3}{0}}}", "status={0}{1}{2} level={3}{0} n={1}", "E{0}{1}{2}{3} x", "fe{0}{1}::{2}ab"];
        for (var index = 0; index < 20_000; index++)
        {
            var line = Encoding.UTF8.GetBytes(string.Format(null, forms[index % forms.Length], random.Next(10), random.Next(10), random.Next(10), random.Next(10)));
            var anew = LineTemplate.Of(line);
            Assert.Equal($"{anew.Level} {anew.Text}", templates.Of(line));
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_are_a_line_too()
    {
        var random = new Random(5);
        for (var index = 0; index < 20_000; index++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            Assert.True(LineTemplate.Of(bytes).Text.Length <= (2 * bytes.Length) + 1);
        }
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("\\\"")]
    [InlineData("'a ")]
    [InlineData("{\"a\":")]
    [InlineData("\u001b[")]
    [InlineData("a=")]
    [InlineData("x")]
    public void A_line_of_a_megabyte_is_one_pattern(string piece)
    {
        var line = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)));
        var patterns = new LogPatterns();
        for (var index = 0; index < 100; index++)
        {
            patterns.Add(line, at: null);
        }

        Assert.Single(patterns.Summarise().Patterns);
    }
}
