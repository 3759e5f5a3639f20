using System.Text;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Store;

namespace SreMcp.IntegrationTests.Hostile;

/// <summary>What a home folder's store holds, read behind the servers' backs.</summary>
internal static class Books
{
    public static string Folder(HomeFolder home) => Path.Combine(home.Path, ".local", "state", "sre-mcp");

    public static IReadOnlyList<JournalRow> Journal(HomeFolder home)
    {
        using StoreFile file = new(Folder(home), TimeProvider.System);
        Journal journal = new(file, "auditor", TimeProvider.System);
        List<JournalRow> rows = [];
        for (long? cursor = null; ;)
        {
            var page = journal.List(new(Cursor: cursor, Limit: 500));
            rows.AddRange(page.Rows);
            if ((cursor = page.Next) is null)
            {
                return rows;
            }
        }
    }

    public static IReadOnlyList<AuditRow> Chain(HomeFolder home)
    {
        using StoreFile file = new(Folder(home), TimeProvider.System);
        AuditChain chain = new(file, "auditor", TimeProvider.System);
        List<AuditRow> rows = [];
        for (long? cursor = null; ;)
        {
            var page = chain.List(new(Cursor: cursor, Limit: 1000));
            rows.AddRange(page.Rows);
            if ((cursor = page.Next) is null)
            {
                return rows;
            }
        }
    }

    /// <summary>Every byte of the store and of the files beside it, as characters.</summary>
    public static string Raw(HomeFolder home) => string.Concat(Directory.EnumerateFiles(Folder(home)).Select(file =>
    {
        using FileStream open = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using MemoryStream bytes = new();
        open.CopyTo(bytes);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }));

    /// <summary>Runs <c>sre-mcp</c> with these arguments to its end.</summary>
    public static async Task<(int? Code, string Output)> RunAsync(HomeFolder home, params string[] arguments)
    {
        await using var process = ServerProcess.Start(new(home) { Arguments = arguments });
        process.CloseInput();
        StringBuilder output = new();
        while (await process.ReadLineAsync() is { } line)
        {
            output.Append(line).Append('\n');
        }

        return (await process.ExitAsync(TimeSpan.FromSeconds(60)), output.ToString() + string.Join('\n', process.StandardError));
    }

    public static async Task AssertChainHoldsAsync(HomeFolder home)
    {
        var (code, output) = await RunAsync(home, "audit", "verify");
        Assert.True(code == 0, output);
        Assert.Contains("The chain holds", output, StringComparison.Ordinal);
    }
}
