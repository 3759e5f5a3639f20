using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.Generation;

/// <summary>What a template is filled for: the target that policy judges, and what was read of it.</summary>
/// <param name="Facts">By the names that headers declare; what a template does not declare is left out.</param>
/// <param name="Owner">The folder of bodies that fits who owns the target; null when nobody was looked for.</param>
/// <param name="Notes">What a reviewer should know before the change.</param>
internal sealed record TemplateTarget(Target Target, Func<Environment, TemplateInputs> Facts, string? Owner, IReadOnlyList<string> Notes)
{
    /// <summary>The inputs of a template: the caller's values, and of the facts those that the template declares.</summary>
    public TemplateInputs Fill(TemplateHeader header, IReadOnlyDictionary<string, TemplateValue> values, Environment environment)
    {
        var inputs = new TemplateInputs { Owner = header.OwnerAware is [] ? null : Owner };
        foreach (var (name, value) in values)
        {
            inputs.Add(name, value);
        }

        foreach (var (name, value) in Facts(environment).Where(fact => header.Facts.Any(declared => declared.Name == fact.Key)))
        {
            inputs.Add(name, value);
        }

        return inputs;
    }
}
