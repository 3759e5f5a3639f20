using System.Diagnostics;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts.Cloud;

/// <summary>A bundle of Python scripts, written and ready to run by Debian's Python with Debian's boto3.</summary>
internal sealed class PythonBundle : IDisposable
{
    public const string Python = "/usr/bin/python3";
    public const string Boto3 = "/usr/lib/python3/dist-packages/boto3";

    private readonly TemporaryFolder _workspace = new();
    private readonly IReadOnlyDictionary<string, string> _variables;

    /// <param name="values">Parameters of the template.</param>
    public PythonBundle(string template, Dictionary<string, TemplateValue> values, IReadOnlyDictionary<string, string> variables, string environment = "development")
    {
        _variables = variables;
        var found = TemplateCatalog.Embedded.Find(template);
        var inputs = new TemplateInputs();
        foreach (var (name, value) in values)
        {
            inputs.Add(name, value);
        }

        if (found.Header.HasTarget)
        {
            inputs.Add("target", "test account");
            inputs.Add("environment", environment);
            inputs.Add("confirm", "111122223333");
        }

        var paths = new BundleWriter(_workspace.Path).Write(found.Render(inputs));
        Folder = Path.GetDirectoryName(Path.Combine(_workspace.Path, paths[0]))!;
    }

    public string Folder { get; }

    /// <summary>The claims that runs have left, one line for each.</summary>
    public string[] Claims => File.Exists(Path.Combine(Folder, "runs.jsonl")) ? File.ReadAllLines(Path.Combine(Folder, "runs.jsonl")) : [];

    public Task<ScriptRun> RunAsync(string script, params IReadOnlyList<string> options) =>
        ScriptRun.BashAsync(_variables, input: "", ["-c", "exec \"$@\"", "bash", Python, Path.Combine(Folder, script), .. options]);

    /// <summary>With something in standard input, which never counts as a person.</summary>
    public Task<ScriptRun> PipedAsync(string script, string input) => ScriptRun.BashAsync(_variables, input, "-c", "exec \"$@\"", "bash", Python, Path.Combine(Folder, script));

    /// <summary>At a terminal where somebody types an answer.</summary>
    public Task<ScriptRun> TypedAsync(string script, string answer) => ScriptRun.PersonAsync(_variables, answer, "-c", $"exec {Python} '{Path.Combine(Folder, script)}'");

    /// <summary>Runs a script and asserts how it ends.</summary>
    public async Task<string> EndsAsync(int exit, string script, params IReadOnlyList<string> options)
    {
        var run = await RunAsync(script, options);
        Assert.True(run.Exit == exit, $"{script} {string.Join(' ', options)} ended with {run.Exit}:\n{run.Output}");
        Assert.DoesNotContain("Traceback", run.Output, StringComparison.Ordinal);
        return run.Output;
    }

    /// <summary>Starts a script, sends it a signal once something has happened, and returns how it ended and what it said.</summary>
    public async Task<ScriptRun> SignalledAsync(string script, string signal, Func<Task> happened, params IReadOnlyList<string> options)
    {
        var start = new ProcessStartInfo(Python, [Path.Combine(Folder, script), .. options]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in _variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await happened();
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, await output + await errors);
    }

    public void Dispose() => _workspace.Dispose();
}
