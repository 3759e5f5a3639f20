using System.Net;
using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>What is to be reached, as somebody wrote it.</summary>
public sealed record Destination
{
    private static readonly Dictionary<string, string> SchemePorts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http"] = "80", ["https"] = "443", ["ws"] = "80", ["wss"] = "443", ["postgres"] = "5432", ["postgresql"] = "5432", ["mysql"] = "3306", ["sqlserver"] = "1433",
        ["redis"] = "6379", ["rediss"] = "6379", ["mongodb"] = "27017", ["amqp"] = "5672", ["amqps"] = "5671", ["nats"] = "4222", ["ldap"] = "389", ["ldaps"] = "636",
    };

    /// <summary>Null when only a name was given, as a program gives it.</summary>
    public string? Kind { get; init; }

    /// <summary>The object's name, or a host.</summary>
    public required string Name { get; init; }

    public required string Namespace { get; init; }

    /// <summary>Number or name; null when none was given.</summary>
    public string? Port { get; init; }

    /// <summary>The path of a URL.</summary>
    public string Path { get; init; } = "/";

    public bool IsAddress => Kind is null && IPAddress.TryParse(Name, out _);

    /// <summary>True when a program would have to resolve a name first.</summary>
    public bool IsByName => Kind is null or "Service" && !IsAddress;

    public ObjectKey Key => new(Kind ?? "", Namespace, Name);

    /// <summary>The namespace that it can be in; that of whoever asks where the name does not tell.</summary>
    public string Home => Kind is not null || IsAddress ? Namespace : Name.Split('.') switch
    {
        [_, var space] => space,
        [_, var space, "svc", ..] => space,
        [_, _, var space, "svc", ..] => space,
        [_, _, var space] when !PeerService.IsTopLevel(space) => space,
        _ => Namespace,
    };

    public override string ToString() => $"{(Kind is null ? Name : Key.ToString())}{(Port is null ? "" : $":{Port}")}{(Path is "/" ? "" : Path)}";

    /// <summary>Reads <c>Service/api:80</c>, <c>other/Deployment/api</c>, <c>api.other:80</c>, <c>10.0.0.1:443</c> or a URL. Of a URL's user, password and query nothing is kept.</summary>
    /// <exception cref="SreException">SRE0491.</exception>
    public static Destination Parse(string text, string @namespace)
    {
        var (scheme, rest) = text.IndexOf("://", StringComparison.Ordinal) is > 0 and var end ? (text[..end].Split(':')[^1], text[(end + 3)..]) : (null, text);
        var isWeb = scheme is null || scheme.StartsWith("http", StringComparison.OrdinalIgnoreCase);
        var parts = WithoutCredential(rest.Split('?', '#')[0], isWeb).Split('/');
        var found = scheme is null && parts is [var kind, var named] && KindNames.Find(kind) is { } known ? At(named) with { Kind = known, Namespace = @namespace }
            : scheme is null && parts is [var space, var other, var name] && KindNames.Find(other) is { } theirs ? At(name) with { Kind = theirs, Namespace = space }
            : At(parts[0]) with { Namespace = @namespace, Path = isWeb ? Wording.Clean("/" + string.Join('/', parts.Skip(1)), 200) : "/" };
        found = found with { Port = found.Port ?? (scheme is null ? null : SchemePorts.GetValueOrDefault(scheme)) };
        var isKnown = found.Kind is not null || parts.Length is 1 || scheme is not null || parts[0].Contains('.', StringComparison.Ordinal);
        return isKnown && IsName(found.Name, 253) && IsName(found.Namespace, 63) && (found.Port is null || IsPort(found.Port))
            ? found
            : throw new SreException(Errors.Ways.NotADestination, $"'{Wording.Clean(string.Join('/', parts))}' is no destination.");
    }

    private static Destination At(string text)
    {
        var isBare = text.Count(character => character is ':') > 1 && !text.StartsWith('[');
        var colon = isBare || text.EndsWith(']') ? -1 : text.LastIndexOf(':');
        return new() { Name = (colon < 0 ? text : text[..colon]).Trim('[', ']').TrimEnd('.'), Namespace = "", Port = colon < 0 ? null : text[(colon + 1)..] };
    }

    /// <summary>Passwords hold slashes at times, and paths of the web hold an @.</summary>
    private static string WithoutCredential(string text, bool isWeb)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var at = isWeb && slash >= 0 ? text.LastIndexOf('@', slash) : text.LastIndexOf('@');
        return at < 0 ? text : text[(at + 1)..];
    }

    private static bool IsName(string text, int most) =>
        text.Length > 0 && text.Length <= most && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' || (character is ':' && IPAddress.TryParse(text, out _)));

    private static bool IsPort(string text) => int.TryParse(text, out var number)
        ? number is >= 1 and <= 65_535
        : text.Length is > 0 and <= 63 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-');
}
