using System.Buffers;
using System.Collections.Frozen;

namespace SreMcp.Policy;

/// <summary>What a key says about its value.</summary>
internal enum KeyKind
{
    /// <summary>Nothing.</summary>
    Other,

    /// <summary>It speaks about a secret (its name, file, lifetime, number) without holding it.</summary>
    AboutSecret,

    /// <summary>It holds a secret where it stands in configuration; in running text the word is too common to tell.</summary>
    Weak,

    /// <summary>It holds a secret.</summary>
    Secret,

    /// <summary>An HTTP header whose whole line is secret.</summary>
    Header,
}

/// <summary>Reads a key by its words: <c>TOKEN_TTL_SECONDS</c>, <c>clientSecret</c>, <c>db.password</c>.</summary>
internal static class SecretKeys
{
    private static readonly SearchValues<string> Hints = SearchValues.Create(
        ["pass", "pwd", "secret", "token", "key", "cred", "auth", "cookie", "dsn", "sas", "sig", "jwt", "conn", "pat", "otp", "pin", "bearer", "private"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Nouns = FrozenSet.Create(
        "password", "passwd", "pwd", "passphrase", "passcode", "secret", "token", "credential", "credentials", "creds",
        "apikey", "accesskey", "privatekey", "secretkey", "accountkey", "connectionstring", "connstr", "dsn", "jwt", "cookie", "cookies", "bearer", "private", "passwords");

    private static readonly FrozenSet<string> WeakNouns = FrozenSet.Create("auth", "sas", "pass", "pat", "otp", "pin", "sig", "signature", "pw");

    /// <summary>A key is a secret with one of these before it; alone it is any key of any map.</summary>
    private static readonly FrozenSet<string> KindsOfKey = FrozenSet.Create(
        "api", "access", "account", "private", "secret", "shared", "encryption", "decryption", "signing", "master", "ssh", "client", "storage", "license",
        "auth", "session", "app", "application", "instrumentation", "subscription", "function", "admin", "deploy", "webhook", "hmac", "aes", "rsa", "tls");

    private static readonly FrozenSet<string> Tails = FrozenSet.Create(
        "name", "names", "ref", "refs", "reference", "file", "files", "path", "dir", "directory", "mount", "url", "uri", "endpoint", "host", "port", "ttl", "seconds", "minutes", "hours", "days", "ms",
        "timeout", "length", "min", "max", "count", "limit", "size", "budget", "usage", "enabled", "disabled", "required", "type", "kind", "issuer", "expiry", "expires", "expiration", "expired",
        "at", "age", "policy", "algorithm", "alg", "rotation", "rotated", "interval", "period", "provider", "mode", "method", "version", "class", "namespace", "store", "manager", "header", "field", "audience", "audiences",
        "scope", "scopes", "prefix", "suffix", "format", "selector", "status", "state", "valid", "regex", "pattern", "reviews", "review", "controller", "driver", "plugin", "cleaner", "generation", "usages", "attempts", "retries", "request", "requests", "error", "errors", "failures");

    private static readonly FrozenSet<string> Heads = FrozenSet.Create(
        "max", "min", "num", "number", "total", "count", "use", "enable", "enabled", "disable", "require", "required", "has", "is", "allow", "existing", "pull", "automount", "mountable", "public", "partition", "sort", "foreign");

    private static readonly FrozenSet<string> DigestWords = FrozenSet.Create(
        "digest", "sha", "sha1", "sha256", "sha512", "md5", "checksum", "hash", "commit", "revision", "etag", "uid", "id", "uuid", "fingerprint", "version", "image", "container", "thumbprint");

    public static KeyKind KindOf(ReadOnlySpan<char> key)
    {
        if (!key.ContainsAny(Hints))
        {
            return KeyKind.Other;
        }

        var words = Words.Of(key);
        return words.Count == 0 ? KeyKind.Other
            : IsHeader(words) ? KeyKind.Header
            : Heads.Contains(words[0]) || Tails.Contains(words[^1]) ? Mentions(words) ? KeyKind.AboutSecret : KeyKind.Other
            : HoldsKey(words) ? KeyKind.Secret
            : words[^1] is "tokens" or "secrets" or "key" or "keys" ? KeyKind.AboutSecret
            : words.Exists(IsNoun) || IsConnection(words) ? KeyKind.Secret
            : WeakNouns.Contains(words[^1]) ? KeyKind.Weak
            : KeyKind.Other;
    }

    /// <summary>True for keys such as <c>name</c>, <c>namespace</c> and <c>size</c>, which say something about what they lie in.</summary>
    public static bool NamesAProperty(ReadOnlySpan<char> key) => Words.Of(key) is [.., var last] && Tails.Contains(last);

    private static bool IsHeader(List<string> words) => words[^1] is "authorization" || (words[^1] is "cookie" && (words.Count == 1 || words[0] is "set"));

    /// <summary>True for keys such as <c>checksum/config</c> and <c>GIT_COMMIT</c>, whose long hexadecimal values are no secrets.</summary>
    public static bool NamesADigest(ReadOnlySpan<char> key) => Words.Of(key).Exists(DigestWords.Contains);

    private static bool Mentions(List<string> words) => words.Exists(IsNoun) || words.Exists(WeakNouns.Contains) || HoldsKey(words);

    private static bool IsNoun(string word) => Nouns.Contains(word)
        || (word.Length > 8 && (EndsWith(word, "password") || EndsWith(word, "passwd") || EndsWith(word, "passphrase") || EndsWith(word, "secret")
            || EndsWith(word, "token") || EndsWith(word, "apikey") || EndsWith(word, "credentials") || EndsWith(word, "connectionstring")));

    private static bool HoldsKey(List<string> words)
    {
        var key = words.FindLastIndex(word => word is "key" or "keys");
        return key > 0 && words.FindIndex(0, key, KindsOfKey.Contains) >= 0 && !words.Contains("public");
    }

    private static bool IsConnection(List<string> words) =>
        words.FindIndex(word => word is "connection" or "conn") is var at and >= 0 && at + 1 < words.Count && words[at + 1] is "string" or "strings" or "str";

    private static bool EndsWith(string word, string ending) => word.EndsWith(ending, StringComparison.Ordinal);
}
