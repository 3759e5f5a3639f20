using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SreMcp.Scripts;

/// <summary>Names a bundle by its content. Files carry the digest themselves, so it is taken with zeros in its place.</summary>
public static class BundleDigest
{
    /// <summary>Stands where the digest will be while it is computed.</summary>
    internal static string Placeholder { get; } = new('0', 64);

    /// <summary>True when the files are what was generated: not one byte added, removed or changed.</summary>
    public static bool Matches(Bundle bundle) =>
        bundle.Digest == Of(
            bundle.Template,
            bundle.Version,
            bundle.Files.Select(file => file with { Content = file.Content.Replace(bundle.Digest, Placeholder, StringComparison.Ordinal) }));

    internal static string Of(string template, int version, IEnumerable<BundleFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, template);
        Append(hash, $"{version}");
        foreach (var file in files)
        {
            Append(hash, file.Name);
            Append(hash, file.IsExecutable ? "x" : "-");
            Append(hash, file.Content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>With its length in front, so that no two different bundles feed the same bytes.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(length, bytes.LongLength);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
