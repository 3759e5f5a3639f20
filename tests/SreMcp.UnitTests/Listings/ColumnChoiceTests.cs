using SreMcp.Listings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.UnitTests.Kubernetes.Api;

namespace SreMcp.UnitTests.Listings;

public sealed class ColumnChoiceTests
{
    private static readonly TableRow Row = new()
    {
        Columns = new([new("Name", "string", "name", 0), new("Status", "string", "", 0), new("Node", "string", "", 1)]),
        Cells = ["web-1", "Running", "node-a"],
        Name = "web-1",
        Labels = new Dictionary<string, string> { ["app"] = "web" },
    };

    private static readonly KubernetesObject Pod = Given.Object(
        """{"metadata":{"name":"web-1"},"spec":{"containers":[{"image":"one:1"},{"image":"two:2"}]}}""", Given.Pods);

    [Fact]
    public void Shows_what_is_always_shown_without_choosing_it()
    {
        Assert.Equal(["STATUS"], new ColumnChoice([]).Headings(Row.Columns));
        Assert.Equal(["Running"], new ColumnChoice([]).Cells(Row));
    }

    [Fact]
    public void Finds_a_column_of_the_wide_table_and_a_label()
    {
        var choice = new ColumnChoice(["node", "label:app", "label:tier"]);

        Assert.Equal(["node", "label:app", "label:tier"], choice.Headings(Row.Columns));
        Assert.Equal(["node-a", "web", "-"], choice.Cells(Row));
    }

    [Fact]
    public void Does_not_show_the_name_twice()
    {
        var choice = new ColumnChoice(["NAME", "namespace", "status"]);

        Assert.Equal(["status"], choice.Headings(Row.Columns));
        Assert.Equal(["Running"], choice.Cells(Row));
        Assert.Empty(new ColumnChoice(["name"]).Headings(Row.Columns));
    }

    [Fact]
    public void Names_the_nearest_column_instead_of_leaving_a_misspelt_one_out()
    {
        var wrong = Assert.Throws<SreException>(() => new ColumnChoice(["statsu"]).Headings(Row.Columns));

        Assert.Equal("SRE0104", wrong.Code.Code);
        Assert.Contains("did you mean 'status'?", wrong.What, StringComparison.Ordinal);
        Assert.Contains("name, status, node, label:KEY", wrong.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_a_column_of_the_table_cannot_stand_beside_a_path()
    {
        var wrong = Assert.Throws<SreException>(() => new ColumnChoice(["node", ".spec.nodeName"]).Headings());

        Assert.Contains("'node' can only come from the server's table", wrong.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".spec.containers.image", "one:1,two:2")]
    [InlineData(".spec.containers[*].image", "one:1,two:2")]
    [InlineData(".spec.containers[1].image", "two:2")]
    [InlineData(".spec.containers[2].image", "-")]
    [InlineData(".spec.nodeName", "-")]
    [InlineData("AGE", "5m")]
    public void Reads_paths_as_they_are_written_for_kubectl(string column, string cell)
    {
        var choice = new ColumnChoice([column]);

        Assert.Equal([column], choice.Headings());
        Assert.Equal([cell], choice.Cells(Pod, "5m"));
    }
}
