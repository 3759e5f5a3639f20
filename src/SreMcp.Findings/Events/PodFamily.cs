using System.Buffers;

namespace SreMcp.Findings;

/// <summary>Whose pod it is, by the name that controllers give: events name no owner, and the pods that they speak of may be gone.</summary>
public static class PodFamily
{
    private const int SuffixLength = 5;
    private const int ShortestHash = 6;
    private const int LongestHash = 10;
    private const int ShortestTime = 8;

    /// <summary>The letters of generated names: no vowels, nothing that looks like another.</summary>
    private static readonly SearchValues<char> Generated = SearchValues.Create("bcdfghjklmnpqrstvwxz2456789");

    /// <summary>A pod template's hash is a decimal number written in ten of those letters.</summary>
    private static readonly SearchValues<char> Hash = SearchValues.Create("bcdf456789");

    /// <summary>The name of the Deployment, ReplicaSet, DaemonSet, Job, CronJob or StatefulSet; null for a pod that stands alone.</summary>
    /// <param name="statefulSets">Names of the StatefulSets of its namespace: <c>db-0</c> alone does not tell.</param>
    public static string? Of(string pod, IReadOnlySet<string> statefulSets)
    {
        var (stem, last) = Split(pod);
        if (stem is null)
        {
            return null;
        }

        if (!last.AsSpan().ContainsAnyExceptInRange('0', '9') && statefulSets.Contains(stem))
        {
            return stem;
        }

        return last.Length is SuffixLength && !last.AsSpan().ContainsAnyExcept(Generated) ? Owner(stem) : null;
    }

    /// <summary>True for a name such as <c>db-0</c>, which may be a StatefulSet's.</summary>
    public static bool HasOrdinal(string pod) => Split(pod) is (not null, { Length: > 0 } last) && !last.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Behind the pod's own suffix stands a ReplicaSet's hash or the time of a CronJob's run, or nothing.</summary>
    private static string Owner(string stem)
    {
        var (name, last) = Split(stem);
        var isHash = last.Length is >= ShortestHash and <= LongestHash && !last.AsSpan().ContainsAnyExcept(Hash);
        var isTime = last.Length is >= ShortestTime and <= LongestHash && !last.AsSpan().ContainsAnyExceptInRange('0', '9');
        return name is not null && (isHash || isTime) ? name : stem;
    }

    private static (string? Stem, string Last) Split(string name) =>
        name.LastIndexOf('-') is > 0 and var dash ? (name[..dash], name[(dash + 1)..]) : (null, "");
}
