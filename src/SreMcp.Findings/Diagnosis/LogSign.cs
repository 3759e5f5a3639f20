using System.Text.RegularExpressions;

namespace SreMcp.Findings;

/// <summary>A line of a log that names a cause.</summary>
/// <param name="Cause">As <see cref="Finding.Cause"/>.</param>
/// <param name="Says">What it means, in our words.</param>
/// <param name="Peer">The host that could not be reached or resolved; null when none is named.</param>
public sealed record LogSign(string Cause, string Says, string Line, string? Peer)
{
    /// <summary>How many lines say so.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The first line that says so.</summary>
    public string First { get; init; } = Line;

    /// <summary>Where the first such line stands, from 0.</summary>
    public int FirstAt { get; init; }

    /// <summary>Where the last such line stands, from 0.</summary>
    public int LastAt { get; init; }
}

/// <summary>Reads causes out of log lines: what programs of all languages say when the surroundings fail them.</summary>
public static partial class LogSigns
{
    private const int LineLimit = 2_000;
    private const int Timeout = 200;

    private static readonly (string Cause, string Says, Func<Regex> Pattern)[] Known =
    [
        ("rbac-denied", "the API server denies it a right", Forbidden),
        ("dns-loop", "the name server asks itself: its own upstream leads back to it", NameLoop),
        ("dns-failure", "it cannot resolve a name", Unresolved),
        ("certificate-expired", "a TLS certificate has expired", Expired),
        ("certificate-trouble", "a TLS certificate is not accepted", Certificate),
        ("protocol-mismatch", "one side speaks TLS and the other does not", Mismatch),
        ("too-many-connections", "the database or its pool has no free connection", Exhausted),
        ("login-refused", "a login is refused", Login),
        ("cloud-denied", "the cloud denies it a right, or it has no credential for the cloud", CloudDenied),
        ("leader-lost", "it lost its lease on leadership: the API server or the network is slow", Leader),
        ("database-lock", "it waits for a lock in its database", Locked),
        ("connection-refused", "nobody listens where it connects to", Refused),
        ("connection-timeout", "a peer does not answer", NoAnswer),
        ("file-watch-limit", "the node allows no more file watches", WatchLimit),
        ("too-many-files", "it has as many files open as it may", TooManyFiles),
        ("node-setting", "a kernel setting of the node is too low for it", Kernel),
        ("disk-full", "a disk or volume is full", DiskFull),
        ("heap-exhausted", "the program's own memory is exhausted", Heap),
        ("stack-overflow", "the program calls itself without end, until its stack is full", Recursion),
        ("missing-variable", "an environment variable is missing", Variable),
        ("read-only-filesystem", "it writes to a read-only file system", ReadOnly),
        ("privileged-port", "it may not listen at a port below 1024", LowPort),
        ("data-unusable", "the data on its volume cannot be used as they are", Data),
        ("bad-interpreter", "its start script names an interpreter that the image lacks", Interpreter),
        ("command-not-executable", "its command may not be executed", NotExecutable),
        ("permission-denied", "it lacks a right to a file", Denied),
        ("port-in-use", "its port is taken", PortTaken),
        ("wrong-architecture", "the program is built for another processor", ExecFormat),
        ("command-not-found", "a command does not exist in the image", NoCommand),
        ("missing-file", "a file is missing", NoFile),
        ("missing-module", "a library of the program is missing", NoModule),
        ("missing-table", "the database lacks a table or column", NoTable),
        ("read-only-replica", "it writes to a replica that only reads", Replica),
        ("missing-kind", "the cluster does not serve a kind that it needs", NoKind),
        ("missing-remote-object", "what it uses in another system does not exist", NoRemote),
        ("license-invalid", "its licence is missing or over", License),
        ("bad-configuration", "its configuration is not valid", BadConfig),
        ("cluster-partition", "members of its cluster do not see each other", Partition),
        ("peer-rate-limit", "a peer takes no more requests from it for now", Throttled),
        ("connection-reset", "a peer ends its connections", Reset),
    ];

    /// <summary>The signs in a log, each kind once with its last line; what stands first is what explains most.</summary>
    public static IReadOnlyList<LogSign> In(IReadOnlyList<string> lines)
    {
        Dictionary<string, LogSign> signs = new(StringComparer.Ordinal);
        HashSet<string> silent = new(StringComparer.Ordinal);
        for (var at = 0; at < lines.Count; at++)
        {
            var line = lines[at].Length > LineLimit ? lines[at][..LineLimit] : lines[at];

            // A log has thousands of lines and few wordings: what said nothing with other digits says nothing again.
            var wording = WithoutDigits(line);
            if (silent.Contains(wording))
            {
                continue;
            }

            if (Of(line) is not { } sign)
            {
                silent.Add(wording);
                continue;
            }

            signs[sign.Cause] = signs.GetValueOrDefault(sign.Cause) is { } earlier
                ? sign with { Count = earlier.Count + 1, Peer = sign.Peer ?? earlier.Peer, First = earlier.First, FirstAt = earlier.FirstAt, LastAt = at }
                : sign with { FirstAt = at, LastAt = at };
        }

        return [.. Known.Select(known => signs.GetValueOrDefault(known.Cause)).OfType<LogSign>()];
    }

    /// <summary>What one line says; null when it names no cause.</summary>
    public static LogSign? Of(string line)
    {
        try
        {
            foreach (var (cause, says, pattern) in Known)
            {
                if (pattern().IsMatch(line))
                {
                    return new(cause, says, line, PeerIn(line, cause));
                }
            }
        }
        catch (RegexMatchTimeoutException)
        {
            // A line made to be slow says nothing worth the wait.
        }

        return null;
    }

    /// <summary>True for a line that reports an error of any kind.</summary>
    public static bool IsError(string line)
    {
        try
        {
            return Error().IsMatch(line.Length > LineLimit ? line[..LineLimit] : line);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static string WithoutDigits(string line) => string.Create(line.Length, line, static (to, from) =>
    {
        for (var index = 0; index < to.Length; index++)
        {
            to[index] = char.IsAsciiDigit(from[index]) ? '0' : from[index];
        }
    });

    private static string? PeerIn(string line, string cause)
    {
        if (cause is not ("dns-failure" or "connection-refused" or "connection-timeout" or "connection-reset" or "protocol-mismatch" or "login-refused" or "too-many-connections"))
        {
            return null;
        }

        foreach (Match match in Host().Matches(line))
        {
            var host = match.Groups["host"].Value.TrimEnd('.');
            if (host.Length is > 1 and <= 253 && (match.Value.StartsWith("://", StringComparison.Ordinal) || !IsWord(host)))
            {
                return host.ToLowerInvariant();
            }
        }

        return null;
    }

    private static bool IsWord(string host) => host.ToLowerInvariant() is "the" or "a" or "an" or "address" or "host" or "name" or "server" or "database" or "port" or "to" or "tcp" or "udp" or "failed" or "error" or "lookup" or "resolve" or "connect" or "connection" or "bad" or "not";

    [GeneratedRegex("""\b(ERROR|FATAL|PANIC|CRITICAL|SEVERE|Exception|Traceback|panic:|fatal:)|(?i)\b(level|severity)"?[=:] ?"?(error|fatal|critical)|(?i)^\W*(error|fatal|panic)\b""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Error();

    [GeneratedRegex("""(?i)(?:://(?:[^/@\s]*@)?|lookup |ENOTFOUND |EAI_AGAIN |resolve (?:host|address|hostname)?:? ?['"]?|bad address '|dial (?:tcp|udp) |address (?:for )?['"]|host(?:name)?[=:]? ?['"]?|UnknownHostException: |ECONNREFUSED |ETIMEDOUT |connect(?:ing|ion)? (?:to|with) (?:the )?(?:\w+ (?:at|on|server) )?['"`]?|can't find |upstream "|server at |tried: ?|refused (?:by |\()(?:https?://)?|time(?:d )?out (?:to|from) |(?:calling|reaching|connecting to) )(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Host();
}
