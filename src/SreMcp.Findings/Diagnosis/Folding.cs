namespace SreMcp.Findings;

/// <summary>Puts what follows from a cause under it. Only a deeper layer explains a higher one, or a peer that the finding itself names; nothing stands under itself.</summary>
public static class Folding
{
    public static IReadOnlyList<Diagnosed> Fold(IReadOnlyList<Finding> findings)
    {
        var byObject = findings
            .SelectMany(finding => finding.Affects.Append(finding.About).Distinct().Select(key => (key, finding)))
            .ToLookup(pair => pair.key, pair => pair.finding);
        Dictionary<Finding, Finding> under = new(ReferenceEqualityComparer.Instance);
        foreach (var finding in findings)
        {
            if (Explanation(finding, byObject) is { } cause && !ReferenceEquals(Root(cause, under), finding))
            {
                under[finding] = cause;
            }
        }

        return
        [
            .. findings.Where(finding => !under.ContainsKey(finding))
                .Select(root => new Diagnosed(root, [.. findings.Where(finding => under.ContainsKey(finding) && ReferenceEquals(Root(finding, under), root)).OrderBy(finding => finding.Layer)]))
                .OrderBy(diagnosed => Worst(diagnosed))
                .ThenBy(diagnosed => diagnosed.Cause.Confidence)
                .ThenByDescending(diagnosed => diagnosed.Cause.Affects.Count + diagnosed.Follows.Count)
                .ThenBy(diagnosed => diagnosed.Cause.About.ToString(), StringComparer.Ordinal),
        ];
    }

    /// <summary>The surest finding that explains this one, and of several the nearest: what explains that one stands above both.</summary>
    private static Finding? Explanation(Finding finding, ILookup<ObjectKey, Finding> byObject) =>
        finding.DueTo.Append(finding.About).Distinct()
            .SelectMany(key => byObject[key])
            .Where(other => (other.Layer < finding.Layer || IsPeer(other, finding)) && other.Confidence <= Strength(finding) && MayExplain(other, finding))
            .OrderBy(other => other.Confidence).ThenByDescending(other => other.Layer)
            .FirstOrDefault();

    /// <summary>A pod on a bad node can have a trouble of its own, so what befell the pod has to name the node.</summary>
    private static bool MayExplain(Finding cause, Finding finding) => cause.Layer is not Layer.Cluster || finding.Layer is not Layer.Pod || finding.DueTo.Contains(cause.About);

    /// <summary>A pod that names another workload as what it lacks, a missing Secret that names what should have made it, and that one has a trouble of its own.</summary>
    private static bool IsPeer(Finding cause, Finding finding) =>
        cause.Layer == finding.Layer && cause.About != finding.About && finding.DueTo.Contains(cause.About) && !cause.DueTo.Contains(finding.About);

    /// <summary>What is merely possible does not swallow what is sure, unless that has no cause of its own.</summary>
    private static Confidence Strength(Finding finding) => finding.Layer >= Layer.Rollout || finding.Confidence is not Confidence.Sure ? Confidence.Possible : Confidence.Likely;

    private static Finding Root(Finding finding, Dictionary<Finding, Finding> under)
    {
        while (under.TryGetValue(finding, out var cause))
        {
            finding = cause;
        }

        return finding;
    }

    private static Severity Worst(Diagnosed diagnosed) => diagnosed.Follows.Select(finding => finding.Severity).Append(diagnosed.Cause.Severity).Min();
}
