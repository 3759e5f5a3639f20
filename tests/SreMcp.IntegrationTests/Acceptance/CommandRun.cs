using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>A command as a shell runs it, to its end; there is no terminal.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task<CommandRun> OfAsync(HomeFolder home, params string[] arguments) => OfAsync(new ServerSetup(home) { Arguments = arguments });

    public static async Task<CommandRun> OfAsync(ServerSetup setup, string? input = null)
    {
        await using var process = ServerProcess.Start(setup);
        if (input is not null)
        {
            await process.WriteLineAsync(input);
        }

        process.CloseInput();
        List<string> lines = [];
        while (await process.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        var code = await process.ExitAsync(Patience) ?? throw new TimeoutException($"{string.Join(' ', setup.Arguments)} did not end.");
        var run = new CommandRun(code, string.Join('\n', lines), string.Join('\n', process.StandardError));
        PlantedSecrets.AssertNoneIn(run.Output + run.Errors, string.Join(' ', setup.Arguments));
        return run;
    }
}
