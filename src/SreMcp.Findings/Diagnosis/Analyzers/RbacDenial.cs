using System.Text.RegularExpressions;

namespace SreMcp.Findings;

/// <summary>A right that the API server refused, read from its own words.</summary>
/// <param name="Subject">As the server names it: <c>system:serviceaccount:shop:api</c>.</param>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Namespace">Null across the cluster.</param>
public sealed partial record RbacDenial(string Subject, string Verb, string Resource, string Group, string? Namespace)
{
    /// <summary>The rule that is missing, and who lacks it.</summary>
    public string Needs => Wording.Clean(
        $"{Who} lacks the rule apiGroups [{(Group.Length is 0 ? "\"\"" : Group)}] resources [{Resource}] verbs [{Verb}]: bind a {(Namespace is null ? "ClusterRole" : $"Role in {Namespace}")} to it",
        300);

    private string Who => Subject.Split(':') is ["system", "serviceaccount", var space, var name] ? $"ServiceAccount {space}/{name}" : $"user {Subject}";

    /// <summary>Null when the words tell of no denial, or not of what was denied.</summary>
    public static RbacDenial? In(string said)
    {
        if (said.Length > 4_000)
        {
            return null;
        }

        var match = Denied().Match(said);
        return match.Success
            ? new(match.Groups["user"].Value, match.Groups["verb"].Value, match.Groups["resource"].Value, match.Groups["group"].Value, match.Groups["space"] is { Success: true } space ? space.Value : null)
            : null;
    }

    [GeneratedRegex("""[Uu]ser \\?"(?<user>[^"\\]{1,200})\\?" cannot (?<verb>[a-z]+) resource \\?"(?<resource>[a-z0-9./-]+)\\?"( in API group \\?"(?<group>[a-z0-9.-]*)\\?")?( (in the namespace|at the cluster scope in namespace) \\?"(?<space>[a-z0-9-]+)\\?")?""", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Denied();
}
