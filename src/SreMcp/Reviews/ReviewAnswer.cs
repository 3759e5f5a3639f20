using System.Globalization;
using SreMcp.Answers;
using SreMcp.Policy;
using SreMcp.Scripts.Review;

namespace SreMcp.Reviews;

/// <summary>Puts a review into words: the verdict, then the findings, the gravest first, repeats folded.</summary>
internal static class ReviewAnswer
{
    /// <summary>Bytes of an answer: about 1,000 tokens.</summary>
    public const int Limit = 4_000;

    /// <summary>Bytes of the line about what is left out, of fences and their heading.</summary>
    private const int Reserve = 400;

    private const int Fence = 28;
    private const int ShownOfALine = 100;
    private const int ShownOfAComment = 160;
    private const int LinesNamed = 8;

    /// <param name="about">What shellcheck did, in one line; null when it has no part in it.</param>
    public static Answer Of(string name, ScriptReview review, string? about)
    {
        var folded = review.Findings.GroupBy(finding => (finding.Id, finding.Severity, finding.What)).Select(same => same.ToArray()).ToArray();
        var heading = $"{name}: {review.Language.Name} (by {review.Language.Because}), {review.Text.Count} lines; nothing was run";
        var answer = Answer.Of(heading).Say(Verdict(folded));
        var left = Limit - Reserve - heading.Length - Verdict(folded).Length - (about?.Length ?? 0);
        Dictionary<string, int> fixes = new(StringComparer.Ordinal);
        HashSet<string> reasons = new(StringComparer.Ordinal);
        var number = 0;
        foreach (var same in folded)
        {
            var entry = Entry(number + 1, same, review.Text, fixes, reasons, out var length);
            if ((left -= length) < 0)
            {
                break;
            }

            number++;
            answer.Append(entry);
        }

        if (number < folded.Length)
        {
            answer.Say($"Left out: {Counts(folded.Skip(number))}. Fix what stands here, then check again.");
        }

        return about is null ? answer : answer.Say(about);
    }

    private static string Verdict(ReviewFinding[][] folded)
    {
        var musts = folded.Where(same => same[0].Severity is ReviewSeverity.Must).ToArray();
        if (folded.Length is 0)
        {
            return "Nothing to fix: every item of the checklist is met.";
        }

        return musts.Length is 0
            ? $"Nothing must be fixed: {Counts(folded)}."
            : $"{musts.Length} must be fixed: {string.Join("; ", musts.Select(same => same[0].What).Distinct(StringComparer.Ordinal).Take(4))}{(musts.Length > 4 ? "; …" : "")}.{(folded.Length > musts.Length ? $" Besides: {Counts(folded.Skip(musts.Length))}." : "")}";
    }

    private static string Counts(IEnumerable<ReviewFinding[]> folded) => string.Join(", ", folded.GroupBy(same => same[0].Severity).Select(group => $"{group.Count()} {Name(group.Key, group.Count())}"));

    private static string Name(ReviewSeverity severity, int count) => severity switch
    {
        ReviewSeverity.Must => "must be fixed",
        ReviewSeverity.Should => "should be fixed",
        _ => count is 1 ? "note" : "notes",
    };

    private static Answer Entry(int number, ReviewFinding[] same, ReviewedText text, Dictionary<string, int> fixes, HashSet<string> reasons, out int length)
    {
        var first = same[0];
        var codes = same.SelectMany(finding => finding.Codes).Distinct(StringComparer.Ordinal).ToArray();
        var isTheirs = !first.Said.IsEmpty;
        var why = first.Why.Length > 0 && reasons.Add(first.Why) ? $": {first.Why}" : "";
        var head = $"[{number}] {Label(first.Severity)}{Lines(same)}: {first.What}{(codes.Length > 0 && !isTheirs ? $" ({string.Join(", ", codes)})" : "")}{why}";
        var answer = new Answer();
        length = head.Length + 2;
        if (isTheirs)
        {
            answer.Quote($"{head}: ", first.Said, ShownOfAComment);
            length += Math.Min(first.Said.Length, ShownOfAComment) + Fence;
            return answer;
        }

        answer.Say(head);
        var line = text.Shown(first.Line);
        if (line.Length > 0)
        {
            answer.Quote("    ", new UntrustedText(line), ShownOfALine);
            length += Math.Min(line.Length, ShownOfALine) + Fence + 4;
        }

        var fix = fixes.TryAdd(first.Fix, number) ? first.Fix : $"as [{fixes[first.Fix]}]";
        answer.Say($"    fix: {fix}");
        length += fix.Length + 10;
        return answer;
    }

    private static string Label(ReviewSeverity severity) => severity switch
    {
        ReviewSeverity.Must => "must",
        ReviewSeverity.Should => "should",
        _ => "note",
    };

    private static string Lines(ReviewFinding[] same)
    {
        var lines = same.Select(finding => finding.Line).Where(line => line > 0).Distinct().Order().ToArray();
        return lines.Length switch
        {
            0 => "",
            1 => $", line {lines[0]}",
            <= LinesNamed => $", lines {string.Join(", ", lines)}",
            _ => string.Create(CultureInfo.InvariantCulture, $", lines {string.Join(", ", lines.Take(LinesNamed))} and {lines.Length - LinesNamed} more"),
        };
    }
}
