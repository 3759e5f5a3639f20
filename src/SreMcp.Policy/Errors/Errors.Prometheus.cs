namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE0481 to 0487: the Prometheus of a cluster.</summary>
    public static class Prometheus
    {
        public static ErrorCode Unreachable { get; } = new("SRE0481", "Prometheus cannot be reached.", "Check its address under prometheus in the operator's sre-mcp.yaml, the VPN, and the tunnel to it.");
        public static ErrorCode NotTrusted { get; } = new("SRE0482", "TLS with Prometheus failed, or its certificate is not trusted.", "Check certificate-authority and the name in server under prometheus in the operator's sre-mcp.yaml.");
        public static ErrorCode NotAccepted { get; } = new("SRE0483", "Prometheus, or a gateway before it, does not accept the credential.", "Check the token under prometheus in the operator's sre-mcp.yaml.");
        public static ErrorCode QueryFailed { get; } = new("SRE0484", "Prometheus did not answer the query.", "Ask for less: a namespace, a shorter window.");
        public static ErrorCode NotPrometheus { get; } = new("SRE0485", "The answer is not what Prometheus sends, such as a login page.", "Check the address, its path included, under prometheus in the operator's sre-mcp.yaml.");
        public static ErrorCode TooLarge { get; } = new("SRE0486", "The answer of Prometheus is larger than what is read.", "Ask for less: a namespace, a label selector.");
        public static ErrorCode TimedOut { get; } = new("SRE0487", "Prometheus did not answer in time.", "Ask for less: a namespace, a shorter window.");

        internal static IReadOnlyList<ErrorCode> All => [Unreachable, NotTrusted, NotAccepted, QueryFailed, NotPrometheus, TooLarge, TimedOut];
    }
}
