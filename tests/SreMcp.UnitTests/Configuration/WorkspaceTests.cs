using SreMcp.Configuration;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Configuration;

public sealed class WorkspaceTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sre-mcp-workspace").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_current_folder_is_the_workspace() => Assert.Equal(_root, Workspace.Find(null, _root, "/home/ann")?.Folder);

    [Fact]
    public void The_root_and_the_home_folder_are_none()
    {
        Assert.Null(Workspace.Find(null, "/", _root));
        Assert.Null(Workspace.Find(null, _root, _root));
        Assert.Null(Workspace.Find(_root, "/tmp", _root + "/"));
        Assert.Null(Workspace.Find("..", Directory.CreateDirectory(Path.Combine(_root, "below")).FullName, _root));
    }

    [Fact]
    public void A_link_to_the_home_folder_is_none()
    {
        var home = Directory.CreateDirectory(Path.Combine(_root, "home")).FullName;
        var link = Directory.CreateSymbolicLink(Path.Combine(_root, "link"), home).FullName;

        Assert.Null(Workspace.Find(link, "/tmp", home));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no-such-folder")]
    [InlineData("a\0b")]
    public void A_folder_that_is_not_there_is_refused(string given) =>
        Assert.Equal("SRE0216", Assert.Throws<SreException>(() => Workspace.Find(given, _root, "/home/ann")).Code.Code);

    [Fact]
    public void Reads_configuration_and_policy_of_their_places()
    {
        var home = Directory.CreateDirectory(Path.Combine(_root, "config")).FullName;
        var work = Directory.CreateDirectory(Path.Combine(_root, "work")).FullName;
        File.WriteAllText(Path.Combine(home, "sre-mcp.yaml"), "kubernetes: { contexts: { blue: { environment: staging } } }");
        File.WriteAllText(Path.Combine(work, "sre-mcp.yaml"), "kubernetes: { contexts: { blue: { environment: production } } }\nfolders: [..]");

        var (configuration, policy) = ConfigurationFiles.LoadAll(new([home], work));

        Assert.Equal([Trust.Operator, Trust.Workspace], configuration.Kubernetes.Hints.Select(hint => hint.Trust));
        Assert.Equal("sre-mcp.yaml:2: folders is ignored: it loosens and is not trusted; run `sre-mcp trust sre-mcp.yaml` at a terminal.", Assert.Single(configuration.Notices));
        var target = new KubernetesTarget { Context = "blue", Cluster = new(new("https://h"), null, "abc", Verified: true) };
        Assert.Equal(Environment.Production, policy.Classify(target, new UnitTests.Policy.Memory(), new()).Environment);
    }
}
