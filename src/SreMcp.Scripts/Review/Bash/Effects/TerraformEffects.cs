namespace SreMcp.Scripts.Review;

/// <summary>terraform, tofu and terragrunt.</summary>
internal static class TerraformEffects
{
    public static BashEffect? Of(BashInvocation invocation)
    {
        var words = invocation.Positional;
        var verb = words.Count > 0 ? words[0].Text : "";
        var isAutomatic = invocation.Has("-auto-approve", "--auto-approve", "--terragrunt-non-interactive");
        return verb switch
        {
            "destroy" => new("terraform destroy", Destroys: true, EffectTarget.Terraform) { Why = "everything in the state is destroyed", Unbounded = invocation.Has("-target", "--target") ? null : "it takes everything in the state", Bound = "plan -destroy -out=FILE, let a person read it, apply that file" },
            "apply" when invocation.Has("-destroy", "--destroy") => new("terraform apply -destroy", Destroys: true, EffectTarget.Terraform) { Why = "everything in the state is destroyed" },
            "apply" when isAutomatic && words.Count < 2 => new("terraform apply -auto-approve", Destroys: true, EffectTarget.Terraform) { Why = "nobody reads the plan, and a plan can destroy" },
            "apply" => new("terraform apply", Destroys: false, EffectTarget.Terraform),
            "state" when words.Count > 1 && words[1].Text is "rm" or "push" or "mv" => new($"terraform state {words[1].Text}", Destroys: true, EffectTarget.Terraform) { Why = "the state no longer says what exists" },
            "import" or "taint" or "untaint" or "force-unlock" => new($"terraform {verb}", Destroys: false, EffectTarget.Terraform),
            _ => null,
        };
    }
}
