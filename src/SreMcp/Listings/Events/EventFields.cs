using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Listings;

/// <summary>The fields by which events can be selected, and what a selector meant that selects nothing.</summary>
internal static class EventFields
{
    // A name before what it is the beginning of: of two that are equally near the first is meant.
    private static readonly string[] Core =
    [
        "involvedObject.kind", "involvedObject.name", "involvedObject.namespace", "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath",
        "reason", "type", "reportingComponent", "source", "metadata.name", "metadata.namespace",
    ];

    private static readonly string[] Newer = ["regarding.kind", "regarding.name", "regarding.namespace", "regarding.uid", "regarding.apiVersion", "reason", "type", "reportingController", "metadata.name", "metadata.namespace"];

    /// <summary>The terms of a selector: field, and the value that it must have; null where it must not.</summary>
    public static IEnumerable<(string Field, string? Value)> Terms(string selector) => selector.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(term =>
        term.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign
            ? (term[..sign].TrimEnd('!'), term[sign - 1] is '!' ? null : term[(sign + 1)..].TrimStart('='))
            : (term, (string?)null));

    /// <summary>Says which field the server does not know; null when it knows them all.</summary>
    public static SreException? Unknown(ApiResource resource, string selector, SreException refused)
    {
        var known = resource.Group.Length is 0 ? Core : Newer;
        return Terms(selector).Select(term => term.Field).FirstOrDefault(field => !known.Contains(field, StringComparer.Ordinal)) is { } wrong
            ? new(Errors.Arguments.Wrong, $"field_selector: {resource.FullName} has no field '{TextCleaner.OneLine(wrong, 60)}'.", $"Use {Spelling.OneOf(InThisApi(wrong, resource), known)}.", inner: refused)
            : null;
    }

    /// <summary>The two APIs of events have two words for the object that they are about.</summary>
    private static string InThisApi(string field, ApiResource resource) => resource.Group.Length is 0
        ? field.Replace("regarding.", "involvedObject.", StringComparison.Ordinal)
        : field.Replace("involvedObject.", "regarding.", StringComparison.Ordinal);

    /// <summary>What the events that are there have in that field.</summary>
    public static string Value(KubernetesObject item, string field) => item.Text(field.Split('.')) ?? "";
}
