using System.CommandLine;
using SreMcp.Calls;
using SreMcp.Doctor;

namespace SreMcp.Commands;

/// <summary><c>sre-mcp doctor</c>: what an agent will meet here. Exit code 0 when nothing is wrong, 1 when there are problems.</summary>
internal static class DoctorCommand
{
    /// <summary>Columns of a pipe: wide enough that a line of the report is a line.</summary>
    private const int PipeWidth = 240;

    public static Command Create(Func<ParseResult, SessionOptions> options)
    {
        var json = new Option<bool>("--json") { Description = "The report as JSON, for scripts." };
        var context = new Option<string?>("--context") { Description = "Only this context." };
        var doctor = new Command("doctor", "What each cluster is and why, which credential would be used and whether it could write to production, which files are in force, what this machine lacks. Changes nothing. Exit code 0: fine, 1: problems.")
        {
            json, context,
        };
        doctor.SetAction(async (parsed, cancelled) =>
        {
            var report = await new Checkup(options(parsed), parsed.GetValue(context), Terminal.Log).RunAsync(cancelled);
            if (parsed.GetValue(json))
            {
                Terminal.Write(DoctorJson.Of(report));
            }
            else
            {
                Show(report);
            }

            return report.Healthy ? 0 : 1;
        });
        return doctor;
    }

    /// <summary>Apart from the rest, so that the console library is loaded for nothing else.</summary>
    private static void Show(DoctorReport report)
    {
        var isPiped = Terminal.IsOutputRedirected;
        var isPlain = isPiped || System.Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        new DoctorScreen(Terminal.Output, isPiped ? PipeWidth : Terminal.Width, isPlain).Write(report);
    }
}
