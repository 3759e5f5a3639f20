using System.Text.Json;
using SreMcp.Calls;
using SreMcp.Policy;

namespace SreMcp.Commands;

/// <summary><c>sre-mcp call TOOL --arg value</c>: the same way as a call from a client, policy and journal included. Nobody can confirm here.</summary>
internal static class CallCommand
{
    public static async Task<int> RunAsync(SessionOptions options, string tool, string? json, IReadOnlyList<string> rest, CancellationToken cancelled)
    {
        await using var session = Session.Start(options);
        var given = json is null ? FromFlags(rest) : await FromJsonAsync(json, cancelled);
        var caller = new Caller(NoConfirmation.Instance, Progress: null);
        var outcome = await new CallHandler(session).HandleAsync(tool, given, caller, cancelled);
        Terminal.Write(outcome.Text);
        return outcome.IsError ? 1 : 0;
    }

    private static async Task<Dictionary<string, JsonElement>> FromJsonAsync(string json, CancellationToken cancelled)
    {
        try
        {
            using var input = json is "-" ? Terminal.OpenInput() : null;
            using var document = input is not null ? await JsonDocument.ParseAsync(input, cancellationToken: cancelled) : JsonDocument.Parse(json);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.Clone(), StringComparer.Ordinal)
                : throw new SreException(Errors.Commands.Usage, "--json takes one JSON object.");
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException)
        {
            throw new SreException(Errors.Commands.Usage, "--json is not a JSON object, or names a member twice.");
        }
    }

    /// <summary><c>--limit 5 --problems --kind=pods</c>; what reads as a number or a boolean is one, <c>a,b</c> for lists is JSON's business.</summary>
    private static Dictionary<string, JsonElement> FromFlags(IReadOnlyList<string> rest)
    {
        Dictionary<string, JsonElement> given = new(StringComparer.Ordinal);
        for (var index = 0; index < rest.Count; index++)
        {
            if (!rest[index].StartsWith("--", StringComparison.Ordinal))
            {
                throw new SreException(Errors.Commands.Usage, $"'{TextCleaner.OneLine(rest[index], 60)}' is no --argument.");
            }

            var (name, value) = rest[index][2..].Split('=', 2) is [var key, var inline] ? (key, inline) : (rest[index][2..], (string?)null);
            if (value is null)
            {
                value = index + 1 < rest.Count && !rest[index + 1].StartsWith("--", StringComparison.Ordinal) ? rest[++index] : "true";
            }

            given[name.Replace('-', '_')] = Value(value);
        }

        return given;
    }

    private static JsonElement Value(string text)
    {
        if (text is "true" or "false" || (text.Length is > 0 and < 10 && text.All(char.IsAsciiDigit)) || text is ['[', ..] or ['{', ..])
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                return document.RootElement.Clone();
            }
            catch (JsonException)
            {
                // Not JSON after all: it is text.
            }
        }

        return JsonSerializer.SerializeToElement(text, CallJson.Default.String);
    }
}
