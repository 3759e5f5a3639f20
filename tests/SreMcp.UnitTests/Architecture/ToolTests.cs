using System.Reflection;

namespace SreMcp.UnitTests.Architecture;

/// <summary>A newcomer finds a tool by its name: <c>read_kubernetes_logs</c> is <c>Tools/Read/ReadKubernetesLogs.cs</c>.</summary>
public sealed class ToolTests
{
    private static readonly string[] Classes = ["Read", "Check", "Generate", "Execute"];

    [Fact]
    public void Every_tool_is_where_its_name_says()
    {
        var tools = Tools();
        Assert.Equal(Directory.Exists(SourceTree.Path("src", "SreMcp", "Tools")), tools.Length > 0);

        var expected = tools.Select(tool => $"src/SreMcp/Tools/{tool.Class}/{tool.Type.Name}.cs").Order(StringComparer.Ordinal);
        var found = Classes
            .Where(@class => Directory.Exists(SourceTree.Path("src", "SreMcp", "Tools", @class)))
            .SelectMany(@class => SourceTree.Files($"src/SreMcp/Tools/{@class}", "*.cs"))
            .Select(SourceTree.Relative)
            .Order(StringComparer.Ordinal);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Every_tool_is_sealed_and_named_for_its_class() =>
        Assert.All(Tools(), tool =>
        {
            Assert.True(tool.Type.IsSealed, $"{tool.Type.Name} is not sealed.");
            Assert.StartsWith(tool.Class, tool.Type.Name, StringComparison.Ordinal);
        });

    /// <summary>A tool is what derives from <c>ReadTool</c>, <c>CheckTool</c>, <c>GenerateTool</c> or <c>ExecuteTool</c>.</summary>
    private static (string Class, Type Type)[] Tools() =>
    [
        .. from type in Assembly.Load("sre-mcp").GetTypes()
           where !type.IsAbstract
           let @class = Classes.FirstOrDefault(name => Ancestors(type).Any(ancestor => ancestor.Name.Split('`')[0] == $"{name}Tool"))
           where @class is not null
           select (@class, type),
    ];

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            yield return ancestor;
        }
    }
}
