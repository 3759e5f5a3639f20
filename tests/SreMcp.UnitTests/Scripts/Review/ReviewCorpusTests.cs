using System.Text;
using SreMcp.Policy;
using SreMcp.Scripts.Review;
using SreMcp.UnitTests.Architecture;

namespace SreMcp.UnitTests.Scripts.Review;

/// <summary>Scripts as people write them, with what a reviewer says; without shellcheck, whose words differ by version.</summary>
public sealed class ReviewCorpusTests
{
    private const string Folder = "tests/SreMcp.UnitTests/Scripts/Review/Corpus";

    public static TheoryData<string> Bad => Names("Bad");

    public static TheoryData<string> Decent => Names("Decent");

    public static TheoryData<string, string> Generated =>
        [.. Facts.All.SelectMany(bundle => bundle.Value.Files.Where(file => file.IsExecutable).Select(file => (bundle.Key, file.Name)))];

    internal static Redactor Redactor { get; } = new([.. Enumerable.Range(0, 32).Select(number => (byte)number)]);

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_script_gets_the_findings_that_the_golden_file_says(string name)
    {
        var review = Review("Bad", name);

        Assert.NotEmpty(review.Findings);
        Golden.AssertCurrent($"{Folder}/Bad/{name}.findings", Written(review));
    }

    [Theory]
    [MemberData(nameof(Decent))]
    public void A_decent_script_gets_no_finding_that_must_or_should_be_fixed(string name) =>
        Assert.DoesNotContain(Written(Review("Decent", name)).Split('\n'), line => line.StartsWith("must", StringComparison.Ordinal) || line.StartsWith("should", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Generated))]
    public void What_we_generate_passes_without_a_finding(string bundle, string file)
    {
        var content = Facts.All[bundle].Files.Single(other => other.Name == file).Content;

        Assert.Equal("", Written(ScriptReview.Of(content, LanguageRecognition.Of(content, file)!, Redactor)));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void No_line_that_is_shown_has_a_secret(string name)
    {
        var review = Review("Bad", name);
        var shown = string.Join('\n', Enumerable.Range(1, review.Text.Count).Select(review.Text.Shown));

        foreach (var secret in new[] { "hV7qTz3KpLw9xR2m", "AKIAIOSFODNN7QWERTYU", "tr0ub4dor", "Winter2026x", "ghp_", "Sommer!2026", "Herbst2026", "Geheim2026" })
        {
            Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
        }
    }

    private static ScriptReview Review(string kind, string name)
    {
        var text = File.ReadAllText(SourceTree.Path(Folder, kind, name + ".txt"));
        return ScriptReview.Of(text, LanguageRecognition.Of(text, name)!, Redactor);
    }

    internal static string Written(ScriptReview review)
    {
        var text = new StringBuilder();
        foreach (var same in review.Findings.GroupBy(finding => (finding.Severity, finding.Id, finding.What)))
        {
            var lines = string.Join(", ", same.Select(finding => finding.Line).Where(line => line > 0).Distinct().Order());
            text.Append($"{same.Key.Severity.ToString().ToLowerInvariant(),-6}  {(lines.Length is 0 ? "-" : lines),-10}  {same.Key.Id,-18}  {same.Key.What}\n");
        }

        return text.ToString();
    }

    private static TheoryData<string> Names(string kind) =>
        [.. Directory.EnumerateFiles(SourceTree.Path(Folder, kind), "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
}
