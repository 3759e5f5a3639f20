#pragma warning disable RS0030 // This is the one place that owns the console; the server's stdout never comes through here.
namespace SreMcp.Commands;

/// <summary>The console, for commands that people and scripts run. While serving, only <see cref="Log"/> is used.</summary>
internal static class Terminal
{
    /// <summary>True when a person can type: neither input nor output is redirected.</summary>
    public static bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    public static bool IsInputRedirected => Console.IsInputRedirected;

    public static bool IsOutputRedirected => Console.IsOutputRedirected;

    /// <summary>Columns of the terminal that output goes to; 80 where it does not say.</summary>
    public static int Width => Console.WindowWidth is var width and >= 40 ? width : 80;

    public static TextWriter Output => Console.Out;

    /// <summary>True when output goes to a terminal that shows colours and nobody asked for none (no-color.org).</summary>
    public static bool HasColour =>
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR"))
        && System.Environment.GetEnvironmentVariable("TERM") is not "dumb";

    public static TextWriter Errors => Console.Error;

    public static Stream OpenInput() => Console.OpenStandardInput();

    public static Stream OpenOutput() => Console.OpenStandardOutput();

    public static void Write(string text) => Console.Out.WriteLine(text);

    public static void Error(string text) => Console.Error.WriteLine(text);

    /// <summary>One line for whoever reads the client's log of this server.</summary>
    public static void Log(string line) => Console.Error.WriteLine($"sre-mcp: {line}");

    /// <summary>Asks for a line; null when input has ended.</summary>
    public static string? Ask(string question)
    {
        Console.Error.Write(question);
        return Console.In.ReadLine();
    }
}
