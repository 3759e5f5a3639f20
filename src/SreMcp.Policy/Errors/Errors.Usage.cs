namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE048x: use of CPU and memory.</summary>
    public static class Usage
    {
        public static ErrorCode NoPods { get; } = new("SRE0480", "No running pod belongs to the workload.", "Check namespace and name; read_kubernetes lists workloads.");

        internal static IReadOnlyList<ErrorCode> All => [NoPods];
    }
}
