namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE07xx: what the guard under every HTTP client refuses. Reaching one is a bug of ours or an attack.</summary>
    public static class Guards
    {
        public static ErrorCode NotARead { get; } = new("SRE0701", "A request that is not a declared read carried no permit.", "Report this: a tool tried to change something without asking policy.");
        public static ErrorCode PermitRefused { get; } = new("SRE0702", "A permit was used before, or minted for another request or another target.", "Call the tool again; each call gets its own permit.");
        public static ErrorCode ProductionRefused { get; } = new("SRE0703", "A change was about to reach known production.", "Use generate_script and let a person run the result.");
        public static ErrorCode Redirected { get; } = new("SRE0704", "A server answered with a redirect, which is never followed.", "Correct the server's address in the kubeconfig or sre-mcp.yaml.");
        public static ErrorCode WrongEndpoint { get; } = new("SRE0705", "A request for another address or a disguised path reached a client that is bound to one endpoint.", "Check the name in the call: it must be a plain object name.");
        public static ErrorCode Disguised { get; } = new("SRE0706", "A request asked for an upgrade, overrode its method, or carried a header that only the transport may set.", "Report this: no tool sends such requests.");
        public static ErrorCode UnboundRequest { get; } = new("SRE0707", "A request without an address reached the guard.", "Report this: it is a bug.");

        public static ErrorCode BodyRefused { get; } = new("SRE0708", "A request carried a body that is too large or cannot be read.", "Send less in one call.");

        internal static IReadOnlyList<ErrorCode> All => [NotARead, PermitRefused, ProductionRefused, Redirected, WrongEndpoint, Disguised, UnboundRequest, BodyRefused];
    }
}
