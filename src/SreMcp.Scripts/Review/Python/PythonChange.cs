namespace SreMcp.Scripts.Review;

/// <summary>A call that changes something.</summary>
internal sealed record PythonChange(PythonCall Call, BashEffect Effect, bool IsGuarded);

/// <summary>What calls do: the clouds' clients by the name of the method, processes by what they run, databases by their SQL.</summary>
internal static class PythonEffects
{
    private static readonly string[] s_destroying = ["delete_", "terminate_", "purge_", "deregister_", "begin_delete", "destroy_", "remove_"];
    private static readonly string[] s_processes = ["system", "popen", "run", "call", "check_call", "check_output", "Popen", "getoutput"];

    public static bool StartsProcess(PythonCall call) =>
        s_processes.Contains(call.Method, StringComparer.Ordinal) && (call.Name.StartsWith("subprocess.", StringComparison.Ordinal) || call.Name is "os.system" or "os.popen" or "Popen" or "check_call" or "check_output");

    public static BashEffect? Of(PythonCall call, bool usesAws)
    {
        if (call.Has("DryRun", "True") || call.Has("dry_run"))
        {
            return null;
        }

        if (StartsProcess(call))
        {
            return call.Command is { Length: > 0 } command ? OfShell(command) : null;
        }

        return call.Method switch
        {
            "rmtree" => new("shutil.rmtree", Destroys: true) { Why = "the whole tree is gone" },
            "execute" or "executemany" => OfSql(call),
            "delete" when call.Name is "requests.delete" or "httpx.delete" or "session.delete" => new("an HTTP DELETE", Destroys: true) { Why = "what the address names is gone" },
            "delete" or "terminate" when call.Name.Contains('.', StringComparison.Ordinal) && usesAws => new($"{call.Method}()", Destroys: true, EffectTarget.Aws) { Why = "what it deletes cannot be brought back" },
            var method when method.StartsWith("delete_namespaced", StringComparison.Ordinal) || method.StartsWith("delete_collection", StringComparison.Ordinal) || method is "delete_namespace" or "delete_node" => new("a delete through the Kubernetes client", Destroys: true, EffectTarget.Kubernetes) { Why = "objects are gone when it was the wrong cluster or the wrong name" },
            var method when call.Name.Contains('.', StringComparison.Ordinal) && Array.Exists(s_destroying, prefix => method.StartsWith(prefix, StringComparison.Ordinal)) => new($"{Known(method)}()", Destroys: true, usesAws ? EffectTarget.Aws : EffectTarget.None) { Why = "what it deletes cannot be brought back" },
            _ => null,
        };
    }

    /// <summary>The verb of a method; the rest of its name is text of the script.</summary>
    private static string Known(string method) => method.StartsWith("begin_delete", StringComparison.Ordinal) ? "begin_delete" : method[..method.IndexOf('_')] + "_…";

    private static BashEffect? OfShell(string command)
    {
        var script = BashScript.Read(command);
        return script.Invocations.Select(invocation => BashEffects.Of(invocation, script.Variables)).FirstOrDefault(effect => effect is { IsOwn: false });
    }

    private static BashEffect? OfSql(PythonCall call)
    {
        var sql = call.Arguments.FirstOrDefault(token => token.Kind is CodeTokenKind.Text or CodeTokenKind.Template).Text;
        var change = sql is null ? null : SqlStatement.Read(sql).FirstOrDefault(statement => statement.Changes);
        return change is null ? null : new($"{change.Name} by execute()", change.Destroys, EffectTarget.Database)
        {
            Why = change.Destroys ? "the rows are gone" : "",
            Unbounded = change.IsUnbounded ? "the statement has no WHERE, so it takes every row" : null,
            Bound = "add a WHERE, and count the rows before",
        };
    }
}
