using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.Generation;

/// <summary>What a script needs in order to prove that it talks to the cluster that was looked at.</summary>
internal sealed record ClusterFacts(KubernetesTarget Target, Environment Environment)
{
    /// <exception cref="SreException">SRE0332 when the id of the cluster cannot be read.</exception>
    public TemplateInputs ToInputs()
    {
        var inputs = new TemplateInputs();
        inputs.Add("target", Target.Display);
        inputs.Add("environment", Environment.Name());
        inputs.Add("confirm", Target.Namespace ?? Target.Context);
        inputs.Add("cluster-id", Target.Cluster.ClusterId
            ?? throw new SreException(Errors.Answers.Forbidden, $"The id of cluster {Target.Context} cannot be read, so a script could not prove where it runs.", "Grant get on the namespace kube-system."));
        inputs.Add("server", Target.Cluster.Server.AbsoluteUri);
        inputs.Add("notes", Environment is Environment.Unknown ? ["nothing says what this target is, so it is treated as production"] : []);
        return inputs;
    }
}
