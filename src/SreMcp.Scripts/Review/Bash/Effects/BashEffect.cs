namespace SreMcp.Scripts.Review;

/// <summary>The system that a change goes to, as far as a script must say which.</summary>
internal enum EffectTarget
{
    None,
    Kubernetes,
    Azure,
    Aws,
    Google,
    Database,
    Terraform,
}

/// <summary>What a command does to a system.</summary>
/// <param name="What">The command as people name it: <c>kubectl delete</c>. Never holds text of the script.</param>
/// <param name="Destroys">True when something is gone or stands still afterwards; false for a change that the next one can undo.</param>
internal sealed record BashEffect(string What, bool Destroys, EffectTarget Target = EffectTarget.None)
{
    /// <summary>What can happen.</summary>
    public string Why { get; init; } = "";

    /// <summary>Why nothing bounds what it takes away; null when it is bounded.</summary>
    public string? Unbounded { get; init; }

    /// <summary>How to bound it.</summary>
    public string Bound { get; init; } = "";

    /// <summary>True for what only takes away what the script made itself, such as a temporary folder.</summary>
    public bool IsOwn { get; init; }
}

/// <summary>Looks a command up in the tables of what commands do.</summary>
internal static class BashEffects
{
    /// <summary>Null for what changes nothing.</summary>
    public static BashEffect? Of(BashInvocation invocation, BashVariables variables) => invocation.Program switch
    {
        "kubectl" or "oc" or "k" or "k3s" => KubernetesEffects.Of(invocation),
        "helm" => KubernetesEffects.OfHelm(invocation),
        "terraform" or "tofu" or "terragrunt" => TerraformEffects.Of(invocation),
        "aws" => CloudEffects.OfAws(invocation),
        "az" => CloudEffects.OfAzure(invocation),
        "gcloud" or "gsutil" => CloudEffects.OfGoogle(invocation),
        "psql" or "mysql" or "mariadb" or "dropdb" or "pg_restore" or "redis-cli" or "mongosh" or "mongo" or "etcdctl" => DatabaseEffects.Of(invocation),
        "git" or "docker" or "podman" or "docker-compose" or "gh" => ToolEffects.Of(invocation),
        "rm" or "find" or "chmod" or "chown" or "shred" or "truncate" or "rsync" or "unlink" => FileEffects.Of(invocation, variables),
        _ => HostEffects.Of(invocation),
    };
}
