using SreMcp.Scripts.Review;

namespace SreMcp.UnitTests.Scripts.Review;

/// <summary>Whatever somebody hands in, the review ends, in steps that grow with the text and no faster.</summary>
public sealed class HostileScriptTests
{
    private const int StepsOfACharacter = 40;

    private static readonly string[] s_pieces =
    [
        "'", "\"", "`", "$(", "${", "$((", "((", "))", ")", "(", "{", "}", "[[", "]]", "<<EOF\n", "EOF\n", "<<-'X'\n", "\\\n", "\\", "#", "\n", ";", ";;", "&", "&&", "||", "|", "case x in ", "esac ", "if ", "then ",
        "elif ", "else ", "fi ", "for x in ", "do ", "done ", "while ", "function f ", "f() ", "rm -rf $X/* ", "kubectl delete ns ", "eval ", "bash -c ", "trap ", "$x", "${x:-", "x=", "x=(", "$'", "\0", "\t", " ",
        "é", "\ud800", "BEGIN;", "DELETE FROM t ", "WHERE ", "$$", "$a$", "/*", "*/", "--", "DO ", "E'", "\"\"\"", "'''", "f'", "except:", "pass", "    ", "def f(", "os.system(", "subprocess.run([", "@\"\n", "\n\"@", "<#", "#>",
        "Remove-Item -Recurse ", "catch {", "exit 0", "set -euo pipefail\n", "ssh h <<E\n", "-----BEGIN PRIVATE KEY-----\n", "password=",
    ];

    public static TheoryData<ScriptLanguage> Languages => [.. Enum.GetValues<ScriptLanguage>()];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Two_thousand_random_texts_are_reviewed_without_a_fault(ScriptLanguage language)
    {
        var random = new Random(20_261_121);
        for (var round = 0; round < 2_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => s_pieces[random.Next(s_pieces.Length)]));
            Review(text, language);
            AssertSteps(text);
        }
    }

    [Theory]
    [InlineData("'")]
    [InlineData("$(")]
    [InlineData("${a:-")]
    [InlineData("(")]
    [InlineData("{ ")]
    [InlineData("if ")]
    [InlineData("a && ")]
    [InlineData("a | ")]
    [InlineData("a\n")]
    [InlineData("x=$x;")]
    [InlineData("rm -rf $x;")]
    [InlineData("elif a; then b;")]
    [InlineData("f(){ f;};")]
    [InlineData("eval \"eval a\";")]
    [InlineData("a<<E\n")]
    [InlineData("`a`")]
    [InlineData("\\`")]
    [InlineData("\0")]
    [InlineData("DELETE FROM a ")]
    [InlineData("DROP TABLE a;")]
    [InlineData("/*")]
    [InlineData("$a$")]
    [InlineData("os.system(")]
    [InlineData("if a:\n ")]
    [InlineData("\"\"\"")]
    [InlineData("Remove-Item -Recurse $a;{")]
    [InlineData("password=hunter2222 ")]
    public void A_text_of_many_repetitions_costs_no_more_than_its_length(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 200_000 / piece.Length));
        foreach (var language in Enum.GetValues<ScriptLanguage>())
        {
            Review(text, language);
        }

        AssertSteps(text);
    }

    [Fact]
    public void A_line_of_a_mebibyte_is_read_to_its_end()
    {
        var text = $"echo {new string('a', 1 << 20)}\nrm -rf /\n";

        Assert.Contains(Review(text, ScriptLanguage.Bash).Findings, finding => finding is { Id: "unbounded", Line: 2 });
    }

    [Fact]
    public void What_lies_too_deep_is_named_as_not_read()
    {
        var text = string.Concat(Enumerable.Repeat("$(echo ", 500));

        Assert.Contains(Review(text, ScriptLanguage.Bash).Findings, finding => finding.Id is "syntax" && finding.What.Contains("too deep", StringComparison.Ordinal));
    }

    private static ScriptReview Review(string text, ScriptLanguage language) => ScriptReview.Of(text, new(language, "the test"), ReviewCorpusTests.Redactor);

    private static void AssertSteps(string text)
    {
        var most = (StepsOfACharacter * (long)text.Length) + 1_000;
        Assert.InRange(BashScript.Read(text).Steps, 0, most);
        var python = new PythonLexer(text);
        python.Read();
        Assert.InRange(python.Steps, 0, most);
        var powerShell = new PowerShellLexer(text);
        powerShell.Read();
        Assert.InRange(powerShell.Steps, 0, most);
        var sql = new SqlLexer(text, 1);
        while (sql.Next() is not null)
        {
        }

        Assert.InRange(sql.Steps, 0, most);
    }
}
