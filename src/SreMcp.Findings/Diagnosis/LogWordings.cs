using System.Text.RegularExpressions;

namespace SreMcp.Findings;

/// <summary>What programs say of each cause.</summary>
public static partial class LogSigns
{
    [GeneratedRegex("""(?i)\bforbidden: user ?"|cannot (get|list|watch|create|update|patch|delete) resource|is forbidden: user""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Forbidden();

    [GeneratedRegex("""(?i)no such host|host not found in upstream|(could(n't| not)|cannot|can't|unable to|failed to) resolve(?! (placeholder|dependenc|import|module|all |entry|['"]?[./@$]))|name or service not known|temporary failure in name resolution|name resolution|name does not resolve|bad address '|\bENOTFOUND|EAI_AGAIN|getaddrinfo|UnknownHostException|nodename nor servname|NXDOMAIN|SERVFAIL|no servers could be reached|server misbehaving|lookup \S+( on \S+)?: (i/o timeout|read udp)""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Unresolved();

    [GeneratedRegex("""(?i)certificates? (has |have |had )?(already )?expired|certificate is expired|expired ?cert(ificate)?|certificate_?(has_)?expired|CERT_HAS_EXPIRED|certificate was valid until|\bNotAfter:""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Expired();

    [GeneratedRegex("""(?i)x509:|certificate verify failed|PKIX path|unable to verify the first certificate|self[- ]signed certificate|SSLHandshakeException|certificate signed by unknown""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Certificate();

    [GeneratedRegex("""(?i)too many (clients|connections)|remaining connection slots|connection pool (is )?(exhausted|timeout)|pool exhausted|could not acquire .{0,20}connection|unable to acquire .{0,20}connection|ran out of (free |database )?connections|no (free|available) connections?|connection is not available, request timed out|QueuePool limit""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Exhausted();

    [GeneratedRegex("""(?i)password authentication failed|authentication failed|access denied for user|login failed|invalid (username|credentials|password)|NOAUTH|WRONGPASS|401 unauthorized|asked for the client to provide credentials|SASL authentication|no pg_hba.conf entry""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Login();

    [GeneratedRegex("""(?i)connection refused|ECONNREFUSED|actively refused|failed to connect to|could(n't| not) connect to|cannot connect to|can't connect to|unable to connect to|connection to .{1,120} failed""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Refused();

    [GeneratedRegex("""(?i)i/o timeout|connection timed out|connect(ion)? timeout|ETIMEDOUT|ConnectTimeout|connect timed out|timed? ?out (while )?(connecting|waiting for|reaching|calling)|dial tcp .{0,120}timeout|context deadline exceeded|download timed out|request timed out|no route to host|upstream timed out|operation timed out|TLS handshake timeout|timeout (connecting|after|exceeded|calling|reaching)|read timeout""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex NoAnswer();

    [GeneratedRegex("""(?i)no space left on device|ENOSPC|disk (is )?full|disk quota exceeded""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex DiskFull();

    [GeneratedRegex("""(?i)OutOfMemoryError|java heap space|heap out of memory|GC overhead limit|MemoryError\b|cannot allocate memory|std::bad_alloc|fatal error: runtime: out of memory|insufficient memory for the Java|could not reserve enough space for""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Heap();

    [GeneratedRegex("""(?i)StackOverflow(Error|Exception)|maximum call stack size exceeded|RecursionError|maximum recursion depth|stack level too deep|goroutine stack exceeds|has overflowed its stack""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Recursion();

    [GeneratedRegex("""(?i)(environment variable|env(ironment)? ?var(iable)?s?)\b.{0,80}(undefined|not set|missing|unset|required|not found|must be set|is empty|not defined)|(missing|undefined|required|unset).{0,40}(environment variable|env(ironment)? ?var)|KeyError: '[A-Z][A-Z0-9_]+'|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b.{0,20} (is )?(not set|undefined|unset|must be set|is required|missing)|parameter (not set|null or not set)|unbound variable|could not resolve placeholder|required (property|setting|key|option) .{1,60}(is )?(missing|not set|not found)""", RegexOptions.ExplicitCapture, Timeout)]
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

    [GeneratedRegex("""(?i)invalid (configuration|config|yaml|json|value for|argument)|(configuration|config) (is )?(error|invalid|not valid)|yaml: (line|unmarshal)|(failed|unable|error) (to )?(load|loading|parse|parsing|read|reading) .{0,30}(config|settings|properties)|unknown (flag|option|directive)|flag provided but not defined|unrecognized (option|arguments?)|error parsing|strconv\.\w+: parsing|invalid literal for int|NumberFormatException|cannot unmarshal|unexpected end of JSON|unexpected token .{1,40}JSON|\[emerg\]|failed to configure a |fatal error in config|bad config(uration)? file|toml: |unknown (field|key|setting|parameter|property)""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex BadConfig();

    [GeneratedRegex("""(?i)network partition|partitioned from|partial partition|split.?brain|running_partitioned_network|inconsistent_database|quorum lost|lost quorum|no leader\b""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Partition();

    [GeneratedRegex("""(?i)plugin/loop: loop""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex NameLoop();

    [GeneratedRegex("""(?i)server gave HTTP response to HTTPS client|sent (an |to )?(plain )?HTTP request (was sent )?to (an )?HTTPS|plain HTTP request was sent to HTTPS|first record does not look like a TLS handshake|wrong version number|unknown protocol|not an SSL/TLS record""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Mismatch();

    [GeneratedRegex("""(?i)is not authorized to perform|\bAccessDenied\b|AuthorizationFailed|does not have authorization to perform|PERMISSION_DENIED|does not have [a-z]+\.[a-zA-Z.]+ access|AADSTS\d+|NoCredentialProviders|unable to locate credentials|could not find default credentials|ManagedIdentityCredential|InvalidClientTokenId|\bExpiredToken|security token included in the request is""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex CloudDenied();

    [GeneratedRegex("""(?i)limit for number of file watchers|inotify.{0,80}(limit|too many|no space)|fsnotify.{0,40}too many|configured user (limit|instance).{0,40}inotify""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex WatchLimit();

    [GeneratedRegex("""(?i)too many open files|\bEMFILE\b|\bENFILE\b|max file descriptors \[""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex TooManyFiles();

    [GeneratedRegex("""(?i)max_map_count.{0,40}too low|max virtual memory areas""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Kernel();

    [GeneratedRegex("""(?i)bind\b.{0,80}permission denied|listen(ing)?\b.{0,40}:\d{1,3}\b.{0,40}(permission denied|EACCES)|EACCES.{0,40}:\d{1,3}\b""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex LowPort();

    [GeneratedRegex("""(?i)has wrong ownership|has invalid permissions|has group or world access|directory .{1,120}exists but is not empty|incompatible with server|was initialized by|InconsistentClusterId|checksum (mismatch|error)|could not locate a valid checkpoint|\bcorrupt(ed|ion)?\b.{0,40}(file|index|segment|wal|page|log|database|block)|(file|index|segment|wal|page|database|block).{0,40}\bcorrupt(ed)?\b""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Data();

    [GeneratedRegex("""(?i)\bexec (user process caused:? "?|/\S+: )no such file or directory|bad interpreter|\\r'?: (no such file|command not found|not found)""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Interpreter();

    [GeneratedRegex("""(?i)\bexec (user process caused:? "?|"?/\S+: )permission denied""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex NotExecutable();

    [GeneratedRegex("""(?i)(acquire|waiting for|obtain) .{0,30}(change ?log|migration|advisory|database|table) ?lock|lock wait timeout|deadlock (found|detected)|database is locked|due to lock timeout|another migration is|could not obtain lock""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Locked();

    [GeneratedRegex("""(?i)READONLY You can't write|in a read-only transaction|--read-only option|NotWritablePrimary|not master and slaveOk|is running with the --super-read-only""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Replica();

    [GeneratedRegex("""(?i)no matches for kind|could not find the requested resource|doesn't have a resource type|if kind is a CRD, it should be installed""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex NoKind();

    [GeneratedRegex("""(?i)UNKNOWN_TOPIC_OR_PARTITION|unknown topic|NoSuchBucket|NOT_FOUND - no (queue|exchange|vhost)|index_not_found_exception|ContainerNotFound|QueueDoesNotExist|ResourceNotFoundException""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex NoRemote();

    [GeneratedRegex("""(?i)licen[cs]e( key)? .{0,40}(expired|invalid|not found|missing|not valid)|(expired|invalid|no valid|missing) licen[cs]e""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex License();

    [GeneratedRegex("""(?i)leader ?election lost|failed to renew lease|lost (the )?(lease|leadership)""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Leader();

    [GeneratedRegex("""(?i)429 too many requests|ThrottlingException|rate exceeded|rate limit (exceeded|reached)|TooManyRequestsException|RequestLimitExceeded""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Throttled();

    [GeneratedRegex("""(?i)connection reset by peer|ECONNRESET|server closed the connection unexpectedly|socket hang up|no healthy upstream|upstream connect error""", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Reset();
}
