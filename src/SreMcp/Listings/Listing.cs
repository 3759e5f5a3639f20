using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Tools;

namespace SreMcp.Listings;

/// <summary>Tables of objects: one page at a time in the server's order, or a scan of everything with the worst or the sorted first.</summary>
internal static class Listing
{
    public static async Task<Answer> ReadAsync(ListingRequest request, IReadOnlyList<string?> contexts, Call call)
    {
        var parts = await Task.WhenAll(contexts.Select(context => OneAsync(request, context, contexts.Count > 1, call)));
        var failed = parts.All(part => part.IsError);
        return parts.Aggregate(new Answer { IsError = failed, Outcome = failed ? parts[0].Outcome : "ok" }, (answer, part) => answer.Append(part));
    }

    public static async Task<Answer> ContinueAsync(string id, ListingRequest request, Call call)
    {
        var cursor = call.Session.Cursors.Take(id) ?? throw new SreException(Errors.Arguments.UnknownCursor, $"The cursor {TextCleaner.OneLine(id, 80)} is unknown or was used before.");
        return await PageAsync(cursor.Request with { Limit = request.Limit }, call.Session.Open(cursor.Context), cursor.Place, call);
    }

    /// <summary>With several contexts, one that does not answer does not hide the others.</summary>
    private static async Task<Answer> OneAsync(ListingRequest request, string? context, bool isOneOfMany, Call call)
    {
        try
        {
            var cluster = call.Session.Open(context);
            var resource = await cluster.ResolveAsync(request.Kind, call.Ended);
            return EventListing.Fits(request, resource) ? await EventsAsync(request, cluster, call)
                : request.IsScan ? await ScanAsync(request, cluster, call)
                : await PageAsync(request, cluster, from: null, call);
        }
        catch (SreException failure) when (isOneOfMany)
        {
            return CallHandler.Worded(failure, $"{TextCleaner.OneLine(context ?? "", 120)}: ");
        }
        catch (RefusalException refusal) when (isOneOfMany)
        {
            return refusal.Answer;
        }
    }

    private static async Task<Answer> EventsAsync(ListingRequest request, Cluster cluster, Call call)
    {
        var (resource, environment) = await AllowAsync(request, cluster, call);
        return await new EventListing(request, cluster, resource, Heading(request, cluster, resource, environment), call).ReadAsync();
    }

    private static async Task<Answer> PageAsync(ListingRequest request, Cluster cluster, ListCursor? from, Call call)
    {
        var (resource, environment) = await AllowAsync(request, cluster, call);
        var page = new TablePage();
        var options = Options(request, resource) with { Limit = request.Limit, PageSize = Math.Min(request.Limit, ListOptions.LargestPage), From = from, Page = page };
        var rows = await new RowReader(request, cluster, resource, call.Session.Time).ReadAsync(options, call.Ended);
        var next = page.Cursor is { } place ? call.Session.Cursors.Keep(new(request, cluster.Connection.Context.Name, place)) : null;
        var more = (page.IsComplete, page.Remaining) switch
        {
            (true, _) => "",
            (_, > 0 and var left) => $", {left} more",
            _ => ", more follow",
        };
        var answer = new Answer().Say($"{Heading(request, cluster, resource, environment)}: {rows.Rows.Count} shown{more}");
        AddTable(answer, rows, resource, request, rows.Rows);
        await SayIfNowhereAsync(answer, rows.Seen, request, resource, cluster, call);
        return next is null ? answer : answer.Say($"Next rows: cursor={next}");
    }

    private static async Task<Answer> ScanAsync(ListingRequest request, Cluster cluster, Call call)
    {
        var (resource, environment) = await AllowAsync(request, cluster, call);
        var page = new TablePage();
        var rows = await new RowReader(request, cluster, resource, call.Session.Time).ReadAsync(Options(request, resource) with { Page = page }, call.Ended);
        var sorted = Sorted(request, rows);
        var answer = Summary(new(), $"{Heading(request, cluster, resource, environment)}: ", request, rows);
        if (page.IsFromSeveralMoments)
        {
            answer.Say("The server's snapshot expired while reading: later rows are newer than earlier ones.");
        }

        AddTable(answer, rows, resource, request, [.. sorted.Take(request.Limit)]);
        await SayIfNowhereAsync(answer, rows.Seen, request, resource, cluster, call);
        if (sorted.Count > request.Limit)
        {
            var rest = new Answer();
            AddTable(rest, rows, resource, request, sorted);
            var id = call.Keep("read_kubernetes", rest.Render("rows", call.Session.Redactor));
            answer.Say($"{sorted.Count - request.Limit} more rows{(id is null ? "; raise limit or narrow" : $": read_result id={id}")}");
        }

        return answer;
    }

    private static async Task<(ApiResource Resource, Environment Environment)> AllowAsync(ListingRequest request, Cluster cluster, Call call)
    {
        var resource = await cluster.ResolveAsync(request.Kind, call.Ended);
        var target = await cluster.IdentifyAsync(resource.IsNamespaced ? request.Namespace : null, resource.Kind, name: null, call.Ended);
        return (resource, call.Allow(Operations.KubernetesRead, target).Decision.Classification.Environment);
    }

    /// <summary>The API answers an empty list for a namespace that does not exist; a misspelt one must not read as «all is well».</summary>
    internal static async Task SayIfNowhereAsync(Answer answer, int seen, ListingRequest request, ApiResource resource, Cluster cluster, Call call)
    {
        if (seen > 0 || request.Namespace is not { } name || !resource.IsNamespaced)
        {
            return;
        }

        try
        {
            await cluster.GetAsync(await cluster.ResolveAsync("v1/Namespace", call.Ended), @namespace: null, name, call.Ended);
        }
        catch (SreException failure) when (failure.Code == Errors.Answers.NotFound)
        {
            answer.Say($"There is no namespace {TextCleaner.OneLine(name, 63)}: read_kubernetes kind=namespaces lists them.");
        }
        catch (SreException)
        {
            // Whether it exists may not be known to everybody; the list was allowed and is the answer.
        }
    }

    private static ListOptions Options(ListingRequest request, ApiResource resource) => new()
    {
        Namespace = resource.IsNamespaced ? request.Namespace : null,
        LabelSelector = request.LabelSelector,
        FieldSelector = request.FieldSelector,
    };

    private static string Heading(ListingRequest request, Cluster cluster, ApiResource resource, Environment environment) =>
        $"{resource.FullName} in {TextCleaner.OneLine(cluster.Connection.Context.Name, 120)}{(resource.IsNamespaced ? "/" + TextCleaner.OneLine(request.Namespace ?? "*", 63) : "")} ({environment.Name()})";

    /// <summary>The reasons are the cluster's words, so they stand in a fence like the rows.</summary>
    private static Answer Summary(Answer answer, string heading, ListingRequest request, ListedRows rows)
    {
        if (!request.OnlyProblems)
        {
            return answer.Say($"{heading}{rows.Rows.Count} of {rows.Seen} match");
        }

        if (rows.Rows.Count is 0)
        {
            return answer.Say(rows.Named is 0 ? $"{heading}none there{(rows.Seen > 0 ? $" with such a name, {rows.Seen} with others" : "")}" : $"{heading}none of {rows.Named} says that it has a problem");
        }

        var reasons = rows.Rows.GroupBy(row => Class(row.Problem!.Reason), StringComparer.Ordinal).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()}").Take(8);
        return answer.Quote($"{heading}{rows.Rows.Count} of {rows.Named} have problems: ", new(string.Join(", ", reasons)));

        static string Class(string reason) => TextCleaner.OneLine(reason.Split(',')[0], 40);
    }

    private static List<ListedRow> Sorted(ListingRequest request, ListedRows rows)
    {
        if (request.Sort is not { } sort)
        {
            return [.. rows.Rows.OrderBy(row => row.Problem?.Severity ?? ProblemSeverity.Low).ThenBy(row => row.Namespace, StringComparer.Ordinal).ThenBy(row => row.Name, StringComparer.Ordinal)];
        }

        var descends = sort.StartsWith('-');
        var column = sort.TrimStart('-');
        var index = rows.Headings.ToList().FindIndex(heading => heading.Equals(column, StringComparison.OrdinalIgnoreCase));
        Func<ListedRow, string> cell = column.ToUpperInvariant() switch
        {
            "NAME" => row => row.Name,
            "NAMESPACE" => row => row.Namespace ?? "",
            _ when index >= 0 => row => row.Cells[index],
            _ when rows.Rows.Count is 0 => row => row.Name,
            _ => throw new SreException(
                Errors.Arguments.Wrong, $"There is no column '{TextCleaner.OneLine(column, 60)}' to sort by.", $"Columns: name, namespace, {string.Join(", ", rows.Headings.Select(heading => heading.ToLowerInvariant()))}."),
        };
        return [.. descends ? rows.Rows.OrderByDescending(cell, CellOrder.Instance) : rows.Rows.OrderBy(cell, CellOrder.Instance)];
    }

    private static void AddTable(Answer answer, ListedRows rows, ApiResource resource, ListingRequest request, List<ListedRow> shown)
    {
        if (shown.Count is 0)
        {
            return;
        }

        var table = new TextTable([.. resource.IsNamespaced && request.Namespace is null ? ["NAMESPACE"] : Array.Empty<string>(), "NAME", .. rows.Headings, .. request.OnlyProblems ? ["PROBLEM"] : Array.Empty<string>()]);
        foreach (var row in shown)
        {
            table.Add([.. resource.IsNamespaced && request.Namespace is null ? [row.Namespace] : Array.Empty<string?>(), row.Name, .. row.Cells, .. request.OnlyProblems ? [Problem(row)] : Array.Empty<string?>()]);
        }

        answer.Table(table);
    }

    private static string? Problem(ListedRow row) => row.Problem is { } problem ? $"{problem.Reason}{(problem.Message.IsEmpty ? "" : ": " + problem.Message.Line(60))}" : null;
}
