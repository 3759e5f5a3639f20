using SreMcp.Policy;
using SreMcp.Sources.Kubernetes.Recorded;

namespace SreMcp.Calls;

/// <summary>The rules of the recorded world: what ships, and one operator line that opens the recorded development cluster by its identity.</summary>
internal static class RecordedPlay
{
    /// <summary>The first line of every answer.</summary>
    public const string Banner = "[Recorded world: a recorded incident to play with. Nothing here is real and nothing leads to a real cluster.]";

    public static PolicySet Policy() => PolicySet.Load([.. ShippedPolicies.Read(), new PolicyFile("recorded-world.yaml", Opening(RecordedWorld.DevelopmentId), Trust.Operator)]);

    private static string Opening(string id) => $$"""
        environments:
          - id: recorded-development
            environment: development
            match: { cluster: '{{id}}' }
            reason: The recorded development cluster is there to be played with.
            examples:
              - { cluster: '{{id}}', opened: true, expect: development }
        """;
}
