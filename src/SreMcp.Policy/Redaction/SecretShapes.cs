using System.Text.RegularExpressions;

namespace SreMcp.Policy;

/// <summary>Secrets that are known by their shape alone, wherever they stand.</summary>
/// <remarks>Every shape starts with a literal or behind a boundary and every repetition is bounded, so that no text makes the search more than linear.</remarks>
internal static partial class SecretShapes
{
    /// <summary>Milliseconds. Never reached by a linear search; a shape that is made worse one day fails instead of hanging.</summary>
    private const int TimeLimit = 5000;

    public static string Replace(string text, Func<string, string> fingerprint)
    {
        text = PrivateKey().Replace(text, match => fingerprint(match.Value));
        text = UserInfo().Replace(text, match => WithoutPassword(match, fingerprint));
        text = JsonWebToken().Replace(text, match => fingerprint(match.Value));
        text = CloudToken().Replace(text, match => fingerprint(match.Value));
        text = VendorToken().Replace(text, match => fingerprint(match.Value));
        text = Webhook().Replace(text, match => fingerprint(match.Value));
        text = HookPath().Replace(text, match => PlainValues.IsOpaque(match.Groups["token"].ValueSpan) ? match.Groups["lead"].Value + fingerprint(match.Groups["token"].Value) : match.Value);
        text = QuerySignature().Replace(text, match => match.Groups["lead"].Value + fingerprint(match.Groups["signature"].Value));
        text = ServiceToken().Replace(text, match => fingerprint(match.Value));
        text = AzureKey().Replace(text, match => fingerprint(match.Value));
        return Bearer().Replace(text, match => PlainValues.IsOpaque(match.Groups["token"].ValueSpan) ? match.Groups["scheme"].Value + fingerprint(match.Groups["token"].Value) : match.Value);
    }

    /// <summary>To the end of the block, or as far as a key can reach when the end was cut off.</summary>
    [GeneratedRegex("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----)){0,16384}(?:-----END[A-Z0-9 ]{0,60}-----)?", RegexOptions.CultureInvariant, TimeLimit)]
    private static partial Regex PrivateKey();

    [GeneratedRegex("""://(?<user>[^\s/?#"'<>\\@:]{0,256})(?<password>:(?![0-9]{1,5}[?#])[^\s/"'<>\\]{0,512})?@(?=[\w\[$%{-])""", RegexOptions.CultureInvariant, TimeLimit)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,8192}(?:\.[A-Za-z0-9_-]{0,8192}){1,4}", RegexOptions.CultureInvariant, TimeLimit)]
    private static partial Regex JsonWebToken();

    /// <summary>AWS key ids, Google keys and tokens.</summary>
    [GeneratedRegex(@"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])|AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,1024}|GOCSPX-[A-Za-z0-9_-]{20,64}", RegexOptions.CultureInvariant, TimeLimit)]
    private static partial Regex CloudToken();

    /// <summary>Addresses that are their own password: Slack and its kin on a host named hooks, Discord, Teams. Slashes may be escaped as JSON or a query has them.</summary>
    [GeneratedRegex(@"hooks\.[A-Za-z0-9.-]{1,100}(?:\\?/|%2[Ff])(?:[A-Za-z0-9_%-]|\\?/){10,255}|(?:\\?/|%2[Ff])api(?:\\?/|%2[Ff])webhooks(?:\\?/|%2[Ff])[0-9]{10,25}(?:\\?/|%2[Ff])[A-Za-z0-9_-]{10,255}|(?:\\?/|%2[Ff])webhooks(?:\\?/|%2[Ff])[0-9]{10,25}(?:\\?/|%2[Ff])[A-Za-z0-9_-]{20,255}|(?:webhook\.office\.com|outlook\.office(?:365)?\.com(?:\\?/|%2[Ff])webhook)(?:\\?/|%2[Ff])(?:[A-Za-z0-9@_%-]|\\?/){10,512}", RegexOptions.CultureInvariant, TimeLimit)]
    private static partial Regex Webhook();

    /// <summary>Any other address with a long random part behind the word hook: Mattermost, Rocket.Chat, one's own.</summary>
    [GeneratedRegex(@"(?<lead>/(?:web)?hooks?/(?:[a-z0-9]{1,12}/){0,2})(?<token>[A-Za-z0-9_-]{16,255}(?:/[A-Za-z0-9_-]{16,255})?)", RegexOptions.CultureInvariant, TimeLimit)]
    private static partial Regex HookPath();

    /// <summary>What signs an address, as for a workflow that Teams or Azure starts, also where JSON or a query has escaped the sign before it.</summary>
    [GeneratedRegex(@"(?<lead>(?:[?&;]|u0026|%26)sig(?:=|%3[Dd]))(?<signature>[A-Za-z0-9%_.~+/=-]{16,512})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeLimit)]
    private static partial Regex QuerySignature();

    /// <summary>GitHub, GitLab, Slack.</summary>
    [GeneratedRegex(@"gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{22,255}|gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|oas|imt|ffct)-[A-Za-z0-9_.-]{18,255}|xox[abeoprs]-[A-Za-z0-9-]{10,255}|xapp-[0-9]-[A-Za-z0-9-]{10,255}", RegexOptions.CultureInvariant, TimeLimit)]
    private static partial Regex VendorToken();

    /// <summary>Stripe, npm, Vault, Docker, PyPI, SendGrid, Grafana, DigitalOcean, Atlassian, model providers.</summary>
    [GeneratedRegex(@"[rs]k_(?:live|test)_[A-Za-z0-9]{10,255}|whsec_[A-Za-z0-9+/=]{20,255}|npm_[A-Za-z0-9]{36}|hv[sbr]\.[A-Za-z0-9_-]{20,512}|dckr_pat_[A-Za-z0-9_-]{20,64}|pypi-AgE[A-Za-z0-9_-]{20,512}|SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}|gl(?:sa|c)_[A-Za-z0-9_=]{20,512}|do[opr]_v1_[a-f0-9]{64}|ATATT3[A-Za-z0-9_=-]{40,512}|(?<![A-Za-z0-9])sk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{20,512}", RegexOptions.CultureInvariant, TimeLimit)]
    private static partial Regex ServiceToken();

    /// <summary>Azure DevOps tokens (84 with a mark inside, 52 of base32), client secrets, and the 64-byte keys of storage, Cosmos and their kin.</summary>
    [GeneratedRegex(@"(?<![A-Za-z0-9+/=_.:-])(?:[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}|[A-Za-z0-9+/]{86}==|(?=[a-z]{0,51}[2-7])[a-z2-7]{52}|[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})(?![A-Za-z0-9+/=_])", RegexOptions.CultureInvariant, TimeLimit)]
    private static partial Regex AzureKey();

    /// <summary>A scheme and a token in running text; the header itself is found by its name.</summary>
    [GeneratedRegex(@"\b(?<scheme>(?:bearer|basic) {1,4})(?<token>[A-Za-z0-9+/=._~-]{16,8192})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeLimit)]
    private static partial Regex Bearer();

    private static string WithoutPassword(Match match, Func<string, string> fingerprint)
    {
        var (user, password) = (match.Groups["user"], match.Groups["password"]);
        if (password.Length > 1)
        {
            return $"://{user.Value}:{fingerprint(password.Value[1..])}@";
        }

        return PlainValues.IsOpaque(user.ValueSpan) ? $"://{fingerprint(user.Value)}@" : match.Value;
    }
}
