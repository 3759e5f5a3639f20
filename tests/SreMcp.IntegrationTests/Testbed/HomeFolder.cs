namespace SreMcp.IntegrationTests.Testbed;

/// <summary>A home folder of its own for one server, with the operator's files in <c>.config/sre-mcp/</c>, and a workspace beside it.</summary>
public sealed class HomeFolder : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly TemporaryFolder _workspace = new();

    public string Path => _home.Path;

    /// <summary>The folder that the agent can write; empty to begin with.</summary>
    public string Workspace => _workspace.Path;

    /// <summary>Where what the operator writes lies.</summary>
    public string OperatorFolder => System.IO.Path.Combine(Path, ".config", "sre-mcp");

    /// <summary>Writes an operator's policy file.</summary>
    public string WritePolicy(string name, string yaml) => _home.Write($".config/sre-mcp/policies/{name}", yaml);

    /// <summary>Writes the operator's <c>sre-mcp.yaml</c>.</summary>
    public string WriteConfiguration(string yaml) => _home.Write(".config/sre-mcp/sre-mcp.yaml", yaml);

    /// <summary>Writes what an agent could write: a file of the workspace.</summary>
    public string WriteWorkspace(string relative, string text) => _workspace.Write(relative, text);

    /// <summary>Opens a cluster as development the way an operator does: by its id.</summary>
    public string OpenDevelopment(ControlPlane plane)
    {
        ArgumentNullException.ThrowIfNull(plane);
        return WritePolicy("clusters.yaml", $$"""
            environments:
              - id: dev-cluster
                environment: development
                match: { cluster: '{{plane.ClusterId}}' }
                reason: The development cluster of the tests.
                examples:
                  - { cluster: '{{plane.ClusterId}}', opened: true, expect: development }
            """);
    }

    public void Dispose()
    {
        _home.Dispose();
        _workspace.Dispose();
    }
}
