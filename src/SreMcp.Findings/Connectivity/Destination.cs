using System.Net;
using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>What is to be reached, as somebody wrote it.</summary>
public sealed record Destination
{
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

    public override string ToString() => $"{(Kind is null ? Name : Key.ToString())}{(Port is null ? "" : $":{Port}")}{(Path is "/" ? "" : Path)}";

    /// <summary>Reads <c>Service/api:80</c>, <c>other/Deployment/api</c>, <c>api.other:80</c>, <c>10.0.0.1:443</c> or a URL.</summary>
    /// <exception cref="SreException">SRE0491.</exception>
    public static Destination Parse(string text, string @namespace)
    {
        var (scheme, rest) = text.IndexOf("://", StringComparison.Ordinal) is > 0 and var end ? (text[..end], text[(end + 3)..]) : (null, text);
        var parts = rest.Split('/');
        var found = scheme is null && parts is [var kind, var named] && KindNames.Find(kind) is { } known ? At(named) with { Kind = known, Namespace = @namespace }
            : scheme is null && parts is [var space, var other, var name] && KindNames.Find(other) is { } theirs ? At(name) with { Kind = theirs, Namespace = space }
            : At(parts[0]) with { Namespace = @namespace, Path = "/" + string.Join('/', parts.Skip(1)) };
        found = found with { Port = found.Port ?? scheme switch { "http" => "80", "https" => "443", _ => null } };
        var isKnown = found.Kind is not null || parts.Length is 1 || scheme is not null || parts[0].Contains('.', StringComparison.Ordinal);
        return isKnown && found.Name.Length is > 0 and <= 253 && found.Port is not "" && !(int.TryParse(found.Port, out var number) && number is < 1 or > 65_535)
            ? found
            : throw new SreException(Errors.Ways.NotADestination, $"'{TextCleaner.OneLine(text, 120)}' is no destination.");
    }

    private static Destination At(string text)
    {
        var isBare = text.Count(character => character is ':') > 1 && !text.StartsWith('[');
        var colon = isBare || text.EndsWith(']') ? -1 : text.LastIndexOf(':');
        return new() { Name = Wording.Clean((colon < 0 ? text : text[..colon]).Trim('[', ']').TrimEnd('.'), 253), Namespace = "", Port = colon < 0 ? null : Wording.Clean(text[(colon + 1)..], 63) };
    }
}
