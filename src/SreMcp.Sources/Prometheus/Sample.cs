using System.Globalization;
using System.Text.Json;

namespace SreMcp.Sources.Prometheus;

/// <summary>One series at one moment. Names and values of its labels were written by others.</summary>
public sealed class Sample
{
    private readonly JsonElement _metric;

    private Sample(JsonElement metric, decimal value)
    {
        _metric = metric;
        Value = value;
    }

    public decimal Value { get; }

    /// <summary>The value of a label; null without it.</summary>
    public string? Label(string name) => _metric.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    /// <summary>Hands out one element of a vector, as long as its buffer lasts.</summary>
    /// <returns>What <paramref name="read"/> makes of it; null for a value that is no number, such as <c>NaN</c>.</returns>
    /// <exception cref="JsonException">The element has another form.</exception>
    internal static T? Read<T>(ReadOnlyMemory<byte> json, Func<Sample, T?> read)
        where T : class
    {
        using var element = JsonDocument.Parse(json);
        if (element.RootElement.ValueKind is not JsonValueKind.Object
            || !element.RootElement.TryGetProperty("metric", out var metric) || metric.ValueKind is not JsonValueKind.Object
            || !element.RootElement.TryGetProperty("value", out var pair) || pair.ValueKind is not JsonValueKind.Array || pair.GetArrayLength() is not 2
            || pair[1].ValueKind is not JsonValueKind.String)
        {
            throw new JsonException("An element of the result is no sample.");
        }

        return decimal.TryParse(pair[1].GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? read(new(metric, value)) : null;
    }
}
