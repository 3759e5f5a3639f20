namespace SreMcp.Scripts.Review;

/// <summary>Puts shellcheck's comments among our findings.</summary>
internal static class ShellcheckFolding
{
    private const int CommentLimit = 200;

    /// <summary>Comments that say the same as a finding of ours.</summary>
    private static readonly Dictionary<int, string[]> s_same = new()
    {
        [2086] = ["unquoted", "unbounded"],
        [2046] = ["unquoted"],
        [2048] = ["unquoted"],
        [2068] = ["unquoted"],
        [2206] = ["unquoted"],
        [2248] = ["unquoted"],
        [2115] = ["unbounded"],
        [2114] = ["unbounded"],
        [2294] = ["eval"],
        [1072] = ["syntax"],
        [1073] = ["syntax"],
        [1009] = ["syntax"],
        [1078] = ["syntax"],
    };

    public static IEnumerable<ReviewFinding> Fold(IReadOnlyList<ReviewFinding> ours, IReadOnlyList<ShellcheckComment> comments)
    {
        var folded = ours.ToArray();
        List<ReviewFinding> theirs = [];
        foreach (var comment in comments.Take(CommentLimit))
        {
            var code = $"SC{comment.Code:0000}";
            var at = s_same.TryGetValue(comment.Code, out var ids) ? Array.FindIndex(folded, finding => finding.Line == comment.Line && ids.Contains(finding.Id, StringComparer.Ordinal)) : -1;
            if (at < 0)
            {
                theirs.Add(Of(comment, code));
            }
            else if (!folded[at].Codes.Contains(code, StringComparer.Ordinal))
            {
                folded[at] = folded[at] with { Codes = [.. folded[at].Codes, code] };
            }
        }

        return folded.Concat(theirs);
    }

    private static ReviewFinding Of(ShellcheckComment comment, string code) =>
        new("shellcheck", comment.Level is "error" or "warning" ? ReviewSeverity.Should : ReviewSeverity.Note, comment.Line, $"shellcheck {code}", "", "") { Codes = [code], Said = new(comment.Message) };
}
