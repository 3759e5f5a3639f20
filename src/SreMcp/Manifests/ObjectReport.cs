using SreMcp.Answers;

namespace SreMcp.Manifests;

/// <summary>What was found about one object of a manifest; what asks for attention comes first.</summary>
internal enum ManifestVerdict
{
    Changes,
    NotServed,
    Unseen,
    New,
    Same,
}

/// <summary>One object of a manifest beside the live one.</summary>
/// <param name="Name">As an answer names it.</param>
/// <param name="Findings">What would change and which version it has.</param>
/// <param name="Rights">What the credential may do with it, in a sentence; null when that was not asked.</param>
/// <param name="Owners">Who sets it.</param>
internal sealed record ObjectReport(ManifestVerdict Verdict, string Name, Answer Findings, string? Rights, Answer Owners);

/// <summary>Puts the reports on several objects into one short answer: what changes first, what does not in one line.</summary>
internal static class ManifestReport
{
    /// <summary>Objects that do not change are shown one by one up to this number of objects.</summary>
    private const int MostInFull = 10;

    private const int MostNamed = 60;

    public static Answer Of(Answer heading, IReadOnlyList<ObjectReport> reports)
    {
        ObjectReport[] sorted = [.. reports.OrderBy(report => report.Verdict)];
        ObjectReport[] same = reports.Count > MostInFull ? [.. sorted.Where(report => report.Verdict is ManifestVerdict.Same)] : [];
        ObjectReport[] shown = [.. sorted.Except(same)];
        string[] rights = [.. reports.Select(report => report.Rights).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (reports.Count > 1)
        {
            heading.Say(string.Join(", ", reports.GroupBy(report => report.Verdict).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Word(group.Key)}")));
        }

        foreach (var report in shown)
        {
            heading.Append(report.Findings);
            if (rights.Length > 1 && report.Rights is { } own)
            {
                heading.Say($"  Rights of this credential: {own}");
            }

            heading.Append(report.Owners);
        }

        if (same.Length > 0)
        {
            heading.Say($"Nothing would change ({same.Length}): {string.Join(", ", same.Take(MostNamed).Select(report => report.Name))}{(same.Length > MostNamed ? ", …" : "")}");
        }

        return rights is [var one] ? heading.Say($"{(reports.Count > 1 ? "" : "  ")}Rights of this credential: {one}{(reports.Count > 1 ? " (the same for all of these)" : "")}") : heading;
    }

    private static string Word(ManifestVerdict verdict) => verdict switch
    {
        ManifestVerdict.Changes => "would change",
        ManifestVerdict.NotServed => "not served",
        ManifestVerdict.Unseen => "cannot be compared",
        ManifestVerdict.New => "would be new",
        _ => "would stay as they are",
    };
}
