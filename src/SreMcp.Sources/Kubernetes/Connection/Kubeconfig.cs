using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>A named cluster, user or context as one file holds it.</summary>
/// <param name="File">Relative paths in it count from this file's folder.</param>
internal sealed record KubeconfigEntry(string Name, ConfigMap Values, string File);

/// <summary>Several kubeconfigs as one, by kubectl's rules: of each name, and of current-context, the first file's counts.</summary>
internal sealed class Kubeconfig
{
    private readonly Dictionary<string, KubeconfigEntry> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeconfigEntry> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeconfigEntry> _contexts = new(StringComparer.Ordinal);
    private readonly List<string> _notices = [];

    public string? CurrentContext { get; private set; }

    public IEnumerable<KubeconfigEntry> Contexts => _contexts.Values;

    public IReadOnlyList<string> Notices => _notices;

    public KubeconfigEntry? Cluster(string name) => _clusters.GetValueOrDefault(name);

    public KubeconfigEntry? User(string name) => _users.GetValueOrDefault(name);

    /// <summary>Adds what a file says and earlier files did not.</summary>
    /// <exception cref="SreException">SRE0305 with the line, when the file as a whole cannot be read. A broken entry is left out and noticed.</exception>
    public void Add(string file, byte[] bytes)
    {
        try
        {
            var root = ConfigParser.Parse(bytes);
            if (root.Text("kind") is { } kind && kind != "Config")
            {
                throw new ConfigException(root.Line, $"kind is {TextCleaner.OneLine(kind, 40)}, not Config");
            }

            CurrentContext ??= root.Text("current-context");
            AddEntries(root, "clusters", "cluster", file, _clusters);
            AddEntries(root, "users", "user", file, _users);
            AddEntries(root, "contexts", "context", file, _contexts);
        }
        catch (ConfigException junk)
        {
            throw new SreException(Errors.Connections.Malformed, $"{file}:{junk.Line} cannot be read: {junk.Message}.");
        }
    }

    private void AddEntries(ConfigMap root, string list, string kind, string file, Dictionary<string, KubeconfigEntry> entries)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in root.List(list))
        {
            try
            {
                var entry = item as ConfigMap ?? throw new ConfigException(item.Line, $"an item of {list} must be a map");
                var name = entry.Text("name") ?? throw new ConfigException(item.Line, $"an item of {list} has no name");
                if (!own.Add(name))
                {
                    throw new ConfigException(item.Line, $"the {kind} {TextCleaner.OneLine(name, 80)} stands there twice; the first counts");
                }

                // An entry without values (a user who is nobody) is as good as an empty one.
                var values = entry.Map(kind) ?? new ConfigMap(new Dictionary<string, ConfigNode>(StringComparer.Ordinal), item.Line);
                entries.TryAdd(name, new(name, values, file));
            }
            catch (ConfigException broken)
            {
                _notices.Add($"{file}:{broken.Line}: {broken.Message}");
            }
        }
    }
}
