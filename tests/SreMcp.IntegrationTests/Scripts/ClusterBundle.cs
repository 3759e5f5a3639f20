using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A bundle for several things of one cluster, written and ready to run, with a namespace of its own.</summary>
internal sealed class ClusterBundle : IDisposable
{
    /// <summary>Stands for the namespace of the bundle, in values and manifests.</summary>
    public const string OwnNamespace = "NAMESPACE";

    private readonly TemporaryFolder _workspace = new();
    private readonly ControlPlane _plane;

    private ClusterBundle(ControlPlane plane, string @namespace) => (_plane, Namespace) = (plane, @namespace);

    public string Namespace { get; }

    /// <summary>The context that may change everything.</summary>
    public string Context => $"{_plane.Context}-admin";

    /// <summary>Where the last bundle was written.</summary>
    public string Folder { get; private set; } = "";

    /// <summary>What the scripts see of the machine.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Folder of the stand-ins for commands that this machine need not have.</summary>
    public string Commands => Path.Combine(_workspace.Path, "commands");

    public static async Task<ClusterBundle> CreateAsync(ControlPlane plane)
    {
        ClusterBundle bundle = new(plane, $"scripts-{Guid.NewGuid().ToString("N")[..8]}");
        await plane.SeededAsync();
        await plane.World.NamespaceAsync(bundle.Namespace);
        Directory.CreateDirectory(bundle.Commands);
        bundle.Variables["KUBECONFIG"] = plane.Kubeconfig;
        bundle.Variables["PATH"] = string.Join(Path.PathSeparator, bundle.Commands, Path.GetDirectoryName(Kubectl.Any), System.Environment.GetEnvironmentVariable("PATH"));
        return bundle;
    }

    /// <param name="values">Parameters of the template beside the context.</param>
    public ClusterBundle Write(string template, Dictionary<string, TemplateValue> values, string environment = "development", string? clusterId = null)
    {
        var found = TemplateCatalog.Embedded.Find(template);
        Dictionary<string, TemplateValue> given = new(values, StringComparer.Ordinal) { ["context"] = Context };
        var inputs = new TemplateInputs();
        foreach (var (name, value) in given)
        {
            inputs.Add(name, value is TemplateValue.One { Text: OwnNamespace } ? Namespace : value);
        }

        inputs.Add("target", _plane.Context);
        inputs.Add("environment", environment);
        inputs.Add("confirm", _plane.Context);
        inputs.Add("cluster-id", clusterId ?? _plane.ClusterId);
        inputs.Add("server", _plane.Server.AbsoluteUri);
        inputs.Add("notes", Array.Empty<string>());
        Folder = Path.GetDirectoryName(Path.Combine(_workspace.Path, new BundleWriter(_workspace.Path).Write(found.Render(inputs))[0]))!;
        return this;
    }

    /// <summary>Writes a file of the workspace, such as a values file, and returns its path.</summary>
    public string WriteFile(string name, string content) => _workspace.Write(name, content);

    /// <summary>Puts a command before those of the machine.</summary>
    public void WriteCommand(string name, string script) =>
        File.SetUnixFileMode(_workspace.Write(Path.Combine("commands", name), script), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    public Task<ScriptRun> RunAsync(string script, params IReadOnlyList<string> options) =>
        ScriptRun.BashAsync(Variables, input: "", [Path.Combine(Folder, script), .. options]);

    /// <summary>Runs a script and asserts how it ends.</summary>
    public async Task<string> EndsAsync(int exit, string script, params IReadOnlyList<string> options)
    {
        var run = await RunAsync(script, options);
        Assert.True(run.Exit == exit, $"{script} {string.Join(' ', options)} ended with {run.Exit} instead of {exit}:\n{run.Output}");
        return run.Output;
    }

    /// <summary>Creates objects in the namespace.</summary>
    public Task CreateAsync(string yaml) => _plane.World.CreateAsync(yaml.Replace(OwnNamespace, Namespace, StringComparison.Ordinal));

    /// <summary>Reads an object of the namespace, such as <c>jobs/import</c>.</summary>
    public Task<JsonNode> GetAsync(string group, string what) => _plane.Admin.GetAsync($"{group}/namespaces/{Namespace}/{what}");

    public Task<JsonNode> WaitAsync(string group, string what, Func<JsonNode, bool> until) => _plane.Admin.WaitAsync($"{group}/namespaces/{Namespace}/{what}", until);

    /// <summary>What kubectl prints in the namespace, whatever its exit code.</summary>
    public async Task<string> KubectlAsync(params IReadOnlyList<string> arguments) =>
        (await ScriptRun.BashAsync(Variables, "", ["-c", "kubectl \"$@\" || true", "kubectl", $"--context={Context}", $"--namespace={Namespace}", .. arguments])).Output.Trim();

    /// <summary>What was deleted in the namespace by somebody who is no controller, in the order of names.</summary>
    public async Task<IReadOnlyList<string>> DeletedSinceAsync(AuditMark mark) =>
        [.. (await _plane.Audit.MutationsSinceAsync(mark)).Where(request => request is { Verb: "delete", IsDryRun: false } && request.Target?.Namespace == Namespace).Select(request => $"{request.Target!.Resource}/{request.Target.Name}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>A workload with one container, with whatever its pod template shall have besides.</summary>
    public async Task WorkloadAsync(string name, string kind = "Deployment", string labels = "", string container = "")
    {
        await CreateAsync($$"""
            apiVersion: apps/v1
            kind: {{kind}}
            metadata: { name: {{name}}, namespace: NAMESPACE, labels: { app: {{name}}{{labels}} } }
            spec:
              replicas: 1
              {{(kind is "StatefulSet" ? $"serviceName: {name}" : "")}}
              selector: { matchLabels: { app: {{name}} } }
              template:
                metadata: { labels: { app: {{name}} } }
                spec: { containers: [{ name: main, image: "registry.example/{{name}}:1"{{container}} }] }
            """);
        await _plane.Admin.WaitAsync(PathOf(name, kind), live => (int?)live["status"]?["readyReplicas"] == 1);
    }

    public Task<JsonNode> ReadAsync(string name, string kind = "Deployment") => _plane.Admin.GetAsync(PathOf(name, kind));

    public Task ChangeAsync(string name, string patch, string kind = "Deployment") => _plane.Admin.MergeAsync(PathOf(name, kind), JsonNode.Parse(patch)!.AsObject());

    public async Task<string> TemplateAsync(string name, string kind = "Deployment") => (await ReadAsync(name, kind))["spec"]!["template"]!.ToJsonString();

    /// <summary>Requests since the mark that changed something in the namespace; rehearsals do not.</summary>
    public async Task<IReadOnlyList<AuditEvent>> ChangesSinceAsync(AuditMark mark) =>
        [.. (await _plane.Audit.MutationsSinceAsync(mark)).Where(request => request.Target?.Namespace == Namespace && !request.IsDryRun && request.Target.Resource is not "pods" and not "pods/status" and not "pods/binding")];

    public Task<AuditMark> MarkAsync() => _plane.Audit.MarkAsync();

    public void Dispose() => _workspace.Dispose();

    /// <summary>One row of a table of a template.</summary>
    public static Dictionary<string, string> Row(params (string Name, string Value)[] cells) => cells.ToDictionary(cell => cell.Name, cell => cell.Value, StringComparer.Ordinal);

    private string PathOf(string name, string kind) => $"/apis/apps/v1/namespaces/{Namespace}/{kind.ToLowerInvariant()}s/{name}";
}
