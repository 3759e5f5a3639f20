using System.Diagnostics;
using System.Text;

namespace SreMcp.UnitTests.Scripts;

/// <summary>A real bash in a folder of its own.</summary>
internal sealed class Bash : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("sre-mcp-bash-").FullName;

    /// <summary>What ran although it was only a value.</summary>
    public IEnumerable<string> Canaries => Directory.EnumerateFiles(Folder, "*canary*", SearchOption.AllDirectories);

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }

    public (int Exit, byte[] Output, string Errors) Run(params IReadOnlyList<string> arguments) => RunProgram("bash", arguments);

    /// <summary>Skips the test when the program is not installed.</summary>
    public (int Exit, byte[] Output, string Errors) RunProgram(string program, params IReadOnlyList<string> arguments)
    {
        Assert.SkipUnless(IsInstalled(program), $"{program} is not installed.");
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return (process.ExitCode, output.ToArray(), errors.GetAwaiter().GetResult());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public static bool IsInstalled(string program) =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
