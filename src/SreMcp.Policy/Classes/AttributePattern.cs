using System.Collections.Immutable;

namespace SreMcp.Policy;

/// <summary>What an environment line says about one attribute: any of these patterns.</summary>
internal sealed record AttributePattern(TargetAttribute Attribute, ImmutableArray<Glob> AnyOf)
{
    /// <summary>Reads the patterns of one key in the attribute's own form.</summary>
    /// <exception cref="SreException">SRE0208, SRE0210, SRE0213.</exception>
    public static AttributePattern Read(TargetAttribute attribute, StrictNode node) =>
        new(attribute, [.. node.AsOneOrMany().Select(item => ReadOne(attribute, item))]);

    public bool Matches(FactName name)
    {
        if (name.Fact.Attribute != Attribute)
        {
            return false;
        }

        foreach (var pattern in AnyOf)
        {
            if (pattern.Matches(name.Normal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a pattern, refusing what cannot match.</summary>
    public static Glob ReadGlob(StrictNode node)
    {
        var text = node.AsText("a pattern");
        return Glob.Fault(text) is { } fault ? throw node.Error(Errors.Policies.BadPattern, fault, "text with * and ? only") : Glob.Of(text);
    }

    private static Glob ReadOne(TargetAttribute attribute, StrictNode node)
    {
        var glob = ReadGlob(node);
        return attribute switch
        {
            TargetAttribute.Cluster when !glob.IsLiteral => throw node.Error(Errors.Policies.LiftsFloor, $"the pattern '{TextCleaner.OneLine(glob.Pattern, 60)}'", "an exact cluster id, the UID of kube-system; the floor is compiled in"),
            TargetAttribute.CertificateAuthority when glob.IsLiteral && !IsFingerprint(Normal(attribute, glob.Pattern)) =>
                throw node.Error(Errors.Policies.BadPattern, $"'{TextCleaner.OneLine(glob.Pattern, 80)}'", "the SHA-256 of the certificate as 64 hexadecimal digits"),
            TargetAttribute.NamespaceLabel or TargetAttribute.Tag when !glob.Pattern.Contains('=', StringComparison.Ordinal) =>
                throw node.Error(Errors.Policies.BadPattern, $"'{TextCleaner.OneLine(glob.Pattern, 60)}'", "key=value"),
            TargetAttribute.Server when glob.IsLiteral && !Uri.TryCreate(glob.Pattern, UriKind.Absolute, out _) =>
                throw node.Error(Errors.Policies.BadPattern, $"'{TextCleaner.OneLine(glob.Pattern, 80)}'", "an address such as https://10.0.0.1:6443"),
            _ => Glob.Of(Normal(attribute, glob.Pattern)),
        };
    }

    /// <summary>One way to write an address or a fingerprint, and look-alike letters as what they resemble.</summary>
    public static string Normal(TargetAttribute attribute, string value) => attribute switch
    {
        TargetAttribute.Server when value.AsSpan().IndexOfAny('*', '?') < 0 && Uri.TryCreate(value, UriKind.Absolute, out var server) => server.AbsoluteUri.TrimEnd('/'),
        TargetAttribute.Server => value.TrimEnd('/'),
        TargetAttribute.CertificateAuthority => value.Replace("sha256:", "", StringComparison.OrdinalIgnoreCase).Replace(":", "", StringComparison.Ordinal),
        TargetAttribute.Cluster => value,
        _ => LookAlikes.Fold(value),
    };

    private static bool IsFingerprint(string value) => value.Length == 64 && value.All(char.IsAsciiHexDigit);
}
