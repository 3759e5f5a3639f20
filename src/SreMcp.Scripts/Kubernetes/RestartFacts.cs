namespace SreMcp.Scripts;

/// <summary>What <c>kubernetes_restart</c> is filled with.</summary>
public sealed record RestartFacts(WorkloadFacts Workload)
{
    public const string Template = "kubernetes_restart";

    /// <summary>The inputs of the template, with the folder that fits the owner.</summary>
    public TemplateInputs ToInputs()
    {
        var inputs = Workload.ToInputs(Workload.Owner.Name);
        inputs.Add("replicas", Workload.Replicas);
        return inputs;
    }
}
