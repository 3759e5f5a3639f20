using System.CommandLine;
using SreMcp.Tour;

namespace SreMcp.Commands;

/// <summary><c>sre-mcp tour</c>: the recorded incident, step by step, through the real server.</summary>
internal static class TourCommand
{
    public static Command Create(Option<string?> workspace)
    {
        var tour = new Command("tour", "Walk through a recorded incident with the real server: no cluster, no account, no network.");
        tour.SetAction(async (parsed, cancelled) =>
        {
            using var folder = new TourFolder(parsed.GetValue(workspace));
            await new TourGuide(new TourPage(Terminal.Write, Terminal.HasColour), folder).WalkAsync(cancelled);
            return 0;
        });
        return tour;
    }
}
