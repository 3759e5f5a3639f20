using SreMcp.UnitTests.Architecture;

namespace SreMcp.UnitTests;

/// <summary>Files that are made by the tests and committed: a change shows in the review. <c>UPDATE_GOLDEN=1</c> writes them.</summary>
internal static class Golden
{
    public static void AssertCurrent(string relative, string text)
    {
        var file = SourceTree.Path(relative);
        if (System.Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Assert.True(File.Exists(file), $"{relative} is missing; UPDATE_GOLDEN=1 tests/run.sh writes it.");
        Assert.Equal(text, File.ReadAllText(file), ignoreLineEndingDifferences: true);
    }
}
