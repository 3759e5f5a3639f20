using System.Reflection;

namespace SreMcp.Policy;

/// <summary>The policy files that came with the program, embedded so that nobody can edit them in place.</summary>
public static class ShippedPolicies
{
    private const string Folder = "policies/";

    /// <summary>Reads the embedded files; nothing is parsed.</summary>
    public static IReadOnlyList<PolicyFile> Read()
    {
        var assembly = typeof(ShippedPolicies).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(".yaml", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new PolicyFile(name, Text(assembly, name), Trust.Shipped)),
        ];
    }

    /// <summary>The JSON Schema of a kind of file, such as <c>policy.schema.json</c>.</summary>
    public static string Schema(string name) => Text(typeof(ShippedPolicies).Assembly, Folder + name);

    private static string Text(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new ArgumentException($"No file {name} was embedded.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
