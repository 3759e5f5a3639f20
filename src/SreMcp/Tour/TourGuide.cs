using System.Text.RegularExpressions;
using SreMcp.Calls;
using SreMcp.Policy;

namespace SreMcp.Tour;

/// <summary>Walks through the incident with a server of its own, and stops at the first answer that is not as it must be.</summary>
internal sealed partial class TourGuide(TourPage page, TourFolder folder)
{
    /// <exception cref="SreException">SRE0809 when a step does not do as told.</exception>
    public async Task WalkAsync(CancellationToken cancelled)
    {
        page.Heading("A release has made payments crash. You are the agent; between you and the clusters stands sre-mcp.");
        page.Say("Everything is recorded: no cluster, no account, no network. What stands behind │ is what the agent sees.");
        var heads = await CallAllAsync(cancelled);
        VerifyChain(heads);
        page.Heading("That was the whole idea: agents read and generate anywhere, and execute only where an operator opened the door.");
        page.Say("Play on: .mcp.json of this repository starts the same world for your agent (sre-mcp serve --recorded).");
        page.Say($"Kept: the tour's own journal and chain, apart from real ones. {folder.Fate}");
    }

    /// <returns>The chain's heads as the answers told them, oldest first.</returns>
    private async Task<IReadOnlyList<string>> CallAllAsync(CancellationToken cancelled)
    {
        await using var server = await TourServer.StartAsync(folder, cancelled);
        page.Say($"Started: sre-mcp serve --recorded, a child process over stdio with {await server.CountToolsAsync(cancelled)} tools.");
        List<string> heads = [];
        foreach (var (number, step) in TourSteps.All.Index())
        {
            page.Step(number + 1, step);
            var reply = await server.CallAsync(step, folder, cancelled);
            page.Answer(reply, step.Lines);
            if (step.Check(reply) is { } wrong)
            {
                page.Bad($"This is not what step {number + 1} is for: {wrong}.");
                throw new SreException(Errors.Commands.TourFailed, $"Step {number + 1} ({step.Tool}) did not do as told: {wrong}.");
            }

            heads.AddRange(ChainHead().Matches(reply.Text).Select(match => match.Groups["head"].Value));
        }

        return heads;
    }

    /// <summary>The heads in the transcript anchor the chain: were it rewritten since, it would not hold.</summary>
    private void VerifyChain(IReadOnlyList<string> heads)
    {
        page.Heading($"{TourSteps.All.Count + 1}. Was the chain touched since?");
        page.Say("The refusal's answer carried the head of the chain. A chain that still leads through it was not rewritten.");
        page.Command($"sre-mcp audit verify --recorded --head {heads[0]}");
        using var ledger = new Ledger(TimeProvider.System, recorded: true);
        var report = ledger.Audit.Verify(heads[0]);
        if (!report.Holds)
        {
            throw new SreException(Errors.Commands.TourFailed, $"The chain of {report.Rows} rows does not hold: {TextCleaner.OneLine(string.Join("; ", report.Breaks.Select(broken => broken.Means)), 300)}.");
        }

        page.Good($"The chain holds: {report.Rows} rows, head {report.Head?[..12] ?? "none"}.");
    }

    [GeneratedRegex("chain head (?<head>[0-9a-f]{12})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ChainHead();
}
