using System.Net;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Tools;

namespace SreMcp.Listings;

/// <summary>Events by reason and object, those about the pods of one workload together, warnings first.</summary>
internal sealed class EventListing(ListingRequest request, Cluster cluster, ApiResource resource, string heading, Call call)
{
    private const int MessageLimit = 160;

    /// <summary>Events that are looked at for what a selector may have meant.</summary>
    private const int Examples = 500;

    private readonly Glob? _names = request.NamePattern is { } pattern ? RowReader.Pattern(pattern) : null;
    private readonly Dictionary<string, HashSet<string>> _statefulSets = new(StringComparer.Ordinal);
    private int _seen;

    /// <summary>True unless the caller wants each event by itself, which naming columns says.</summary>
    public static bool Fits(ListingRequest request, ApiResource resource) => EventReading.IsEvent(resource) && request.Columns.Count is 0;

    public async Task<Answer> ReadAsync()
    {
        var groups = await GroupAsync();
        var shown = Sorted(groups);
        var answer = Answer.Of($"{heading}: {_seen} events in {groups.Count} groups, {groups.Count(group => group.IsWarning)} of warnings{(request.OnlyProblems ? ", which alone are shown" : "")}");
        AddTable(answer, [.. shown.Take(request.Limit)]);
        if (shown.Count > request.Limit)
        {
            var rest = new Answer();
            AddTable(rest, shown);
            var id = call.Keep("read_kubernetes", rest.Render("rows", call.Session.Redactor));
            answer.Say($"{shown.Count - request.Limit} more rows{(id is null ? "; raise limit or narrow" : $": read_result id={id}")}");
        }

        if (_seen is 0 && request.FieldSelector is { } selector)
        {
            await SuggestAsync(answer, selector);
        }

        if (_seen is 0)
        {
            await Listing.SayIfNowhereAsync(answer, seen: 0, request, resource, cluster, call);
        }

        return answer;
    }

    private async Task<IReadOnlyList<EventGroup>> GroupAsync()
    {
        var hasOrdinals = false;
        List<SeenEvent> held = [];
        try
        {
            await foreach (var item in cluster.ObjectsAsync(resource, Options(request.FieldSelector), call.Ended))
            {
                _seen++;
                var seen = EventReading.Of(item);
                if (_names?.Matches(seen.Name) ?? true)
                {
                    hasOrdinals |= seen.Kind is "Pod" && PodFamily.HasOrdinal(seen.Name);
                    Hold(held, seen);
                }
            }
        }
        catch (SreException refused) when (request.FieldSelector is { } selector && refused.InnerException is ApiStatusException { Status: HttpStatusCode.BadRequest } && EventFields.Unknown(resource, selector, refused) is not null)
        {
            throw EventFields.Unknown(resource, selector, refused)!;
        }

        if (hasOrdinals)
        {
            await ReadStatefulSetsAsync();
        }

        var groups = new EventGroups(space => _statefulSets.GetValueOrDefault(space ?? "") ?? []);
        held.ForEach(groups.Add);
        return groups.All();
    }

    private static void Hold(List<SeenEvent> held, SeenEvent seen)
    {
        if (held.Count >= ListedRows.Most)
        {
            throw new SreException(Errors.Arguments.TimedOut, $"More than {ListedRows.Most} events match.", "Narrow it: one namespace, a field_selector, a name_pattern.");
        }

        held.Add(seen with { Message = new(seen.Message.ForAnalysis() is { Length: > 1000 } text ? text[..1000] : seen.Message.ForAnalysis()) });
    }

    /// <summary>Without the right to list them, their pods stand alone.</summary>
    private async Task ReadStatefulSetsAsync()
    {
        try
        {
            var sets = await cluster.ResolveAsync("apps/v1/StatefulSet", call.Ended);
            await foreach (var row in cluster.RowsAsync(sets, new() { Namespace = request.Namespace }, call.Ended))
            {
                (_statefulSets.TryGetValue(row.Namespace ?? "", out var names) ? names : _statefulSets[row.Namespace ?? ""] = new(StringComparer.Ordinal)).Add(row.Name);
            }
        }
        catch (SreException failure) when (failure.Code == Errors.Answers.Forbidden || failure.Code == Errors.Answers.NotFound)
        {
            _statefulSets.Clear();
        }
    }

    private List<EventGroup> Sorted(IReadOnlyList<EventGroup> groups)
    {
        IEnumerable<EventGroup> wanted = request.OnlyProblems ? groups.Where(group => group.IsWarning) : groups;
        if (request.Sort is not { } sort)
        {
            return [.. wanted];
        }

        var now = call.Session.Time.GetUtcNow();
        Func<EventGroup, IComparable?> value = sort.TrimStart('-').ToUpperInvariant() switch
        {
            "COUNT" => group => group.Count,
            "FIRST" => group => now - group.First,
            "LAST" => group => now - group.Last,
            "REASON" => group => group.Reason,
            "OBJECT" or "NAME" => group => group.Name,
            "NAMESPACE" => group => group.Namespace,
            "TYPE" => group => group.IsWarning ? 0 : 1,
            _ => throw new SreException(Errors.Arguments.Wrong, $"There is no column '{TextCleaner.OneLine(sort.TrimStart('-'), 60)}' to sort by.", "Columns: namespace, type, reason, object, count, first, last."),
        };
        return [.. sort.StartsWith('-') ? wanted.OrderByDescending(value) : wanted.OrderBy(value)];
    }

    private void AddTable(Answer answer, List<EventGroup> groups)
    {
        if (groups.Count is 0)
        {
            return;
        }

        var now = call.Session.Time.GetUtcNow();
        var hasSpace = request.Namespace is null;
        var table = new TextTable([.. hasSpace ? ["NAMESPACE"] : Array.Empty<string>(), "TYPE", "REASON", "OBJECT", "COUNT", "FIRST", "LAST", "MESSAGE"]) { Limit = MessageLimit };
        foreach (var group in groups)
        {
            var about = $"{group.Kind}/{group.Name}{(group.Objects > 1 ? $" ({group.Objects} objects)" : "")}";
            table.Add([.. hasSpace ? [group.Namespace] : Array.Empty<string?>(), group.IsWarning ? "Warning" : "Normal", group.Reason, about, $"{group.Count}", Ago(group.First), Ago(group.Last), group.Message.ForAnalysis()]);
        }

        answer.Table(table);

        string Ago(DateTimeOffset? moment) => moment is { } at ? Age.Of(now - at) : "";
    }

    /// <summary>A value that no event has must not read as «nothing happened».</summary>
    private async Task SuggestAsync(Answer answer, string selector)
    {
        (string Field, string Value)[] terms = [.. EventFields.Terms(selector).Where(term => term.Value is not null).Select(term => (term.Field, term.Value!))];
        Dictionary<string, HashSet<string>> values = terms.Select(term => term.Field).Distinct(StringComparer.Ordinal).ToDictionary(field => field, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        await foreach (var item in cluster.ObjectsAsync(resource, Options(fieldSelector: null) with { Limit = Examples }, call.Ended))
        {
            foreach (var (field, known) in values)
            {
                known.Add(EventFields.Value(item, field));
            }
        }

        foreach (var (field, value) in terms.Where(term => values[term.Field] is { Count: > 0 } known && !known.Contains(term.Value)))
        {
            string[] known = [.. values[field].Where(name => name.Length > 0).Order(StringComparer.Ordinal)];
            var nearest = Spelling.Nearest(value, known);
            answer.Quote($"No event has {TextCleaner.OneLine(field, 60)}={TextCleaner.OneLine(value, 120)}. {(nearest is null ? "There are" : "Nearest first, there are")} ", new(string.Join(", ", nearest is null ? known : known.Where(name => name != nearest).Prepend(nearest))));
        }
    }

    private ListOptions Options(string? fieldSelector) => new() { Namespace = request.Namespace, LabelSelector = request.LabelSelector, FieldSelector = fieldSelector };
}
