using System.Text.RegularExpressions;
using SreMcp.Policy;

namespace SreMcp.Configuration;

/// <summary>Reads where a secret is.</summary>
internal static partial class SecretReader
{
    internal static IReadOnlyList<string> Keys { get; } = ["env", "file"];

    /// <summary>Never shows what stands there: it may be the secret itself.</summary>
    /// <exception cref="SreException">SRE02xx with file and line.</exception>
    public static SecretReference Read(StrictNode node, ConfigurationPart part)
    {
        const string Expected = "{ env: VARIABLE } or { file: PATH }";
        if (node is not StrictMapping mapping)
        {
            throw node.Error(Errors.Policies.LiteralSecret, "a secret in the file", Expected);
        }

        mapping.Only(Keys);
        return (mapping.Find("env"), mapping.Find("file")) switch
        {
            ({ TextOrNull: { } name }, null) when VariableNames().IsMatch(name) => new SecretReference.OfVariable(name),
            ({ } variable, null) => throw variable.Error(Errors.Policies.LiteralSecret, "something that is no variable's name", "the name of a variable, not its value"),
            (null, { TextOrNull: not null } file) => new SecretReference.OfFile(part.FullPath(file)),
            (null, { } file) => throw file.Error(Errors.Policies.WrongType, "something that is no path", Expected),
            _ => throw mapping.Error(Errors.Policies.MissingKey, "both or neither of 'env' and 'file'", Expected),
        };
    }

    [GeneratedRegex("^[A-Z_][A-Z0-9_]{0,60}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariableNames();
}
