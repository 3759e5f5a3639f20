namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE046x: logs of containers, which the API server fetches from the kubelet of their node.</summary>
    public static class Logs
    {
        public static ErrorCode UnknownContainer { get; } = new("SRE0460", "The pod has no such container, or several and none was named.", "Name one of the pod's containers.");
        public static ErrorCode NotStarted { get; } = new("SRE0461", "The container has not started, so it has written nothing.", "Read why with read_kubernetes: the pod's status and its events.");
        public static ErrorCode NoPrevious { get; } = new("SRE0462", "The container has no earlier run whose log is kept.", "Read the present log, without previous.");
        public static ErrorCode KubeletUnreachable { get; } = new("SRE0463", "The API server cannot reach the kubelet of the pod's node.", "Look at the node with read_kubernetes, and at what stands between the control plane and its nodes.");
        public static ErrorCode Gone { get; } = new("SRE0464", "The node no longer has the log.", "Ask the log store that keeps logs of pods that are gone.");
        public static ErrorCode NoPods { get; } = new("SRE0465", "The workload has no pods.", "Read the workload with read_kubernetes: it may be scaled to none or its pods cannot be made.");

        internal static IReadOnlyList<ErrorCode> All => [UnknownContainer, NotStarted, NoPrevious, KubeletUnreachable, Gone, NoPods];
    }
}
