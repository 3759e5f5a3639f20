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
        ("dns-failure", "it cannot resolve a name", Unresolved),
        ("certificate-expired", "a TLS certificate has expired", Expired),
        ("certificate-trouble", "a TLS certificate is not accepted", Certificate),
        ("too-many-connections", "the database or its pool has no free connection", Exhausted),
        ("login-refused", "a login is refused", Login),
        ("connection-refused", "nobody listens where it connects to", Refused),
        ("connection-timeout", "a peer does not answer", NoAnswer),
        ("disk-full", "a disk or volume is full", DiskFull),
        ("heap-exhausted", "the program's own memory is exhausted", Heap),
        ("stack-overflow", "the program calls itself without end, until its stack is full", Recursion),
        ("missing-variable", "an environment variable is missing", Variable),
        ("read-only-filesystem", "it writes to a read-only file system", ReadOnly),
        ("permission-denied", "it lacks a right to a file", Denied),
        ("port-in-use", "its port is taken", PortTaken),
        ("wrong-architecture", "the program is built for another processor", ExecFormat),
        ("command-not-found", "a command does not exist in the image", NoCommand),
        ("missing-file", "a file is missing", NoFile),
        ("missing-module", "a library of the program is missing", NoModule),
        ("missing-table", "the database lacks a table or column", NoTable),
        ("bad-configuration", "its configuration is not valid", BadConfig),
        ("cluster-partition", "members of its cluster do not see each other", Partition),
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
        if (cause is not ("dns-failure" or "connection-refused" or "connection-timeout" or "login-refused" or "too-many-connections"))
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

    [GeneratedRegex("""(?i)\bforbidden: user ?"|cannot (get|list|watch|create|update|patch|delete) resource|is forbidden: user""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Forbidden();

    [GeneratedRegex("""(?i)no such host|could(n't| not) resolve|cannot resolve|can't resolve|unable to resolve|failed to resolve|name or service not known|temporary failure in name resolution|name resolution|name does not resolve|bad address '|\bENOTFOUND|EAI_AGAIN|getaddrinfo|UnknownHostException|nodename nor servname|NXDOMAIN|SERVFAIL|no servers could be reached|server misbehaving|lookup \S+( on \S+)?: (i/o timeout|read udp)""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Unresolved();

    [GeneratedRegex("""(?i)certificates? (has |have |had )?(already )?expired|certificate is expired|expired ?cert(ificate)?|certificate_?(has_)?expired|CERT_HAS_EXPIRED|certificate was valid until|\bNotAfter:""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Expired();

    [GeneratedRegex("""(?i)x509:|certificate verify failed|PKIX path|unable to verify the first certificate|self[- ]signed certificate|SSLHandshakeException|certificate signed by unknown""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Certificate();

    [GeneratedRegex("""(?i)too many (clients|connections)|remaining connection slots|connection pool (is )?(exhausted|timeout)|pool exhausted|could not acquire .{0,20}connection|unable to acquire .{0,20}connection|ran out of (free |database )?connections|no (free|available) connections?|connection is not available, request timed out|QueuePool limit""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Exhausted();

    [GeneratedRegex("""(?i)password authentication failed|authentication failed|access denied for user|login failed|invalid (username|credentials|password)|NOAUTH|WRONGPASS|401 unauthorized|SASL authentication|no pg_hba.conf entry""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Login();

    [GeneratedRegex("""(?i)connection refused|ECONNREFUSED|actively refused|failed to connect to|could(n't| not) connect to|cannot connect to|can't connect to|unable to connect to|connection to .{1,120} failed""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Refused();

    [GeneratedRegex("""(?i)i/o timeout|connection timed out|connect(ion)? timeout|ETIMEDOUT|ConnectTimeout|connect timed out|timed? ?out (while )?(connecting|waiting for|reaching|calling)|dial tcp .{0,120}timeout|context deadline exceeded|download timed out|request timed out|no route to host|upstream timed out|operation timed out|timeout (connecting|after|exceeded|calling|reaching)|read timeout""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex NoAnswer();

    [GeneratedRegex("""(?i)no space left on device|ENOSPC|disk (is )?full|disk quota exceeded""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex DiskFull();

    [GeneratedRegex("""(?i)OutOfMemoryError|java heap space|heap out of memory|GC overhead limit|MemoryError\b|cannot allocate memory|std::bad_alloc|fatal error: runtime: out of memory""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Heap();

    [GeneratedRegex("""(?i)StackOverflow(Error|Exception)|maximum call stack size exceeded|RecursionError|maximum recursion depth|stack level too deep|goroutine stack exceeds|has overflowed its stack""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Recursion();

    [GeneratedRegex("""(?i)(environment variable|env(ironment)? ?var(iable)?s?)\b.{0,80}(undefined|not set|missing|unset|required|not found|must be set|is empty|not defined)|(missing|undefined|required|unset).{0,40}(environment variable|env(ironment)? ?var)|KeyError: '[A-Z][A-Z0-9_]+'|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b.{0,20} (is )?(not set|undefined|unset|must be set|is required|missing)|parameter (not set|null or not set)|unbound variable""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Variable();

    [GeneratedRegex("""(?i)read-only file ?system|EROFS""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex ReadOnly();

    [GeneratedRegex("""(?i)permission denied|EACCES|operation not permitted|AccessDeniedException""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Denied();

    [GeneratedRegex("""(?i)address already in use|EADDRINUSE|port .{0,12}(is )?already (in use|allocated)""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex PortTaken();

    [GeneratedRegex("""(?i)exec format error""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex ExecFormat();

    [GeneratedRegex("""(?i)(\S+: (command )?not found$)|command not found|executable file not found""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex NoCommand();

    [GeneratedRegex("""(?i)no such file or directory|FileNotFound(Error|Exception)|ENOENT|cannot find (the )?(file|path)|(config(uration)?|file) .{0,80}(not found|does not exist|missing)""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex NoFile();

    [GeneratedRegex("""(?i)ModuleNotFoundError|No module named|Cannot find module|ClassNotFoundException|NoClassDefFoundError|cannot open shared object|undefined symbol|LoadError: cannot load""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex NoModule();

    [GeneratedRegex("""(?i)(relation|table|column) .{0,80}(does not exist|doesn't exist)|no such (table|column)|unknown (column|database)|database .{1,60} does not exist|pending migrations?|unapplied migration""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex NoTable();

    [GeneratedRegex("""(?i)invalid (configuration|config|yaml|json|value for|argument)|(configuration|config) (is )?(error|invalid|not valid)|yaml: (line|unmarshal)|(failed|unable|error) (to )?(load|loading|parse|parsing|read|reading) .{0,30}(config|settings|properties)|unknown (flag|option|directive)|flag provided but not defined|unrecognized (option|arguments?)|error parsing""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex BadConfig();

    [GeneratedRegex("""(?i)network partition|partitioned from|partial partition|split.?brain|running_partitioned_network|inconsistent_database|quorum lost|lost quorum|no leader\b""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Partition();

    [GeneratedRegex("""\b(ERROR|FATAL|PANIC|CRITICAL|SEVERE|Exception|Traceback|panic:|fatal:)|(?i)\b(level|severity)"?[=:] ?"?(error|fatal|critical)|(?i)^\W*(error|fatal|panic)\b""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Error();

    [GeneratedRegex("""(?i)(?:://(?:[^/@\s]*@)?|lookup |ENOTFOUND |EAI_AGAIN |resolve (?:host|address|hostname)?:? ?['"]?|bad address '|dial (?:tcp|udp) |address (?:for )?['"]|host(?:name)?[=:]? ?['"]?|UnknownHostException: |ECONNREFUSED |ETIMEDOUT |connect(?:ing|ion)? (?:to|with) (?:the )?(?:\w+ (?:at|on|server) )?['"`]?|can't find |server at |tried: ?|refused (?:by |\()(?:https?://)?|time(?:d )?out (?:to|from) |(?:calling|reaching|connecting to) )(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Host();
}
