namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE049x: whether one thing of a cluster reaches another.</summary>
    public static class Ways
    {
        public static ErrorCode NoSuchClient { get; } = new("SRE0490", "What the way should start from is not there.", "Name a pod, a workload as Kind/name, or outside.");
        public static ErrorCode NotADestination { get; } = new("SRE0491", "The destination cannot be read as a place to reach.", "Name Service/api:80, Deployment/api, a pod, an Ingress, host:port or a URL.");
        public static ErrorCode PortNeeded { get; } = new("SRE0492", "The destination has no port of its own and none was given.", "Add the port: Deployment/api:8080 or db.example.com:5432.");
        public static ErrorCode ClientUnseen { get; } = new("SRE0493", "The pods that the way should start from could not be read.", "Use a credential that may list pods in the namespace.");

        internal static IReadOnlyList<ErrorCode> All => [NoSuchClient, NotADestination, PortNeeded, ClientUnseen];
    }
}
