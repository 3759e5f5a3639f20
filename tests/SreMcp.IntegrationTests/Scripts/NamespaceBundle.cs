using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A namespace of its own, the bundle of a template that was made for it, and its scripts.</summary>
internal sealed class NamespaceBundle : IDisposable
{
    private readonly TemporaryFolder _workspace = new();
    private readonly ControlPlane _plane;

    private NamespaceBundle(ControlPlane plane)
    {
        _plane = plane;
        Variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = plane.Kubeconfig,
            ["PATH"] = $"{Path.GetDirectoryName(Kubectl.Any)}{Path.PathSeparator}{System.Environment.GetEnvironmentVariable("PATH")}",
        };
    }

    public string Namespace { get; } = $"scripts-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>What the scripts see of the machine.</summary>
    public Dictionary<string, string> Variables { get; }

    /// <summary>Where the last bundle was written.</summary>
    public string Folder { get; private set; } = "";

    public static async Task<NamespaceBundle> CreateAsync(ControlPlane plane)
    {
        NamespaceBundle bundle = new(plane);
        await plane.SeededAsync();
        await plane.World.NamespaceAsync(bundle.Namespace);
        return bundle;
    }

    public static TemplateValue Rows(params (string Name, string Value)[][] rows) =>
        new TemplateValue.Table([.. rows.Select(cells => cells.ToDictionary(cell => cell.Name, cell => cell.Value, StringComparer.Ordinal))]);

    /// <summary>Makes a bundle for the namespace and writes it; values replace what stands here.</summary>
    public Bundle Generate(string template, params (string Name, TemplateValue Value)[] values)
    {
        var given = new Dictionary<string, TemplateValue>(StringComparer.Ordinal)
        {
            ["context"] = $"{_plane.Context}-admin",
            ["namespace"] = Namespace,
            ["target"] = $"{_plane.Context}-admin/{Namespace}",
            ["environment"] = "development",
            ["confirm"] = Namespace,
            ["cluster-id"] = _plane.ClusterId,
            ["server"] = _plane.Server.AbsoluteUri,
            ["notes"] = new TemplateValue.Many([]),
        };
        foreach (var (name, value) in values)
        {
            given[name] = value;
        }

        var inputs = new TemplateInputs();
        foreach (var (name, value) in given)
        {
            inputs.Add(name, value);
        }

        var bundle = TemplateCatalog.Embedded.Find(template).Render(inputs);
        var paths = new BundleWriter(_workspace.Path).Write(bundle);
        Folder = Path.GetDirectoryName(Path.Combine(_workspace.Path, paths[0]))!;
        return bundle;
    }

    /// <summary>Writes a file beside the bundles and returns its path.</summary>
    public string Write(string name, string text) => _workspace.Write(name, text);

    /// <summary>Creates objects in the namespace.</summary>
    public Task CreateAsync(string yaml) => _plane.World.CreateAsync(yaml.Replace("NAMESPACE", Namespace, StringComparison.Ordinal));

    /// <summary>One object of the namespace, such as <c>pods/web</c>; null when there is none.</summary>
    public Task<JsonNode?> FindAsync(string path) => _plane.Admin.FindAsync($"/api/v1/namespaces/{Namespace}/{path}");

    public Task<ScriptRun> RunAsync(string script, params IReadOnlyList<string> options) =>
        ScriptRun.BashAsync(Variables, input: "", [Path.Combine(Folder, script), .. options]);

    /// <summary>Runs a script that has to end with a code, and returns what it said.</summary>
    public async Task<string> EndsWithAsync(int exit, string script, params IReadOnlyList<string> options)
    {
        var run = await RunAsync(script, options);
        Assert.True(run.Exit == exit, $"{script} ended with {run.Exit} instead of {exit}:\n{run.Output}");
        return run.Output;
    }

    /// <summary>Requests since the mark that could have changed something in the namespace.</summary>
    public async Task<IReadOnlyList<AuditEvent>> MutationsSinceAsync(AuditMark mark) =>
        [.. (await _plane.Audit.MutationsSinceAsync(mark)).Where(request => request.Target?.Namespace == Namespace)];

    public void Dispose() => _workspace.Dispose();
}
