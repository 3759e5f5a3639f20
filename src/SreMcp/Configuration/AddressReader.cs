using SreMcp.Policy;

namespace SreMcp.Configuration;

/// <summary>Reads the address of a server.</summary>
internal static class AddressReader
{
    /// <param name="expected">As an error names it, with an example.</param>
    /// <param name="allowsHttp">True where plain http is taken as well.</param>
    /// <exception cref="SreException">SRE0210 for what is no such address, SRE0215 for one with a password in it.</exception>
    public static Uri Read(StrictNode node, string expected, bool allowsHttp)
    {
        if (!Uri.TryCreate(node.AsText(expected), UriKind.Absolute, out var server))
        {
            throw node.Error(Errors.Policies.BadPattern, "text that is no address", expected);
        }

        return server switch
        {
            { UserInfo.Length: > 0 } => throw node.Error(Errors.Policies.LiteralSecret, "a user or password in an address", $"{expected}, and a token by reference"),
            { Scheme: not "https" } when !(allowsHttp && server.Scheme is "http") => throw node.Error(Errors.Policies.BadPattern, $"an address with {server.Scheme}", expected),
            { Query.Length: > 0 } or { Fragment.Length: > 0 } => throw node.Error(Errors.Policies.BadPattern, "an address with a query or fragment", expected),
            _ => server,
        };
    }
}
