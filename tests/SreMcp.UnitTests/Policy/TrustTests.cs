using SreMcp.Policy;

namespace SreMcp.UnitTests.Policy;

public sealed class TrustTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sre-mcp-trust").FullName;

    private string Workspace => Path.Combine(_root, "work");

    private string Folder => Path.Combine(_root, "home", ".config", "sre-mcp");

    private PolicyPlaces Places => new([Path.Combine(_root, "etc"), Folder], Workspace);

    public TrustTests() => Directory.CreateDirectory(Path.Combine(_root, "work"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Without_files_the_shipped_set_is_in_force_and_said_so()
    {
        var policy = PolicyFiles.Load(Places);

        Assert.Same(PolicySet.Shipped, policy);
        Assert.Contains("the set that came with the program is in force", Assert.Single(policy.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_file_opens()
    {
        Write(Path.Combine(Folder, "policies", "mine.yaml"), Given.OpenDev);

        Assert.True(PolicyFiles.Load(Places).Classify(Given.Cluster("dev")).IsOpened);
    }

    [Fact]
    public void A_workspace_file_does_not_open_and_is_told_how()
    {
        Write(Path.Combine(Workspace, ".sre-mcp", "policies", "mine.yaml"), Given.OpenDev);

        var policy = PolicyFiles.Load(Places);

        Assert.False(policy.Classify(Given.Cluster("dev")).IsOpened);
        Assert.Equal(".sre-mcp/policies/mine.yaml:2: dev-cluster is ignored: it loosens and is not trusted; run `sre-mcp trust .sre-mcp/policies/mine.yaml` at a terminal.", Assert.Single(policy.Notices));
    }

    [Fact]
    public void A_workspace_file_whose_examples_hope_for_more_than_it_may_give_does_not_stop_the_start()
    {
        Write(Path.Combine(Workspace, ".sre-mcp", "policies", "mine.yaml"), """
            environments:
              - id: ours
                environment: development
                match: { cluster: 6f0c1a2b-1234-4abc-9def-0123456789ab }
                reason: Ours.
                examples: [{ cluster: 6f0c1a2b-1234-4abc-9def-0123456789ab, expect: development, opened: true }]
            rules:
              - id: ours-may-scale
                effect: allow
                action: execute
                operation: kubernetes.scale
                environment: [staging]
                reason: Ours.
                examples: [{ operation: kubernetes.scale, target: uat/api/Deployment/web, expect: allow }]
            """);

        var policy = PolicyFiles.Load(Places);

        Assert.Equal(2, policy.Notices.Count(notice => notice.Contains("is ignored: it loosens", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_workspace_file_whose_examples_hope_for_something_stricter_stops_the_start()
    {
        Write(Path.Combine(Workspace, ".sre-mcp", "policies", "mine.yaml"), """
            environments:
              - id: ours
                environment: staging
                match: { context: shop-dev }
                reason: Ours.
                examples: [{ context: shop-dev, expect: production }]
            """);

        Assert.Equal(Errors.Policies.ExampleFails, Assert.Throws<SreException>(() => PolicyFiles.Load(Places)).Code);
    }

    [Fact]
    public void A_pinned_workspace_file_opens_until_it_changes()
    {
        var file = Path.Combine(Workspace, ".sre-mcp", "policies", "mine.yaml");
        Write(file, Given.OpenDev);
        TrustLedger.Trust(Places.Ledger, file);

        Assert.True(PolicyFiles.Load(Places).Classify(Given.Cluster("dev")).IsOpened);

        Write(file, Given.OpenDev + "\n# more");
        var changed = PolicyFiles.Load(Places);

        Assert.False(changed.Classify(Given.Cluster("dev")).IsOpened);
        Assert.Contains(changed.Notices, notice => notice.Contains("was trusted and has changed since", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pin_holds_for_its_place_only()
    {
        var file = Path.Combine(Workspace, ".sre-mcp", "policies", "mine.yaml");
        Write(file, Given.OpenDev);
        TrustLedger.Trust(Places.Ledger, file);
        File.Move(file, Path.Combine(Workspace, ".sre-mcp", "policies", "other.yaml"));

        Assert.False(PolicyFiles.Load(Places).Classify(Given.Cluster("dev")).IsOpened);
    }

    [Fact]
    public void An_operator_folder_that_is_a_link_into_the_workspace_is_the_workspace()
    {
        Write(Path.Combine(Workspace, "hidden", "policies", "mine.yaml"), Given.OpenDev);
        Directory.CreateDirectory(Path.GetDirectoryName(Folder)!);
        Directory.CreateSymbolicLink(Folder, Path.Combine("..", "..", "work", "hidden"));

        var policy = PolicyFiles.Load(Places);

        Assert.False(policy.Classify(Given.Cluster("dev")).IsOpened);
        Assert.Contains(policy.Notices, notice => notice.Contains("lies in the workspace, where an agent can write", StringComparison.Ordinal));
    }

    [Fact]
    public void An_operator_file_that_is_a_link_into_the_workspace_is_the_workspaces()
    {
        Write(Path.Combine(Workspace, "mine.yaml"), Given.OpenDev);
        Directory.CreateDirectory(Path.Combine(Folder, "policies"));
        File.CreateSymbolicLink(Path.Combine(Folder, "policies", "mine.yaml"), Path.Combine(Workspace, "mine.yaml"));

        Assert.False(PolicyFiles.Load(Places).Classify(Given.Cluster("dev")).IsOpened);
    }

    [Fact]
    public void A_workspace_that_is_a_link_to_the_operators_folder_takes_its_trust_away()
    {
        Write(Path.Combine(Folder, "policies", "mine.yaml"), Given.OpenDev);
        Directory.Delete(Workspace);
        Directory.CreateSymbolicLink(Workspace, Folder);

        Assert.False(PolicyFiles.Load(Places).Classify(Given.Cluster("dev")).IsOpened);
    }

    [Fact]
    public void A_ledger_in_the_workspace_pins_nothing()
    {
        var places = new PolicyPlaces([Workspace], Workspace);
        var file = Path.Combine(Workspace, ".sre-mcp", "policies", "mine.yaml");
        Write(file, Given.OpenDev);
        TrustLedger.Trust(places.Ledger, file);

        Assert.False(PolicyFiles.Load(places).Classify(Given.Cluster("dev")).IsOpened);
    }

    [Fact]
    public void An_operator_file_replaces_the_shipped_file_of_its_name_and_a_workspace_file_does_not()
    {
        const string Empty = "rules: []";
        Write(Path.Combine(Folder, "policies", "system-namespaces.yaml"), Empty);
        Write(Path.Combine(Workspace, ".sre-mcp", "policies", "production.yaml"), Empty);

        var ids = PolicyFiles.Load(Places).Rules.Select(rule => rule.Id).ToArray();

        Assert.DoesNotContain("system-namespaces-belong-to-the-platform", ids);
        Assert.Contains("production-is-read-and-generate-only", ids);
    }

    [Fact]
    public void A_broken_workspace_file_stops_the_start_with_its_line()
    {
        Write(Path.Combine(Workspace, ".sre-mcp", "policies", "mine.yaml"), "rules:\n  - 7");

        Assert.StartsWith(".sre-mcp/policies/mine.yaml:2: found the number or date 7", Given.Refused(() => PolicyFiles.Load(Places)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_text_stops_the_start()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "policies"));
        File.WriteAllBytes(Path.Combine(Folder, "policies", "mine.yaml"), [0xff, 0xfe, 0x00, 0xd8]);

        Assert.Equal("SRE0201", Given.Refused(() => PolicyFiles.Load(Places)).Code.Code);
    }

    [Fact]
    public void Links_in_a_circle_stop_the_start()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "policies"));
        File.CreateSymbolicLink(Path.Combine(Folder, "policies", "a.yaml"), "b.yaml");
        File.CreateSymbolicLink(Path.Combine(Folder, "policies", "b.yaml"), "a.yaml");

        Assert.Equal("SRE0204", Given.Refused(() => PolicyFiles.Load(Places)).Code.Code);
    }

    [Theory]
    [InlineData("abc  /x", 1)]
    [InlineData("# fine\n\n{0} /x", 3)]
    [InlineData("{0}  relative", 1)]
    [InlineData("{0}  /x\n{0}  /x", 2)]
    public void A_ledger_is_read_strictly(string text, int line)
    {
        var refused = Given.Refused(() => TrustLedger.Parse("trusted", text.Replace("{0}", new string('a', 64), StringComparison.Ordinal)));

        Assert.Equal("SRE0214", refused.Code.Code);
        Assert.StartsWith($"trusted:{line}: found ", refused.What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ledger_is_for_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        Write(Path.Combine(Workspace, "a.yaml"), "x");
        TrustLedger.Trust(Places.Ledger, Path.Combine(Workspace, "a.yaml"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Places.Ledger));
    }

    [Fact]
    public void The_operators_folder_does_not_follow_a_variable()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows finds its folders by its own rules.");
        var before = System.Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        try
        {
            System.Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", Workspace);

            Assert.Equal(Path.Combine(PolicyPlaces.Home, ".config", "sre-mcp"), PolicyPlaces.Of(Workspace).UserFolder);
        }
        finally
        {
            System.Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", before);
        }
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
