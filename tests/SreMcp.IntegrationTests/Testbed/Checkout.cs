namespace SreMcp.IntegrationTests.Testbed;

/// <summary>Where this build of the tests lives in its checkout.</summary>
public static class Checkout
{
    /// <summary>The folder that holds <c>Mcp.sln</c>.</summary>
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary><c>Debug</c> or <c>Release</c>: the tests run the executable that was built beside them.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string FindRoot(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Mcp.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside a checkout: no Mcp.sln above them.");
    }
}
