using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

/// <summary>A template filled with the examples of its own header, and with facts as a reader would have found them.</summary>
internal static class ExampleInputs
{
    private static readonly Dictionary<string, TemplateValue> s_facts = new(StringComparer.Ordinal)
    {
        ["target"] = "aks-prod-weu/payments/Deployment/api",
        ["environment"] = "production",
        ["confirm"] = "payments/api",
        ["cluster-id"] = "6f0c2d1e-4a55-4c1b-9d0e-2f7b5a3c81e1",
        ["server"] = "https://prod-weu.example:6443/",
        ["namespace"] = "payments",
        ["kind"] = "Deployment",
        ["name"] = "api",
        ["workload-uid"] = "0b6f4a52-9a8e-4f1f-8a53-0d6e2c1b7f00",
        ["owner"] = "none",
        ["live-revision"] = "api-7c9d8b6f54",
        ["live-number"] = "7",
        ["replicas"] = "4",
        ["notes"] = new TemplateValue.Many(["nothing says what this target is, so it is treated as production"]),
        ["application"] = "payments-api",
        ["release"] = "payments-api",
        ["release-namespace"] = "payments",
        ["autoscaler"] = "api-hpa",
        ["resources"] = new TemplateValue.Table([new Dictionary<string, string>(StringComparer.Ordinal) { ["container"] = "api", ["cpu-request"] = "1", ["memory-request"] = "1Gi", ["memory-limit"] = "2Gi" }]),
        ["containers"] = new TemplateValue.Table([new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "api", ["image"] = "registry.example/api:2.4.0" }]),
    };

    /// <summary>Every template, once for each folder of owners.</summary>
    public static IReadOnlyList<(string Template, string? Owner)> All { get; } =
    [
        .. TemplateCatalog.Embedded.All
            .Where(header => header.Name is not RollbackFacts.Template)
            .SelectMany(header => header.OwnerAware is []
                ? [(header.Name, null)]
                : header.OwnerAware.DistinctBy(owner => owner.Folder).Select(owner => (header.Name, (string?)owner.Owner))),
    ];

    /// <param name="choose">Another value for a parameter; null leaves the example.</param>
    public static TemplateInputs Of(TemplateHeader header, string? owner, Func<Parameter, TemplateValue?>? choose = null)
    {
        var inputs = new TemplateInputs { Owner = owner };
        foreach (var parameter in header.Parameters)
        {
            if ((choose?.Invoke(parameter) ?? parameter.Example ?? parameter.Preset) is { } value)
            {
                inputs.Add(parameter.Name, value);
            }
            else if (parameter.Required)
            {
                throw new InvalidOperationException($"{header.Name}: the required parameter {parameter.Name} has no example.");
            }
        }

        foreach (var fact in header.Facts)
        {
            inputs.Add(fact.Name, fact.Name is "owner" && owner is not null ? owner
                : fact.Example ?? s_facts.GetValueOrDefault(fact.Name) ?? throw new InvalidOperationException($"{header.Name}: the fact {fact.Name} has no example."));
        }

        return inputs;
    }

    public static Bundle Render(string template, string? owner)
    {
        var found = TemplateCatalog.Embedded.Find(template);
        return found.Render(Of(found.Header, owner));
    }
}
