using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using SreMcp.Answers;
using SreMcp.Commands;
using SreMcp.Policy;
using SreMcp.Protocol;
using SreMcp.Tools;

namespace SreMcp.UnitTests.Protocol;

/// <summary>What every conversation pays for, and what clients decide on.</summary>
public sealed class ToolListTests
{
    private static readonly JsonSerializerOptions Readable = new(McpJsonUtilities.DefaultOptions) { WriteIndented = true };

    public static TheoryData<string> Names => [.. Toolbox.Standard.All.Select(tool => tool.Name)];

    [Fact]
    public void Is_the_golden_list()
    {
        var list = new JsonArray([.. Toolbox.Standard.All.Select(tool => JsonSerializer.SerializeToNode(ToolDefinition.Of(tool), Readable))]);
        Golden.AssertCurrent("tests/SreMcp.UnitTests/Protocol/Golden/tools.json", list.ToJsonString(Readable) + "\n");
    }

    [Fact]
    public void Costs_less_than_the_limits_in_all_and_for_each_tool()
    {
        var costs = Toolbox.Standard.All.ToDictionary(tool => tool.Name, ToolsCommand.Tokens);

        Assert.True(costs.Values.Sum() < 3_500, $"All together cost {costs.Values.Sum()} tokens of {Budget.BytesPerToken} bytes.");
        Assert.All(costs, cost => Assert.True(cost.Value <= 400, $"{cost.Key} costs {cost.Value} tokens."));
        Assert.True(costs["read_kubernetes_logs"] <= 250, $"read_kubernetes_logs costs {costs["read_kubernetes_logs"]} tokens.");
        Assert.True(costs.Count <= 20);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Hints_and_prefix_say_what_the_class_is(string name)
    {
        var tool = Toolbox.Standard.Find(name)!;
        var hints = ToolDefinition.Of(tool).Annotations!;

        Assert.StartsWith(tool.Class.ToString().ToLowerInvariant() + "_", name, StringComparison.Ordinal);
        Assert.InRange(name.Length, 1, 40);
        Assert.Equal(tool.Class is OperationClass.Read or OperationClass.Check, hints.ReadOnlyHint);
        Assert.Equal(tool.Class is OperationClass.Execute, hints.DestructiveHint);
        Assert.Equal(tool.Class is OperationClass.Execute, tool is ExecuteTool);
    }

    [Fact]
    public void A_tool_whose_name_lacks_its_class_cannot_be_made() =>
        Assert.Throws<ArgumentException>(() => new Misnamed());

    [Fact]
    public void Instructions_fit_what_clients_show() => Assert.InRange(Instructions.Text.Length, 500, 2_047);

    private sealed class Misnamed() : ReadTool("execute_everything")
    {
        public override string Says => "";

        public override IReadOnlyList<Parameter> Parameters => [];

        protected override Task<Answer> ReadAsync(Arguments input, Calls.Call call) => Task.FromResult(Answer.Of(""));
    }
}
