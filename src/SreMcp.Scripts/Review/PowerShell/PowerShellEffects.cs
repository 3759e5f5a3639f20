namespace SreMcp.Scripts.Review;

/// <summary>What cmdlets do, by their verb; programs are looked up as in bash.</summary>
internal static class PowerShellEffects
{
    private static readonly string[] s_programs = ["kubectl", "helm", "az", "aws", "terraform", "psql", "docker", "git"];
    private static readonly string[] s_harmless = ["remove-variable", "remove-module", "remove-psdrive", "remove-job", "remove-pssession", "remove-alias", "clear-host", "clear-variable", "stop-transcript", "stop-job", "stop-watch"];

    public static BashEffect? Of(PowerShellStatement statement)
    {
        var at = statement.Tokens.FindIndex(token => token.Text is "=" or "&" or "return");
        var tokens = at is >= 0 and < 4 ? statement.Tokens.Skip(at + 1).ToArray() : [.. statement.Tokens];
        if (tokens.Length is 0)
        {
            return null;
        }

        var name = tokens[0].Text.ToLowerInvariant();
        if (s_programs.Contains(name, StringComparer.Ordinal))
        {
            return OfProgram(name, tokens);
        }

        var dash = name.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0 || tokens[0].Kind is not CodeTokenKind.Name || s_harmless.Contains(name, StringComparer.Ordinal))
        {
            return name is "rm" or "del" or "rmdir" or "rd" or "ri" ? Remove(statement) : null;
        }

        var target = name.AsSpan(dash + 1).StartsWith("az") ? EffectTarget.Azure : EffectTarget.None;
        return name[..dash] switch
        {
            "remove" when name is "remove-item" => Remove(statement),
            "remove" or "uninstall" or "clear" or "reset" or "format" => new($"{Verb(name, dash)}-…", Destroys: true, target) { Why = name.Contains("resourcegroup", StringComparison.Ordinal) ? "everything in the resource group goes with it" : "what it removes cannot be brought back" },
            "stop" or "disable" or "restart" or "revoke" or "suspend" => new($"{Verb(name, dash)}-…", Destroys: true, target) { Why = "what it stops serves nobody" },
            "set" or "new" or "update" or "add" or "start" or "enable" or "move" or "invoke" when target is EffectTarget.Azure && name is not ("set-azcontext" or "new-azresourcegroupdeploymentwhatifresult") => new($"{Verb(name, dash)}-Az…", Destroys: false, target),
            _ => null,
        };
    }

    /// <summary>The rest of a cmdlet's name is text of the script.</summary>
    private static string Verb(string name, int dash) => char.ToUpperInvariant(name[0]) + name[1..dash];

    private static BashEffect? Remove(PowerShellStatement statement)
    {
        var recursive = statement.Has("-Recurse") || statement.Has("-r");
        var path = statement.Tokens.Skip(1).FirstOrDefault(token => token.Text.StartsWith('$') || token.Kind is CodeTokenKind.Text or CodeTokenKind.Template || token.Text.Contains('\\', StringComparison.Ordinal) || token.Text.Contains('/', StringComparison.Ordinal)).Text ?? "";
        if (!recursive)
        {
            return null;
        }

        return new("Remove-Item -Recurse", Destroys: true)
        {
            Why = "files are gone without a trace",
            Unbounded = path.StartsWith('$') && !path.StartsWith("$env:TEMP", StringComparison.OrdinalIgnoreCase) && !path.StartsWith("$PSScriptRoot", StringComparison.OrdinalIgnoreCase) ? "with an empty variable the path is another one, at worst the root of the drive" : null,
            Bound = "stop when the variable is empty: if ([string]::IsNullOrWhiteSpace($Path)) { throw }, and Resolve-Path it first",
        };
    }

    private static BashEffect? OfProgram(string name, CodeToken[] tokens)
    {
        var root = new BashScope(BashScopeKind.Script, parent: null, tokens[0].Line, pipeline: null);
        var command = new BashCommand(tokens[0].Line, root, new(new(), 0, ""));
        command.Words.AddRange(tokens.Select((token, index) => new BashWord(token.Line, index is 0 ? name : token.Text, [], IsQuoted: false, HasGlob: false)));
        return BashEffects.Of(new(command, command.Words, [], [], IsFedByXargs: false), new([]));
    }
}
