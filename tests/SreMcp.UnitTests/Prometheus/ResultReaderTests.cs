using System.Text;
using System.Text.Json;
using SreMcp.Sources.Prometheus;
using SreMcp.UnitTests.Kubernetes.Api;

namespace SreMcp.UnitTests.Prometheus;

public sealed class ResultReaderTests
{
    private const string Two = """
        {"status":"success","infos":[{"result":[1]}],"data":{"stats":{"result":[{}]},"resultType":"vector","result":[
         {"metric":{"pod":"a]\"}","namespace":"s"},"value":[1.5,"12.5"]} , {"metric":{},"value":[2,"3e3"]}],"more":{}},"warnings":["w"]}
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Cuts_samples_wherever_the_bytes_are_cut(int chunk)
    {
        var (values, isVector) = await ReadAsync(Two, chunk);
        Assert.Equal(["a]\"} 12.5", " 3000"], values);
        Assert.True(isVector);
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"NaN"]},{"metric":{},"value":[1,"+Inf"]},{"metric":{},"value":[1,"1e400"]}]}}""")]
    [InlineData("""{"data":{"result":[],"resultType":"vector"},"status":"success"}""")]
    public async Task Leaves_out_what_is_no_number(string answer)
    {
        var (values, isVector) = await ReadAsync(answer, 4096);
        Assert.Empty(values);
        Assert.True(isVector);
    }

    [Theory]
    [InlineData("""{"status":"error","errorType":"bad_data","error":"x"}""")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector"}}""")]
    [InlineData("""{"status":"success","data":[]}""")]
    [InlineData("""{"status":{"success":1},"data":{"resultType":"vector","result":[]}}""")]
    [InlineData("{}")]
    public async Task Calls_nothing_a_vector_that_is_none(string answer) => Assert.False((await ReadAsync(answer, 4096)).IsVector);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html>login</html>")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"2"]}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[1]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":[],"value":[1,"2"]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":["2"]}]}}""")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,2]}]}}""")]
    public async Task Refuses_what_is_no_result(string answer) => await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync(answer, 4096));

    [Fact]
    public async Task Refuses_nesting_without_end() =>
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync($$"""{"status":"success","x":{{new string('[', 100_000)}}""", 4096));

    [Fact]
    public async Task Stops_at_a_value_that_is_no_sample_any_more()
    {
        var stream = new EndlessStream("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":" """, "aaaaaaaaaaaaaaaaaaaaaaaa");
        using var reader = new ResultReader(stream);
        await Assert.ThrowsAnyAsync<JsonException>(async () => await reader.MoveNextAsync(Cancelled));
        Assert.InRange(stream.Given, 0, 8 * ResultReader.ValueLimit);
    }

    private static async Task<(IReadOnlyList<string> Values, bool IsVector)> ReadAsync(string answer, int chunk)
    {
        using var reader = new ResultReader(new ChunkedStream(new MemoryStream(Encoding.UTF8.GetBytes(answer)), chunk));
        List<string> values = [];
        while (await reader.MoveNextAsync(Cancelled))
        {
            if (Sample.Read(reader.Current, sample => FormattableString.Invariant($"{sample.Label("pod")} {sample.Value}")) is { } value)
            {
                values.Add(value);
            }
        }

        return (values, reader.IsVector);
    }
}
