using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>
/// What applying a manifest would change in the live object. Only what the manifest says is compared, so whatever the server
/// defaults and other programs manage stays out of it; what was applied before and is missing now counts as removed.
/// </summary>
public static class ManifestComparison
{
    private const int TextLimit = 200;
    private const int MostChanges = 200;
    private const int DepthLimit = 100;

    /// <summary>Set by the server or by controllers, whatever a manifest says.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "apiVersion", "kind", "status", "metadata.creationTimestamp", "metadata.resourceVersion", "metadata.uid", "metadata.generation", "metadata.managedFields",
        "metadata.selfLink", "metadata.namespace", "metadata.annotations.deployment.kubernetes.io/revision",
    };

    /// <summary>At most 200 changes in the manifest's order, removals after what is beside them.</summary>
    /// <param name="manifest">As it may be shown: secret values are fingerprints, on both sides by the same key.</param>
    /// <param name="live">The live object, likewise.</param>
    /// <param name="applied">What the client that applied it last recorded; null when nobody did.</param>
    public static IReadOnlyList<ManifestChange> Of(JsonElement manifest, JsonElement live, JsonElement? applied, IReadOnlyList<FieldAccount> accounts)
    {
        List<ManifestChange> changes = [];
        Compare(new([], manifest, live, applied, [.. accounts.Select(account => new Account(account.Manager, account.IsApply, account.Fields))]), changes);
        return changes;
    }

    private static void Compare(Place place, List<ManifestChange> changes)
    {
        if (changes.Count >= MostChanges || place.Names.Count > DepthLimit || Ignored.Contains(Text(place.Names)) || SameValue.Is(place.Names, place.Wanted, place.Live))
        {
            return;
        }

        switch (place.Wanted.ValueKind)
        {
            case JsonValueKind.Object when place.Live is null or { ValueKind: JsonValueKind.Object }:
                CompareObjects(place, changes);
                break;
            case JsonValueKind.Array when place.Live is { ValueKind: JsonValueKind.Array } list && ListKeys.Of(place.Names[^1], place.Wanted, list) is { } key:
                CompareKeyed(place, list, key, changes);
                break;
            case JsonValueKind.Array when place.Live is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == place.Wanted.GetArrayLength():
                CompareInOrder(place, list, changes);
                break;
            default:
                changes.Add(new(Text(place.Names), Shown(place.Live), Shown(place.Wanted), place.Owners));
                break;
        }
    }

    private static void CompareObjects(Place place, List<ManifestChange> changes)
    {
        foreach (var property in place.Wanted.EnumerateObject())
        {
            // A Secret takes texts under another name than it keeps them.
            var kept = property.Name is "stringData" && place.Names.Count is 0 ? "data" : property.Name;
            Compare(place.Into(kept, property.Value), changes);
        }

        foreach (var gone in Gone(place))
        {
            if (!Ignored.Contains(Text([.. place.Names, gone])) && changes.Count < MostChanges)
            {
                var below = place.Into(gone, default);
                changes.Add(new(Text(below.Names), Shown(below.Live), null, below.Owners));
            }
        }
    }

    /// <summary>Names that were applied before, are still there, and are not in the manifest.</summary>
    private static IEnumerable<string> Gone(Place place)
    {
        if (place.Live is not { ValueKind: JsonValueKind.Object } live)
        {
            return [];
        }

        var before = place.Applied is { ValueKind: JsonValueKind.Object } applied ? applied.EnumerateObject().Select(property => property.Name) : [];
        var accounted = place.Accounts.Where(account => account.IsApply).SelectMany(account => account.Names());
        return before.Concat(accounted)
            .Distinct(StringComparer.Ordinal)
            .Where(name => live.TryGetProperty(name, out _) && !place.Wanted.TryGetProperty(name, out _) && !(place.Names.Count is 0 && name is "data" && place.Wanted.TryGetProperty("stringData", out _)));
    }

    private static void CompareKeyed(Place place, JsonElement live, string key, List<ManifestChange> changes)
    {
        var (kept, before) = (ByKey(live, key), place.Applied is { ValueKind: JsonValueKind.Array } applied ? ByKey(applied, key) : []);
        foreach (var (name, wanted) in ByKey(place.Wanted, key))
        {
            var below = place.IntoItem(key, name, wanted, kept.TryGetValue(name, out var item) ? item : null, before.TryGetValue(name, out var old) ? old : null);
            if (kept.Remove(name))
            {
                Compare(below, changes);
            }
            else
            {
                changes.Add(new(Text(below.Names), null, Shown(wanted), []));
            }
        }

        foreach (var (name, item) in kept)
        {
            var below = place.IntoItem(key, name, default, item, null);
            if (before.ContainsKey(name) || below.Accounts.Any(account => account.IsApply))
            {
                changes.Add(new(Text(below.Names), Shown(item), null, below.Owners));
            }
        }
    }

    private static void CompareInOrder(Place place, JsonElement live, List<ManifestChange> changes)
    {
        var index = 0;
        foreach (var (wanted, kept) in place.Wanted.EnumerateArray().Zip(live.EnumerateArray()))
        {
            Compare(new([.. place.Names, $"[{index++}]"], wanted, kept, null, place.Accounts), changes);
        }
    }

    private static OrderedDictionary<string, JsonElement> ByKey(JsonElement list, string key)
    {
        OrderedDictionary<string, JsonElement> items = new(StringComparer.Ordinal);
        foreach (var item in list.EnumerateArray())
        {
            items[ListKeys.ValueOf(item, key) ?? ""] = item;
        }

        return items;
    }

    private static string Text(IReadOnlyList<string> names) => string.Join('.', names).Replace(".[", "[", StringComparison.Ordinal);

    private static string? Shown(JsonElement? value) => value switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => TextCleaner.OneLine(text.GetString(), TextLimit),
        { } other => TextCleaner.OneLine(other.GetRawText(), TextLimit),
    };

    /// <summary>One place in the manifest with what lies there in the live object and in the accounts.</summary>
    private sealed record Place(IReadOnlyList<string> Names, JsonElement Wanted, JsonElement? Live, JsonElement? Applied, IReadOnlyList<Account> Accounts)
    {
        public IReadOnlyList<string> Owners => Live is null ? [] : [.. Accounts.Select(account => account.Manager).Distinct(StringComparer.Ordinal)];

        public Place Into(string name, JsonElement wanted) =>
            new([.. Names, name], wanted, Property(Live, name), Property(Applied, name), [.. Accounts.Select(account => account.Into($"f:{name}")).OfType<Account>()]);

        public Place IntoItem(string key, string value, JsonElement wanted, JsonElement? live, JsonElement? applied) =>
            new([.. Names, $"[{value}]"], wanted, live, applied, [.. Accounts.Select(account => account.IntoItem(key, value)).OfType<Account>()]);

        private static JsonElement? Property(JsonElement? element, string name) =>
            element is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var property) ? property : null;
    }

    /// <summary>The part of a program's account at one place.</summary>
    private sealed record Account(string Manager, bool IsApply, JsonElement Fields)
    {
        public Account? Into(string field) =>
            Fields.ValueKind is JsonValueKind.Object && Fields.TryGetProperty(field, out var below) ? this with { Fields = below } : null;

        public Account? IntoItem(string key, string value) =>
            Fields.ValueKind is JsonValueKind.Object && Fields.EnumerateObject().FirstOrDefault(property => Names(property.Name, key, value)) is { Value.ValueKind: not JsonValueKind.Undefined } found
                ? this with { Fields = found.Value }
                : null;

        public IEnumerable<string> Names() => Fields.ValueKind is JsonValueKind.Object
            ? Fields.EnumerateObject().Where(property => property.Name.StartsWith("f:", StringComparison.Ordinal)).Select(property => property.Name[2..])
            : [];

        private static bool Names(string field, string key, string value)
        {
            if (!field.StartsWith("k:{", StringComparison.Ordinal))
            {
                return false;
            }

            try
            {
                using var keys = JsonDocument.Parse(field.AsMemory(2));
                return ListKeys.ValueOf(keys.RootElement, key) == value;
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }
}
