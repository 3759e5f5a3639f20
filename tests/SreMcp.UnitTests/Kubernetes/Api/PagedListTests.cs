using System.Text;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Kubernetes.Api;

public sealed class PagedListTests
{
    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_all_pages_in_order_and_says_that_they_were_all()
    {
        await using var server = new ScriptedServer(path => path switch
        {
            _ when path.Contains("continue=two", StringComparison.Ordinal) => Page(["c", "d"], "three"),
            _ when path.Contains("continue=three", StringComparison.Ordinal) => Page(["e"], null),
            _ => Page(["a", "b"], "two", remaining: 3),
        });
        var page = new TablePage();

        var names = await NamesAsync(server, new() { Page = page });

        Assert.Equal(["a", "b", "c", "d", "e"], names);
        Assert.Equal((5, true, 0L, null, false), (page.Seen, page.IsComplete, page.Remaining, page.Cursor, page.IsFromSeveralMoments));
    }

    [Fact]
    public async Task Stops_at_the_limit_without_asking_for_more_and_goes_on_from_its_cursor()
    {
        await using var server = new ScriptedServer(path => path.Contains("continue=two", StringComparison.Ordinal) ? Page(["d", "e"], null) : Page(["a", "b", "c"], "two"));
        var page = new TablePage();

        var first = await NamesAsync(server, new() { Page = page, Limit = 2 });
        var asked = server.Requests.ToArray();
        var rest = await NamesAsync(server, new() { From = page.Cursor });

        Assert.Equal(["a", "b"], first);
        Assert.False(page.IsComplete);
        Assert.Contains("limit=2", Assert.Single(asked), StringComparison.Ordinal);
        Assert.Equal(["c", "d", "e"], rest);
    }

    [Fact]
    public async Task Is_complete_when_the_limit_is_just_what_there_is()
    {
        await using var server = new ScriptedServer(_ => Page(["a", "b"], null));
        var page = new TablePage();

        await NamesAsync(server, new() { Page = page, Limit = 2 });

        Assert.True(page.IsComplete);
    }

    [Fact]
    public async Task Goes_on_with_the_fresh_token_when_the_snapshot_has_expired()
    {
        await using var server = new ScriptedServer(path => path switch
        {
            _ when path.Contains("continue=old", StringComparison.Ordinal) => Gone("fresh"),
            _ when path.Contains("continue=fresh", StringComparison.Ordinal) => Page(["c"], null),
            _ => Page(["a", "b"], "old"),
        });
        var page = new TablePage();

        Assert.Equal(["a", "b", "c"], await NamesAsync(server, new() { Page = page }));
        Assert.True(page.IsFromSeveralMoments);
    }

    [Fact]
    public async Task Starts_again_once_without_repeating_itself_when_there_is_no_fresh_token()
    {
        var starts = 0;
        await using var server = new ScriptedServer(path => path switch
        {
            _ when path.Contains("continue=old", StringComparison.Ordinal) => Gone(null),
            _ when path.Contains("continue=new", StringComparison.Ordinal) => Page(["c"], null),
            _ => Interlocked.Increment(ref starts) == 1 ? Page(["a", "b"], "old") : Page(["a", "aa", "b"], "new"),
        });
        var page = new TablePage();

        Assert.Equal(["a", "b", "aa", "c"], await NamesAsync(server, new() { Page = page }));
        Assert.Equal((4, true, true), (page.Seen, page.IsComplete, page.IsFromSeveralMoments));
    }

    [Fact]
    public async Task Gives_up_when_the_snapshot_expires_a_second_time()
    {
        await using var server = new ScriptedServer(path => path.Contains("continue=", StringComparison.Ordinal) ? Gone(null) : Page(["a"], "old"));

        var refused = await Assert.ThrowsAsync<SreException>(() => NamesAsync(server, new()));

        Assert.Equal(Errors.Objects.CursorExpired, refused.Code);
    }

    [Fact]
    public async Task Says_that_a_cursor_has_expired_instead_of_starting_over()
    {
        await using var server = new ScriptedServer(_ => Gone(null));

        var refused = await Assert.ThrowsAsync<SreException>(() => NamesAsync(server, new() { From = new("old", 0) }));

        Assert.Equal(Errors.Objects.CursorExpired, refused.Code);
    }

    [Fact]
    public async Task Refuses_a_list_that_continues_at_itself()
    {
        await using var server = new ScriptedServer(_ => Page(["a"], "same"));

        var refused = await Assert.ThrowsAsync<SreException>(() => NamesAsync(server, new()));

        Assert.Equal(Errors.Answers.NotKubernetes, refused.Code);
    }

    [Fact]
    public async Task Encodes_selectors_and_refuses_those_that_cannot_be_any()
    {
        await using var server = new ScriptedServer(_ => Page([], null));

        await NamesAsync(server, new() { LabelSelector = "a in (b,c)&limit=1", Namespace = "shop" });

        Assert.Equal("/api/v1/namespaces/shop/pods?limit=500&includeObject=None&labelSelector=a%20in%20%28b%2Cc%29%26limit%3D1", Assert.Single(server.Requests));
        var long5000 = await Assert.ThrowsAsync<SreException>(() => NamesAsync(server, new() { FieldSelector = new string('a', 5000) }));
        var control = await Assert.ThrowsAsync<SreException>(() => NamesAsync(server, new() { FieldSelector = "a=\u0007" }));
        Assert.Equal((Errors.Objects.InvalidSelector, Errors.Objects.InvalidSelector), (long5000.Code, control.Code));
    }

    [Theory]
    [InlineData("text/html", "<html>Log in</html>")]
    [InlineData("application/json", "<html>Log in</html>")]
    [InlineData("application/json", """{"kind":"Table","rows":[{"cells":["a"]},{"cel""")]
    [InlineData("application/json", """{"kind":"Table","rows":["a"]}""")]
    [InlineData("application/json", "[]")]
    [InlineData("application/json", "")]
    public async Task Answers_with_a_code_when_the_server_talks_nonsense(string contentType, string body)
    {
        await using var server = new ScriptedServer(_ => Reply.Of(body, contentType));

        var refused = await Assert.ThrowsAsync<SreException>(() => NamesAsync(server, new()));

        Assert.Equal(Errors.Answers.NotKubernetes, refused.Code);
    }

    [Fact]
    public async Task Makes_rows_of_a_server_that_makes_no_tables()
    {
        await using var server = new ScriptedServer(_ => Reply.Json("""
            {"kind":"PodList","metadata":{},"items":[{"metadata":{"name":"a","namespace":"shop","creationTimestamp":"2026-11-20T10:00:00Z","labels":{"app":"x"}}}]}
            """));
        using var cluster = Given.Cluster(server);

        var row = Assert.Single(await cluster.RowsAsync(Given.Pods, new() { WithLabels = true }, Ended).ToListAsync(Ended));

        Assert.Equal(("a", "shop", "x", "2026-11-20T10:00:00Z"), (row.Name, row.Namespace, row.Labels["app"], row["Created"]));
    }

    [Fact]
    public async Task Cleans_what_stands_in_cells()
    {
        await using var server = new ScriptedServer(_ => Reply.Json("""
            {"kind":"Table","columnDefinitions":[{"name":"Name","type":"string","format":"name","priority":0},{"name":"Note","type":"string"}],
             "rows":[{"cells":["a","red \u001b[31mtext\u202e\n2nd \u003cnone\u003e"]},{"cells":["b",{"x":1}]},{"cells":["c",null]},{"cells":["d",true]},{"cells":["e",1.50]}]}
            """));
        using var cluster = Given.Cluster(server);

        var rows = await cluster.RowsAsync(Given.Pods, new() { Namespace = "shop" }, Ended).ToListAsync(Ended);

        Assert.Equal(["red text 2nd <none>", "(…)", "", "true", "1.50"], rows.Select(row => row["note"]!));
        Assert.All(rows, row => Assert.Equal("shop", row.Namespace));
    }

    [Fact]
    public async Task Stops_a_page_that_was_asked_for_ahead_when_the_reader_leaves()
    {
        var stopped = new TaskCompletionSource();
        await using var server = new ScriptedServer(path => path.Contains("continue=", StringComparison.Ordinal)
            ? new(200, "application/json", async (stream, end) =>
            {
                try
                {
                    while (true)
                    {
                        await stream.WriteAsync(Encoding.UTF8.GetBytes(new string(' ', 100_000)), end);
                    }
                }
                catch (IOException)
                {
                    stopped.SetResult();
                }
            })
            : Page(["a", "b"], "two"));
        using var cluster = Given.Cluster(server);

        await foreach (var row in cluster.RowsAsync(Given.Pods, new() { Namespace = "x" }, Ended))
        {
            Assert.Equal("a", row.Name);
            while (server.Requests.Count < 2)
            {
                await Task.Delay(10, Ended);
            }

            break;
        }

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), Ended);
    }

    private static async Task<List<string>> NamesAsync(ScriptedServer server, ListOptions options)
    {
        using var cluster = Given.Cluster(server);
        return await cluster.RowsAsync(Given.Pods, options with { Namespace = "shop" }, Ended).Select(row => row.Name).ToListAsync(Ended);
    }

    private static Reply Page(string[] names, string? next, int? remaining = null) => Reply.Json($$"""
        {"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"1"{{(next is null ? "" : $",\"continue\":\"{next}\"")}}{{(remaining is null ? "" : $",\"remainingItemCount\":{remaining}")}}},
         "columnDefinitions":[{"name":"Name","type":"string","format":"name","description":"","priority":0}],
         "rows":[{{string.Join(',', names.Select(name => $"{{\"cells\":[\"{name}\"],\"object\":null}}"))}}]}
        """);

    private static Reply Gone(string? token) => Reply.Json(
        $$"""{"kind":"Status","apiVersion":"v1","metadata":{{(token is null ? "{}" : $"{{\"continue\":\"{token}\"}}")}},"status":"Failure","message":"expired","reason":"Expired","code":410}""", 410);
}
