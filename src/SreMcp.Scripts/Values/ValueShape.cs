using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>Whether a text has the shape that its type promises. A shape narrows what people can mean; quoting is what makes a value safe.</summary>
internal static partial class ValueShape
{
    private const int SubdomainLimit = 253;
    private const int IdentifierBytes = 63;

    /// <summary>Milliseconds that matching a hostile value may take.</summary>
    private const int MatchLimit = 1000;

    /// <summary>Null when it fits; otherwise why it does not.</summary>
    public static string? Misfit(ParameterType type, string value) => type switch
    {
        ParameterType.KubernetesNamespace => Unless(IsLabel(value), value),
        ParameterType.KubernetesName => Unless(IsSubdomain(value), value),
        ParameterType.KubernetesWorkload => WorkloadName.TryParse(value, out _) ? null : "it must be namespace/Kind/name with a Deployment, StatefulSet or DaemonSet",
        ParameterType.KubernetesLabel => Label().IsMatch(value) ? null : "it must be key=value as Kubernetes allows",
        ParameterType.KubernetesLabelKey => Label().IsMatch($"{value}=") ? null : "it must be the key of a label as Kubernetes allows, such as app.kubernetes.io/name",
        ParameterType.KubernetesLabelValue => Label().IsMatch($"x={value}") ? null : "it must be the value of a label as Kubernetes allows: up to 63 letters, digits, '-', '_' and '.'",
        ParameterType.Quantity => Quantity().IsMatch(value) ? null : "it must be an amount such as 250m, 1.5 or 512Mi",
        ParameterType.Uid => Unless(Uid().IsMatch(value), value),
        ParameterType.Image => value.Length <= 512 && Image().IsMatch(value) ? null : "it must be an image such as registry.example.com/shop/api:1.4.2",
        ParameterType.Identifier => Unless(Identifier().IsMatch(value), value),
        ParameterType.Host => IsHost(value) ? null : "it must be a DNS name or an IP address",
        ParameterType.Url => IsUrl(value) ? null : "it must be an http or https address without user name and password",
        ParameterType.Cidr => IPNetwork.TryParse(value, out _) ? null : "it must be a network such as 10.20.0.0/16, without bits beyond its length",
        ParameterType.FilePath => IsPath(value) ? null : "it must be a path of letters, digits and ._/-@+ without '..'",
        ParameterType.Cron => Cron().IsMatch(value) ? null : "it must have the five fields of cron",
        ParameterType.Email => value.Length <= 254 && Email().IsMatch(value) ? null : "it must be a mail address",
        ParameterType.SqlName => IsSqlName(value) ? null : "it must have 1 to 63 bytes",
        ParameterType.SqlTable => value.Split('.') is { Length: 1 or 2 } parts && parts.All(IsSqlName) ? null : "it must be table or schema.table, each of 1 to 63 bytes",
        ParameterType.SqlType => SqlType().IsMatch(value) ? null : "it must be the name of a type, such as numeric(12,2)",
        ParameterType.TerraformAddress => value.Length <= 512 && TerraformAddress().IsMatch(value) ? null : "it must be the address of a resource, such as azurerm_storage_account.logs or module.shop[\"eu\"].aws_instance.api[0]",
        _ => null,
    };

    internal static bool IsLabel(string value) => DnsLabel().IsMatch(value);

    internal static bool IsSubdomain(string value) => value.Length <= SubdomainLimit && Subdomain().IsMatch(value);

    private static string? Unless(bool fits, string value) =>
        fits ? null : value.StartsWith('-') ? "a name never starts with '-'" : "it has a character or a length that such a name cannot have";

    private static bool IsHost(string value) => value.Length <= SubdomainLimit && (HostName().IsMatch(value) || (IPAddress.TryParse(value, out var address) && address.ToString() == value));

    private static bool IsUrl(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length is 0 && UrlCharacters().IsMatch(value);

    private static bool IsPath(string value) => value.Length <= 1024 && PathCharacters().IsMatch(value) && !value.Split('/').Contains("..");

    private static bool IsSqlName(string value) => value.Length > 0 && Encoding.UTF8.GetByteCount(value) <= IdentifierBytes;

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex DnsLabel();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?=([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Label();

    [GeneratedRegex(@"^[0-9]{1,15}(\.[0-9]{1,9})?(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Quantity();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9-]{0,62}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Uid();

    // distribution/reference: host with port, path of lower-case parts, tag, digest.
    [GeneratedRegex(@"^([A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[a-f0-9]{64})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Image();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_-]{0,62}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex HostName();

    [GeneratedRegex(@"^[A-Za-z0-9:/?#\[\]@!$&()*+,;=._~%-]{1,2000}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex UrlCharacters();

    [GeneratedRegex(@"^[A-Za-z0-9._/][A-Za-z0-9._/@+-]*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex PathCharacters();

    [GeneratedRegex(@"^[0-9A-Za-z*/,-]{1,60}( [0-9A-Za-z*/,-]{1,60}){4}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Cron();

    [GeneratedRegex(@"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Email();

    // The words of a type name; arguments and array brackets follow.
    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,62}( [a-z][a-z0-9_]{0,62}){0,3}(\([0-9]{1,4}(,[0-9]{1,4})?\)( (with|without) time zone)?)?(\[\]){0,3}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex SqlType();

    // Written without quotes, so it is narrower than Terraform's own: a type has its provider in front (var.x, data.x and each.key have none),
    // and a key has no character that HCL reads in a string.
    [GeneratedRegex("""^(module\.[A-Za-z_][A-Za-z0-9_-]{0,62}(\[([0-9]{1,6}|"[A-Za-z0-9_./:@ -]{1,128}")\])?\.)*[a-z][a-z0-9]*(_[a-z0-9]+)+\.[A-Za-z_][A-Za-z0-9_-]{0,62}(\[([0-9]{1,6}|"[A-Za-z0-9_./:@ -]{1,128}")\])?\z""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex TerraformAddress();
}
