using System.Text;
using System.Text.Json;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Kubernetes.Api;

public sealed class ListReaderTests
{
    private const string Three = """
        {"kind":"PodList","metadata":{"continue":"t\"o}k","remainingItemCount":7},
         "items":[ {"a":[1,{"b":"]}"}]} , {"metadata":{"name":"ü😀"}},{"n":-1.5e3} ],"more":[1,2]}
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Cuts_the_same_items_however_the_bytes_arrive(int chunk)
    {
        var pieces = await PiecesAsync(new MemoryStream(Encoding.UTF8.GetBytes(Three)), chunk);

        Assert.Equal(
            [
                (FragmentKind.Kind, "\"PodList\""),
                (FragmentKind.Metadata, """{"continue":"t\"o}k","remainingItemCount":7}"""),
                (FragmentKind.Item, """{"a":[1,{"b":"]}"}]}"""),
                (FragmentKind.Item, """{"metadata":{"name":"ü😀"}}"""),
                (FragmentKind.Item, """{"n":-1.5e3}"""),
                (FragmentKind.Other, "[1,2]"),
            ],
            pieces);
    }

    [Fact]
    public async Task Reads_the_null_that_Go_writes_for_an_empty_list()
    {
        var pieces = await PiecesAsync(new MemoryStream("""{"items":null,"rows":null,"kind":"X"}"""u8.ToArray()), 5);

        Assert.Equal([(FragmentKind.Kind, "\"X\"")], pieces);
    }

    [Fact]
    public async Task Holds_an_item_that_is_much_larger_than_its_first_buffer()
    {
        var large = new string('x', 3_000_000);
        var pieces = await PiecesAsync(new MemoryStream(Encoding.UTF8.GetBytes($$"""{"items":[{"a":"{{large}}"},{"b":1}]}""")), 10_000);

        Assert.Equal(3_000_008, pieces[0].Json.Length);
        Assert.Equal("""{"b":1}""", pieces[1].Json);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html><body>Log in</body></html>")]
    [InlineData("""{"items":[{"a":1},{"b":""")]
    [InlineData("""{"items":[{"a":1}""")]
    [InlineData("""{"items":[{"a":1},]}""")]
    public async Task Refuses_what_is_not_one_whole_JSON_object(string text) =>
        await Assert.ThrowsAnyAsync<JsonException>(() => PiecesAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), 4));

    [Fact]
    public async Task Refuses_nesting_without_end()
    {
        using var endless = new EndlessStream("""{"items":[""", "[");

        await Assert.ThrowsAnyAsync<JsonException>(() => PiecesAsync(endless, 100_000));

        Assert.True(endless.Given < 1_000_000, $"{endless.Given} bytes were read");
    }

    [Fact]
    public async Task Refuses_one_giant_string_after_eight_megabytes()
    {
        using var endless = new EndlessStream("""{"items":[{"a":" """, "aaaaaaaaaaaaaaaa");

        var refused = await Assert.ThrowsAsync<SreException>(() => PiecesAsync(endless, 100_000));

        Assert.Equal(Errors.Answers.TooLarge, refused.Code);
        Assert.InRange(endless.Given, ListReader.ItemLimit, 2 * ListReader.ItemLimit + 200_000);
    }

    private static async Task<List<(FragmentKind Kind, string Json)>> PiecesAsync(Stream stream, int chunk)
    {
        using var list = new ListReader(new ChunkedStream(stream, chunk));
        List<(FragmentKind, string)> pieces = [];
        while (await list.MoveNextAsync(TestContext.Current.CancellationToken))
        {
            pieces.Add((list.Current.Kind, Encoding.UTF8.GetString(list.Current.Json.Span)));
        }

        return pieces;
    }
}
