using System.Runtime.CompilerServices;

namespace SreMcp.UnitTests;

/// <summary>Compares with a file that stands beside the test. <c>UPDATE_GOLDEN=1</c> rewrites it; a missing one fails.</summary>
internal static class Golden
{
    public static void Verify(string area, string name, string actual)
    {
        var path = Path.Combine(Root(), area, "Golden", name);
        if (System.Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"There is no golden file {path}; UPDATE_GOLDEN=1 writes it.");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
