using System.Globalization;
using System.Text;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Redaction;

public sealed class TextCleanerTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("\u009b31mred", "red")]
    [InlineData("\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001b]0;title\u0007after", "after")]
    [InlineData("\u009d0;title\u009cafter", "after")]
    [InlineData("\u001bPdevice\u001b\\after", "after")]
    [InlineData("\u001b]never ends", "never ends")]
    [InlineData("\u001b(Btext", "text")]
    [InlineData("\u001bcreset", "reset")]
    [InlineData("\u001b[", "")]
    [InlineData("\u001b", "")]
    [InlineData("\u001b[\u001b[31mx", "x")]
    [InlineData("a\u202eb\u2066c\u2069d", "abcd")]
    [InlineData("a\u200bb\u200dc\ufeffd\u00ade", "abcde")]
    [InlineData("a\U000e0041\U000e0042\U000e007fb", "ab")]
    [InlineData("a\ufe0fb\U000e0100c", "abc")]
    [InlineData("a\ue000b\U000f0000c", "abc")]
    [InlineData("a\u0000\u0001\u007fb", "ab")]
    [InlineData("a\r\nb\nc\u2028d\u0085e\u000bf", "a b c d e f")]
    [InlineData("a\u00a0b\u3000c", "a b c")]
    [InlineData("naïve 日本語 😀", "naïve 日本語 😀")]
    public void Leaves_only_what_a_reader_sees(string text, string expected) => Assert.Equal(expected, TextCleaner.OneLine(text, 1000));

    [Fact]
    public void Shows_half_a_character_as_a_replacement() =>
        Assert.Equal("a\ufffdb\ufffdc", TextCleaner.OneLine("a\ud800b\udc00c", 100));

    [Fact]
    public void Keeps_line_feeds_and_tabs_where_lines_are_wanted() =>
        Assert.Equal("a\nb\tc d", TextCleaner.ManyLines("a\r\nb\tc\rd", 100));

    [Fact]
    public void Does_not_let_a_broken_sequence_swallow_a_line() =>
        Assert.Equal("\nnext", TextCleaner.ManyLines("\u001b[12\nnext", 100));

    [Fact]
    public void Caps_marks_that_pile_up_on_one_letter()
    {
        var flood = "a" + new string('\u0301', 500) + "b";

        Assert.Equal("a" + new string('\u0301', 4) + "b", TextCleaner.OneLine(flood, 1000));
    }

    [Theory]
    [InlineData("abcdef", 3, "abc…")]
    [InlineData("abc", 3, "abc")]
    [InlineData("a😀b", 2, "a…")]
    [InlineData("abc", 0, "…")]
    [InlineData("abc", -5, "…")]
    [InlineData("abc", int.MaxValue, "abc")]
    public void Cuts_between_characters(string text, int limit, string expected) => Assert.Equal(expected, TextCleaner.OneLine(text, limit));

    [Fact]
    public void Holds_its_promises_for_any_text()
    {
        string[] pieces = ["a", "secret", " ", "\n", "\r", "\t", "\u001b", "[", "]", "P", "\\", "\u0007", "\u009b", "\u009d", "\u009c", "31m", ";", "\u202e", "\u200b", "\U000e0041", "\ud83d", "\ude00", "😀", "\u0301", "\ufe0f", "\0", "\u2028", "é"];
        Random random = new(7);
        for (var run = 0; run < 20_000; run++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)]));
            var limit = random.Next(40);

            var line = TextCleaner.OneLine(text, limit);
            var lines = TextCleaner.ManyLines(text, limit);

            Assert.DoesNotContain(line, char.IsControl);
            Assert.DoesNotContain(lines, character => char.IsControl(character) && character is not ('\n' or '\t'));
            Assert.DoesNotContain(lines.EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate);
            Assert.True(line.Length <= limit + 1);
            Assert.Equal(line, TextCleaner.OneLine(line, limit + 1));
        }
    }

    [Theory]
    [InlineData("\u001b]")]
    [InlineData("\u001b[;")]
    [InlineData("\u001b")]
    [InlineData("\u009d")]
    [InlineData("\u009dx")]
    [InlineData("\u0301")]
    [InlineData("\u200b")]
    [InlineData("\ud800")]
    [InlineData("é")]
    public void Reads_every_character_a_bounded_number_of_times(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));

        // A quadratic search of this text takes minutes; the runner's own limit is the clock.
        Assert.DoesNotContain(TextCleaner.OneLine(text, int.MaxValue), char.IsControl);
    }
}
