using System.Reflection.Metadata;
using System.Xml.Linq;

namespace SreMcp.UnitTests.Architecture;

public sealed class ArrowTests
{
    public static TheoryData<string> Projects => [.. SourceTree.Arrows.Keys];

    [Fact]
    public void Every_project_has_its_arrows() =>
        Assert.Equal(
            SourceTree.Arrows.Keys.Order(StringComparer.Ordinal),
            SourceTree.Files("src", "*.csproj").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_file_points_down(string project)
    {
        var references = XDocument.Load(SourceTree.Path("src", project, $"{project}.csproj")).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Empty(references.Except(SourceTree.Arrows[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_points_down(string project)
    {
        // What came in through another project's reference is in no project file, but it is here.
        var references = SourceTree.Metadata(project, metadata => metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Where(name => name.StartsWith("SreMcp", StringComparison.Ordinal) || name == "sre-mcp")
            .ToArray());

        Assert.Empty(references.Except(SourceTree.Arrows[project]));
    }

    [Fact]
    public void Policy_stands_on_nothing_but_the_base_library_and_a_yaml_reader()
    {
        var references = SourceTree.Metadata("SreMcp.Policy", metadata => metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Where(name => name is not "YamlDotNet" and not "netstandard" && !name.StartsWith("System.", StringComparison.Ordinal))
            .ToArray());

        Assert.Empty(references);
        Assert.Equal(["YamlDotNet"], XDocument.Load(SourceTree.Path("src", "SreMcp.Policy", "SreMcp.Policy.csproj")).Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value));
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void Every_project_locks_its_packages(string folder) =>
        Assert.All(
            SourceTree.Files(folder, "*.csproj"),
            project => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")), $"{SourceTree.Relative(project)} has no packages.lock.json"));

    [Fact]
    public void Every_suppressed_advisory_says_why()
    {
        foreach (var file in SourceTree.Files(".", "*.props").Concat(SourceTree.Files(".", "*.csproj")))
        {
            Assert.All(
                XDocument.Load(file).Descendants("NuGetAuditSuppress"),
                advisory => Assert.True(Before(advisory) is XComment { Value.Length: > 20 }, $"{SourceTree.Relative(file)}: no reason above {advisory}"));
        }
    }

    private static XNode? Before(XElement element) => element.NodesBeforeSelf().LastOrDefault(node => node is not XText);
}
