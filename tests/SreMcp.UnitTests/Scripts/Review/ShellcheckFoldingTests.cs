using System.Text.Json;
using SreMcp.Scripts.Review;

namespace SreMcp.UnitTests.Scripts.Review;

/// <summary>What shellcheck says beside what we say.</summary>
public sealed class ShellcheckFoldingTests
{
    private const string Answer = """
        {"comments":[
          {"file":"-","line":2,"endLine":2,"column":8,"endColumn":10,"level":"info","code":2086,"message":"Double quote to prevent globbing.","fix":null},
          {"file":"-","line":3,"endLine":3,"column":1,"endColumn":2,"level":"warning","code":2034,"message":"x appears unused.","fix":null}]}
        """;

    [Fact]
    public void The_same_at_the_same_line_is_one_finding_and_the_rest_is_added()
    {
        var review = ScriptReview.Of("set -eu\nrm -rf $1/*\nx=1\n", new(ScriptLanguage.PosixShell, "the test"), ReviewCorpusTests.Redactor);

        var folded = review.With(JsonSerializer.Deserialize(Answer, ShellcheckJson.Default.ShellcheckReport)!.Comments);

        Assert.Equal(review.Findings.Count + 1, folded.Findings.Count);
        Assert.Single(folded.Findings, finding => finding.Line is 2 && finding.Codes.Contains("SC2086"));
        var added = Assert.Single(folded.Findings, finding => finding.Id is "shellcheck");
        Assert.Equal((3, "shellcheck SC2034"), (added.Line, added.What));
        Assert.Equal("x appears unused.", added.Said.Line(100));
    }
}
