namespace SreMcp.Findings;

/// <summary>One condition on a label: <c>In</c>, <c>NotIn</c>, <c>Exists</c>, <c>DoesNotExist</c>, and <c>Gt</c> and <c>Lt</c> on nodes.</summary>
public sealed record LabelRequirement(string Key, string Operator, IReadOnlyList<string> Values)
{
    public bool Holds(IReadOnlyDictionary<string, string> labels)
    {
        var has = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            "In" => has && Values.Contains(value!, StringComparer.Ordinal),
            "NotIn" => !has || !Values.Contains(value!, StringComparer.Ordinal),
            "Exists" => has,
            "DoesNotExist" => !has,
            "Gt" => has && Compare(value!) > 0,
            "Lt" => has && Compare(value!) < 0,
            _ => true,
        };
    }

    public override string ToString() => Operator switch
    {
        "In" when Values.Count is 1 => $"{Key}={Values[0]}",
        "Exists" => Key,
        "DoesNotExist" => $"!{Key}",
        _ => $"{Key} {Operator} ({string.Join(", ", Values)})",
    };

    private int Compare(string value) => long.TryParse(value, out var number) && Values.Count is 1 && long.TryParse(Values[0], out var bound) ? number.CompareTo(bound) : 0;
}

/// <summary>A label selector; one without requirements selects everything.</summary>
public sealed record Selector(IReadOnlyList<LabelRequirement> Requirements)
{
    public static Selector Everything { get; } = new([]);

    public bool IsEverything => Requirements.Count is 0;

    public static Selector Of(IEnumerable<KeyValuePair<string, string>> labels) => new([.. labels.Select(label => new LabelRequirement(label.Key, "In", [label.Value]))]);

    public bool Selects(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in Requirements)
        {
            if (!requirement.Holds(labels))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => IsEverything ? "everything" : string.Join(",", Requirements);
}
