namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE04xx: what an API server answers. Where there is an HTTP status, the code ends in it.</summary>
    public static class Answers
    {
        public static ErrorCode BadRequest { get; } = new("SRE0400", "The API server did not understand the request.", "Check selectors and field names.");
        public static ErrorCode Unauthorized { get; } = new("SRE0401", "The API server does not accept the credential.", "Log in again with the tool that made the kubeconfig.");
        public static ErrorCode Forbidden { get; } = new("SRE0403", "The credential may not do this.", "Ask for the RBAC rule named.");
        public static ErrorCode NotFound { get; } = new("SRE0404", "The object or the kind is not there.", "Check name, namespace and context.");
        public static ErrorCode MethodNotAllowed { get; } = new("SRE0405", "The API server does not offer this on this kind.", "Use another operation.");
        public static ErrorCode Conflict { get; } = new("SRE0409", "The object changed meanwhile, or someone else owns the field.", "Read it again and decide anew.");
        public static ErrorCode Gone { get; } = new("SRE0410", "The page or version asked for is no longer kept.", "Start the list again.");
        public static ErrorCode Invalid { get; } = new("SRE0422", "The API server or an admission webhook finds the object invalid.", "Correct the fields named.");
        public static ErrorCode TooManyRequests { get; } = new("SRE0429", "The API server is too busy to answer.", "Wait and ask for less at once.");
        public static ErrorCode ServerFailed { get; } = new("SRE0450", "The API server, or a gateway before it, failed.", "Try again; look at the control plane if it stays.");
        public static ErrorCode Unexpected { get; } = new("SRE0451", "The API server answered with a status that means nothing here.", "Check that the address is a Kubernetes API server.");
        public static ErrorCode NotKubernetes { get; } = new("SRE0452", "The answer is not what a Kubernetes API server sends, such as an HTML page.", "Check the server address; a login page or gateway may stand before it.");
        public static ErrorCode Truncated { get; } = new("SRE0453", "The answer broke off before its end.", "Try again; if it stays, look at the proxies in between.");
        public static ErrorCode TooLarge { get; } = new("SRE0454", "The answer is larger than what is read.", "Ask for less: a namespace, a selector, a smaller limit.");
        public static ErrorCode TimedOut { get; } = new("SRE0455", "The answer did not arrive in time.", "Ask for less, or raise the request time-out in sre-mcp.yaml.");

        internal static IReadOnlyList<ErrorCode> All =>
        [
            BadRequest, Unauthorized, Forbidden, NotFound, MethodNotAllowed, Conflict, Gone, Invalid, TooManyRequests,
            ServerFailed, Unexpected, NotKubernetes, Truncated, TooLarge, TimedOut,
        ];
    }
}
