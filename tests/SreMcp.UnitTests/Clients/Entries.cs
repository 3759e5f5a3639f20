using SreMcp.Clients;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Clients;

/// <summary>The entry that tests put into files, and the formats of the clients by name.</summary>
internal static class Entries
{
    public static ServerEntry Ours { get; } = new("sre", "/opt/sre-mcp/sre-mcp");

    public static IConfigurationFormat Format(string client) => Client.Of(client).Format;

    public static string Merge(string client, string text) => Format(client).Merge("the file", text, Ours).Text;

    public static SreException Refusal(string client, string text) => Assert.Throws<SreException>(() => Format(client).Merge("the file", text, Ours));
}
