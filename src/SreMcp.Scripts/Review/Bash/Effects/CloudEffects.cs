namespace SreMcp.Scripts.Review;

/// <summary>aws, az and gcloud.</summary>
internal static class CloudEffects
{
    private static readonly string[] s_destroying = ["delete", "terminate", "purge", "deregister", "destroy"];
    private static readonly string[] s_stopping = ["stop", "reboot", "deallocate", "revoke", "disable", "detach", "remove", "release", "cancel", "reset", "restart"];
    private static readonly string[] s_changing = ["create", "put", "update", "modify", "run", "start", "attach", "set", "authorize", "associate", "enable", "scale", "rollback", "restore", "assign", "add", "import", "deploy", "invoke", "failover"];

    public static BashEffect? OfAws(BashInvocation invocation)
    {
        if (invocation.Has("--dryrun", "--dry-run") || invocation.Positional is not [var service, var action, ..])
        {
            return null;
        }

        return service.Text is "s3" ? OfS3(invocation, action.Text) : OfVerb("aws", EffectTarget.Aws, $"aws {service.Text} ", action.Text, action.Text.Split('-')[0]);
    }

    public static BashEffect? OfAzure(BashInvocation invocation)
    {
        var verbs = invocation.Positional.Select(word => word.Text).Take(5).ToArray();
        if (invocation.Has("--what-if") || verbs is ["account" or "login" or "config" or "extension" or "version", ..])
        {
            return null;
        }

        // A name can look like a verb; the verb of az is the last word before the options.
        var verb = Array.FindLast(verbs, word => s_destroying.Concat(s_stopping).Concat(s_changing).Contains(word, StringComparer.Ordinal)) ?? "";
        var effect = OfVerb("az", EffectTarget.Azure, verbs.Length > 1 ? $"az {verbs[0]} " : "az ", verb, verb);
        return effect is { Destroys: true } && verbs is ["group", "delete", ..] ? effect with { What = "az group delete", Why = "everything in the resource group goes with it" } : effect;
    }

    public static BashEffect? OfGoogle(BashInvocation invocation)
    {
        var verbs = invocation.Positional.Select(word => word.Text).Take(6).ToArray();
        if (invocation.Program is "gsutil")
        {
            return verbs.Contains("rm", StringComparer.Ordinal) ? new("gsutil rm", Destroys: true, EffectTarget.Google) { Why = "objects are gone" } : null;
        }

        var verb = Array.Find(verbs, word => s_destroying.Contains(word, StringComparer.Ordinal)) ?? Array.Find(verbs, word => s_changing.Concat(s_stopping).Contains(word, StringComparer.Ordinal)) ?? "";
        return verbs is ["config" or "auth", ..] ? null : OfVerb("gcloud", EffectTarget.Google, "gcloud ", verb, verb);
    }

    private static BashEffect? OfS3(BashInvocation invocation, string action)
    {
        var target = invocation.Positional.Count > 2 ? invocation.Positional[2].Text : "";
        return action switch
        {
            "rb" => new("aws s3 rb", Destroys: true, EffectTarget.Aws)
            {
                Why = "the bucket is gone, and its name is free for anybody",
                Unbounded = invocation.Has("--force") ? "--force empties the bucket first, whatever is in it" : null,
                Bound = "leave --force away, so that only an empty bucket goes",
            },
            "rm" when invocation.Has("--recursive") => new("aws s3 rm --recursive", Destroys: true, EffectTarget.Aws)
            {
                Why = "objects without versions cannot be brought back",
                Unbounded = IsWholeBucket(target) && !invocation.Has("--include") ? "the address has no prefix, or one that may be empty" : null,
                Bound = "name a fixed prefix: s3://BUCKET/PREFIX/, and look at --dryrun first",
            },
            "sync" when invocation.Has("--delete") => new("aws s3 sync --delete", Destroys: true, EffectTarget.Aws) { Why = "an empty source empties the target" },
            "rm" or "mv" or "cp" or "sync" or "mb" => new($"aws s3 {action}", Destroys: false, EffectTarget.Aws),
            _ => null,
        };
    }

    private static bool IsWholeBucket(string address)
    {
        var path = address.StartsWith("s3://", StringComparison.Ordinal) ? address[5..].TrimEnd('/') : address;
        var slash = path.IndexOf('/');
        return slash < 0 || path[(slash + 1)..].StartsWith('$');
    }

    private static BashEffect? OfVerb(string program, EffectTarget target, string before, string shown, string verb)
    {
        var destroys = s_destroying.Contains(verb, StringComparer.Ordinal);
        var stops = verb is "stop" or "reboot" or "deallocate" or "revoke" or "disable";
        if (!destroys && !s_stopping.Contains(verb, StringComparer.Ordinal) && !s_changing.Contains(verb, StringComparer.Ordinal))
        {
            return null;
        }

        var what = IsPlain(before + shown) ? before + shown : $"{program} {verb}";
        return new(what, destroys || stops, target) { Why = destroys ? "what it deletes cannot be brought back" : stops ? "what it stops serves nobody" : "" };
    }

    /// <summary>Names of services and actions are known words; anything else is the script's text.</summary>
    private static bool IsPlain(string text) => text.Length < 50 && text.AsSpan().IndexOfAnyExceptInRange('a', 'z') >= 0 && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is ' ' or '-');
}
