namespace SreMcp.Policy;

/// <summary>Every error code. Ranges: 01 arguments and protocol, 02 policy and configuration files, 03 kubeconfig and connection,
/// 04 answers of the API server, 05 the store, 06 templates and scripts, 07 the guard, 08 the command line.</summary>
public static partial class Errors
{
    /// <summary>All codes in order, for the table in <c>docs/errors.md</c>.</summary>
    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        .. Arguments.All, .. Policies.All, .. Connections.All, .. Answers.All, .. Objects.All, .. Logs.All, .. Releases.All, .. Manifests.All, .. Usage.All, .. Prometheus.All, .. Ways.All,
        .. Stores.All, .. Templates.All, .. Reviews.All, .. Guards.All, .. Commands.All,
    ];
}
