using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Documents;

/// <summary>
/// Reads the description of an HTTP API: OpenAPI 3.x (spec.openapis.org) and Swagger 2.0. References are followed inside of the file
/// and nowhere else; schemas are named, not unfolded, so that one which holds itself ends.
/// </summary>
internal sealed class OpenApiReader
{
    private const string Untagged = "Other";

    private static readonly string[] s_methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

    private readonly JsonElement _root;
    private readonly List<ApiEntry> _entries = [];

    private OpenApiReader(JsonElement root) => _root = root;

    /// <param name="root">The whole file.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="SreException">SRE0611 when the file says neither <c>openapi</c> nor <c>swagger</c>, or has no paths.</exception>
    public static ApiDescription Read(JsonElement root, string file)
    {
        if ((Text(root, "openapi") ?? Text(root, "swagger")) is null || Child(root, "paths") is not { ValueKind: JsonValueKind.Object } paths)
        {
            throw new SreException(Errors.Templates.UnknownDescription, $"{file} is no OpenAPI description: it needs openapi or swagger with a version, and paths.");
        }

        var reader = new OpenApiReader(root);
        reader.AddOperations(paths);
        reader.AddSchemas();
        var info = Child(root, "info") ?? default;
        return new(Text(info, "title") ?? file, Text(info, "version") ?? "without version", Text(info, "description"), reader.Servers(), reader._entries);
    }

    private string[] Servers() => Child(_root, "servers") is { ValueKind: JsonValueKind.Array } servers
        ? [.. servers.EnumerateArray().Select(server => Text(server, "url")).OfType<string>()]
        : Text(_root, "host") is { } host ? [host + Text(_root, "basePath")] : [];

    private void AddOperations(JsonElement paths)
    {
        var byGroup = new Dictionary<string, List<Action>>(StringComparer.Ordinal);
        foreach (var path in paths.EnumerateObject().Where(path => path.Value.ValueKind is JsonValueKind.Object))
        {
            foreach (var method in path.Value.EnumerateObject().Where(method => s_methods.Contains(method.Name) && method.Value.ValueKind is JsonValueKind.Object))
            {
                var group = Items(method.Value, "tags").Select(tag => tag.ValueKind is JsonValueKind.String ? tag.GetString() : null).FirstOrDefault() ?? Untagged;
                if (!byGroup.TryGetValue(group, out var operations))
                {
                    byGroup[group] = operations = [];
                }

                operations.Add(() => AddOperation($"{method.Name.ToUpperInvariant()} {path.Name}", path.Value, method.Value));
            }
        }

        foreach (var (group, operations) in byGroup)
        {
            _entries.Add(new(ApiEntryKind.Group, group));
            operations.ForEach(add => add());
        }
    }

    private void AddOperation(string name, JsonElement path, JsonElement operation)
    {
        var says = new[] { Is(operation, "deprecated") ? "Deprecated." : null, Text(operation, "summary"), Text(operation, "description") }.OfType<string>().Distinct(StringComparer.Ordinal);
        _entries.Add(new(ApiEntryKind.Operation, name, Text(operation, "operationId"), string.Join(' ', says)));
        foreach (var parameter in Items(path, "parameters").Concat(Items(operation, "parameters")).Select(Resolve))
        {
            AddParameter(parameter);
        }

        if (Child(operation, "requestBody") is { } given && Resolve(given) is var body && body.ValueKind is JsonValueKind.Object)
        {
            AddContent(ApiEntryKind.Body, "body", body, Is(body, "required"));
        }

        foreach (var response in Members(operation, "responses"))
        {
            AddContent(ApiEntryKind.Response, response.Name, Resolve(response.Value), isRequired: false);
        }
    }

    /// <summary>Swagger 2.0 has the body among the parameters.</summary>
    private void AddParameter(JsonElement parameter)
    {
        var kind = Text(parameter, "in") is "body" ? ApiEntryKind.Body : ApiEntryKind.Parameter;
        var type = SchemaName.Of(Child(parameter, "schema") ?? parameter);
        _entries.Add(new(kind, Text(parameter, "name") ?? "(no name)", type, Text(parameter, "description"), Text(parameter, "in"), Is(parameter, "required")));
    }

    private void AddContent(ApiEntryKind kind, string name, JsonElement what, bool isRequired)
    {
        var contents = Members(what, "content").ToArray();
        if (contents is [])
        {
            _entries.Add(new(kind, name, Child(what, "schema") is { } schema ? SchemaName.Of(schema) : null, Text(what, "description"), IsRequired: isRequired));
        }

        foreach (var content in contents)
        {
            _entries.Add(new(kind, name, Child(content.Value, "schema") is { } schema ? SchemaName.Of(schema) : null, Text(what, "description"), content.Name, isRequired));
        }
    }

    private void AddSchemas()
    {
        foreach (var schema in (Child(_root, "components") is { } components ? Members(components, "schemas") : default).Concat(Members(_root, "definitions")))
        {
            _entries.Add(new(ApiEntryKind.Schema, schema.Name, SchemaName.Of(schema.Value), Text(schema.Value, "description")));
            var required = Items(schema.Value, "required").Select(name => name.ValueKind is JsonValueKind.String ? name.GetString() : null).ToHashSet(StringComparer.Ordinal);
            foreach (var property in Members(schema.Value, "properties"))
            {
                _entries.Add(new(ApiEntryKind.Property, property.Name, SchemaName.Of(property.Value), Text(property.Value, "description"), IsRequired: required.Contains(property.Name)));
            }
        }
    }

    /// <summary>What a reference inside of the file stands for; one that leads elsewhere stays as it is.</summary>
    private JsonElement Resolve(JsonElement element)
    {
        if (Text(element, "$ref") is not { } reference || !reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return element;
        }

        JsonElement? found = _root;
        foreach (var part in reference[2..].Split('/'))
        {
            // RFC 6901, 4: ~1 is a slash and ~0 a tilde.
            found = found is { } parent ? Child(parent, part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)) : null;
        }

        return found ?? element;
    }

    internal static JsonElement? Child(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : null;

    internal static string? Text(JsonElement parent, string name) => Child(parent, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    internal static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    private static JsonElement.ObjectEnumerator Members(JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.Object } members ? members.EnumerateObject() : default;

    private static bool Is(JsonElement parent, string name) => Child(parent, name) is { ValueKind: JsonValueKind.True };
}
