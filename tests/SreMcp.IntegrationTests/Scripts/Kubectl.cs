namespace SreMcp.IntegrationTests.Scripts;

/// <summary>The kubectls of this machine: the one on the PATH, and Debian's own where <c>dpkg-deb -x</c> put it beside the cluster's binaries.</summary>
internal static class Kubectl
{
    public static IReadOnlyList<string> Installed { get; } = [.. Candidates().Where(File.Exists).Distinct(StringComparer.Ordinal)];

    /// <summary>Skips the test when there is none.</summary>
    public static string Any
    {
        get
        {
            Assert.SkipUnless(Installed.Count > 0, "kubectl is not installed; on Debian: apt-get install kubernetes-client.");
            return Installed[0];
        }
    }

    private static IEnumerable<string> Candidates()
    {
        var home = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        var cache = System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(home, ".cache");
        return (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "kubectl")).Where(File.Exists).Take(1)
            .Append(Path.Combine(cache, "sre-mcp", "kubectl-1.20", "usr", "bin", "kubectl"));
    }
}
