namespace SreMcp.Tour;

/// <summary>Prints a tour: narration, the call, and the answer behind a bar. Colour only where a person looks.</summary>
internal sealed class TourPage(Action<string> write, bool hasColour)
{
    private const string Bold = "\e[1m";
    private const string Cyan = "\e[36m";
    private const string Dim = "\e[2m";
    private const string Red = "\e[31m";
    private const string Green = "\e[32m";

    public void Say(string line = "") => write(line);

    public void Step(int number, TourStep step)
    {
        Say();
        Say(In(Bold, $"{number}. {step.Title}"));
        Say(step.Says);
        Say(In(Cyan, $"→ {step.Tool} {Arguments(step)}"));
    }

    public void Answer(TourReply reply, int shown)
    {
        var lines = reply.Text.Split('\n');
        foreach (var line in lines.Take(shown))
        {
            Say($"{In(Dim, "│")} {line}");
        }

        if (lines.Length > shown)
        {
            Say(In(Dim, $"│ … {lines.Length - shown} more lines"));
        }
    }

    public void Good(string line) => Say(In(Green, line));

    public void Bad(string line) => Say(In(Red, line));

    public void Heading(string line)
    {
        Say();
        Say(In(Bold, line));
    }

    public void Command(string line) => Say(In(Cyan, $"$ {line}"));

    private string In(string colour, string text) => hasColour ? $"{colour}{text}\e[0m" : text;

    private static string Arguments(TourStep step) => string.Join(' ', step.Arguments.Select(argument => $"{argument.Key}={Value(argument.Value)}"));

    private static string Value(object? value) => value switch
    {
        string[] list => $"[{string.Join(", ", list)}]",
        bool flag => flag ? "true" : "false",
        _ => $"{value}",
    };
}
