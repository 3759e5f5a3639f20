using System.Text.Json;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The questions «what may I do?» and «may I do this?». The API takes them as POSTs, but they store nothing and change nothing.</summary>
internal static class SelfReviews
{
    public const string RulesPath = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";

    public const string AccessPath = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    /// <summary>Bytes of a question; a longer one is none of ours.</summary>
    public const int BodyLimit = 2048;

    private static readonly string[] Attributes = ["namespace", "verb", "group", "version", "resource", "subresource", "name"];

    /// <summary>True for exactly these two resources, asked without a query and in exactly the form that asks about oneself.</summary>
    public static bool IsOne(HttpRequestMessage request, string path) =>
        request is { Method.Method: "POST", Content: { } content }
        && (request.RequestUri?.Query ?? "").Length == 0
        && content.Headers.NonValidated.Count == 1
        && content.Headers.NonValidated.TryGetValues("Content-Type", out var type) && type.ToString() == "application/json"
        && path switch
        {
            RulesPath => Asks(content, "SelfSubjectRulesReview", IsNamespaceOnly),
            AccessPath => Asks(content, "SelfSubjectAccessReview", IsOneResource),
            _ => false,
        };

    private static bool Asks(HttpContent content, string kind, Func<JsonElement, bool> isQuestion)
    {
        try
        {
            using var stream = content.ReadAsStream();
            if (stream.Length is 0 or > BodyLimit)
            {
                return false;
            }

            using var body = JsonDocument.Parse(stream);
            return HasOnly(body.RootElement, "apiVersion", "kind", "spec")
                && Says(body.RootElement, "apiVersion", "authorization.k8s.io/v1")
                && Says(body.RootElement, "kind", kind)
                && body.RootElement.TryGetProperty("spec", out var spec)
                && isQuestion(spec);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsNamespaceOnly(JsonElement spec) => HasOnly(spec, "namespace") && AreTexts(spec);

    private static bool IsOneResource(JsonElement spec) =>
        HasOnly(spec, "resourceAttributes") && spec.TryGetProperty("resourceAttributes", out var asked) && HasOnly(asked, Attributes) && AreTexts(asked);

    /// <summary>An object with members of these names alone, each at most once.</summary>
    private static bool HasOnly(JsonElement element, params string[] names)
    {
        if (element.ValueKind is not JsonValueKind.Object)
        {
            return false;
        }

        var found = element.EnumerateObject().Select(member => member.Name).ToArray();
        return found.Length == found.Distinct(StringComparer.Ordinal).Count() && found.All(names.Contains);
    }

    private static bool AreTexts(JsonElement element) => element.EnumerateObject().All(member => member.Value.ValueKind is JsonValueKind.String);

    private static bool Says(JsonElement element, string name, string value) =>
        element.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String && member.ValueEquals(value);
}
