using System.Text.Json;
using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>The kinds of patches that the API server takes.</summary>
internal static class JsonChange
{
    /// <summary>A copy of the object with the patch applied.</summary>
    /// <exception cref="ServerRefusal">422 for a test that does not hold or a path that is not there, as the server answers; 400 for junk.</exception>
    public static JsonObject Apply(JsonObject to, string contentType, string body)
    {
        try
        {
            var patch = JsonNode.Parse(body) ?? throw new JsonException("Empty.");
            return contentType switch
            {
                "application/json-patch+json" => Operations(to.Copy(), patch.AsArray()),
                "application/merge-patch+json" => Merged(to.Copy(), patch.AsObject(), byName: false),
                _ => Merged(to.Copy(), patch.AsObject(), byName: true),
            };
        }
        catch (Exception junk) when (junk is JsonException or InvalidOperationException or FormatException)
        {
            throw new ServerRefusal(ServerAnswer.BadRequest("the object provided is unrecognized"));
        }
    }

    private static JsonObject Operations(JsonObject document, JsonArray operations)
    {
        foreach (var operation in operations.OfType<JsonNode>())
        {
            var path = operation.Text("path")!.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
            JsonNode? parent = document;
            foreach (var name in path[..^1])
            {
                parent = Child(parent, name) ?? throw DoesNotFit();
            }

            Perform(operation.Text("op"), parent!, path[^1], operation["value"]);
        }

        return document;
    }

    private static void Perform(string? operation, JsonNode parent, string name, JsonNode? value)
    {
        var present = Child(parent, name);
        switch (operation, parent)
        {
            case ("test", _) when JsonNode.DeepEquals(present, value):
                break;
            case ("add", JsonObject holder):
                holder[name] = value?.DeepClone();
                break;
            case ("replace", JsonObject holder) when present is not null:
                holder[name] = value?.DeepClone();
                break;
            case ("remove", JsonObject holder) when present is not null:
                holder.Remove(name);
                break;
            case ("add", JsonArray list):
                list.Insert(name == "-" ? list.Count : int.Parse(name), value?.DeepClone());
                break;
            case ("replace", JsonArray list) when present is not null:
                list[int.Parse(name)] = value?.DeepClone();
                break;
            case ("remove", JsonArray list) when present is not null:
                list.RemoveAt(int.Parse(name));
                break;
            default:
                throw DoesNotFit();
        }
    }

    private static JsonNode? Child(JsonNode? parent, string name) => parent switch
    {
        JsonObject holder => holder[name],
        JsonArray list when int.TryParse(name, out var index) && index >= 0 && index < list.Count => list[index],
        _ => null,
    };

    /// <summary>RFC 7386; with <paramref name="byName"/>, lists whose elements have names are merged by them, as the server does for containers, variables and ports.</summary>
    private static JsonObject Merged(JsonObject to, JsonObject patch, bool byName)
    {
        foreach (var (name, value) in patch)
        {
            switch (value, to[name])
            {
                case (null, _):
                    to.Remove(name);
                    break;
                case (JsonObject part, var present):
                    to[name] = Merged(present as JsonObject is { } whole ? whole.Copy() : [], part, byName);
                    break;
                case (JsonArray part, JsonArray present) when byName && part.All(HasName) && present.All(HasName):
                    to[name] = MergedByName(present, part);
                    break;
                default:
                    to[name] = value.DeepClone();
                    break;
            }
        }

        return to;
    }

    private static bool HasName(JsonNode? item) => item.Text("name") is not null;

    private static JsonArray MergedByName(JsonArray present, JsonArray patch)
    {
        JsonArray merged = [.. present.Select(item => item!.DeepClone())];
        foreach (var item in patch.OfType<JsonObject>())
        {
            var index = merged.Select((known, at) => (known, at)).FirstOrDefault(pair => pair.known.Text("name") == item.Text("name"), (null, -1)).at;
            if (index < 0)
            {
                merged.Add((JsonNode)Merged([], item, byName: true));
            }
            else
            {
                merged[index] = Merged(merged[index]!.AsObject().Copy(), item, byName: true);
            }
        }

        return merged;
    }

    private static ServerRefusal DoesNotFit() => new(ServerAnswer.Invalid("the server rejected our request due to an error in our request"));
}
