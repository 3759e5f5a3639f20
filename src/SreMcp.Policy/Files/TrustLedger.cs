using System.Security.Cryptography;

namespace SreMcp.Policy;

/// <summary>What the ledger says of a file.</summary>
public enum Pin
{
    /// <summary>Nobody pinned it.</summary>
    None = 0,

    /// <summary>It was pinned and has changed since: it is ignored as if nobody had.</summary>
    Changed = 1,

    /// <summary>A person at a terminal pinned exactly this content at exactly this place.</summary>
    Pinned = 2,
}

/// <summary>The workspace files that a person chose to trust: lines of <c>sha256  full-path</c> in the user's configuration folder.</summary>
public sealed class TrustLedger
{
    private readonly IReadOnlyDictionary<string, string> _digests;

    private TrustLedger(IReadOnlyDictionary<string, string> digests) => _digests = digests;

    /// <summary>A ledger in which nothing is pinned.</summary>
    public static TrustLedger Empty { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Reads the ledger; an absent file is an empty one.</summary>
    /// <exception cref="SreException">SRE0214 with file and line.</exception>
    public static TrustLedger Read(string path) =>
        PlainFile.Read(path, path) is { } content ? Parse(path, PlainFile.Text(content, path)) : Empty;

    /// <summary>Parses the ledger's text: a digest and a full path on each line; empty lines and lines that begin with # are passed over.</summary>
    /// <exception cref="SreException">SRE0214 with file and line.</exception>
    public static TrustLedger Parse(string file, string text)
    {
        Dictionary<string, string> digests = new(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            number++;
            if (line.Length == 0 || line[0] is '#')
            {
                continue;
            }

            if (line.Split("  ", 2) is not [{ Length: 64 } digest, { Length: > 0 } path] || !digest.All(char.IsAsciiHexDigitLower) || !Path.IsPathFullyQualified(path))
            {
                throw new SreException(Errors.Policies.BadLedger, $"{file}:{number}: found '{TextCleaner.OneLine(line, 60)}', expected 64 hexadecimal digits, two spaces and a full path.");
            }

            if (!digests.TryAdd(path, digest))
            {
                throw new SreException(Errors.Policies.BadLedger, $"{file}:{number}: found the path '{TextCleaner.OneLine(path, 120)}' a second time, expected it once.");
            }
        }

        return new(digests);
    }

    /// <param name="fullPath">With every link followed.</param>
    public Pin Find(string fullPath, byte[] content) => _digests.TryGetValue(fullPath, out var digest)
        ? digest == Digest(content) ? Pin.Pinned : Pin.Changed
        : Pin.None;

    /// <summary>Pins a file as it is now and writes the ledger. Only a command that a person gave at a terminal may call this.</summary>
    /// <returns>The digest that was pinned.</returns>
    /// <exception cref="SreException">SRE0204 when there is no such file or the ledger cannot be written; SRE0214 when the ledger cannot be read.</exception>
    public static string Trust(string ledgerPath, string file)
    {
        var path = RealPath.Of(file);
        if (path.Contains('\n', StringComparison.Ordinal) || PlainFile.Read(path, file) is not { } content)
        {
            throw new SreException(Errors.Policies.Unreadable, $"{file}: found no such file, expected one to pin.");
        }

        var digest = Digest(content);
        var digests = new SortedDictionary<string, string>(Read(ledgerPath)._digests.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal) { [path] = digest };
        PlainFile.Replace(ledgerPath, string.Concat(digests.Select(entry => $"{entry.Value}  {entry.Key}\n")));
        return digest;
    }

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
