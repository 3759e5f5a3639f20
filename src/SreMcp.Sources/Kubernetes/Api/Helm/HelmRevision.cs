using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>One revision of a Helm release, without what it rendered: manifests, hooks, notes and templates are left where they are.</summary>
public sealed record HelmRevision
{
    public required string Namespace { get; init; }

    public required string Release { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>Helm's word: <c>deployed</c>, <c>superseded</c>, <c>failed</c>, <c>pending-upgrade</c>. Text of others on one clean line.</summary>
    public required string Status { get; init; }

    /// <summary>When this revision was begun.</summary>
    public required DateTimeOffset? Deployed { get; init; }

    /// <summary>Name and version, such as <c>api-1.5.0</c>; on one clean line.</summary>
    public required string Chart { get; init; }

    /// <summary>Of the application in the chart; on one clean line.</summary>
    public required string AppVersion { get; init; }

    /// <summary>What Helm noted, also why it failed.</summary>
    public required UntrustedText Description { get; init; }

    /// <summary>What was given with <c>--set</c> and <c>--values</c>, redacted; null when there is none or more than is read.</summary>
    public required JsonElement? Values { get; init; }

    /// <summary>The chart's own defaults, redacted; null when there are none or more than is read.</summary>
    public required JsonElement? Defaults { get; init; }

    /// <summary>What the templates saw: the defaults with the given values over them.</summary>
    public JsonElement Effective => HelmValues.Effective(Defaults, Values);

    /// <summary>True while Helm thinks that an operation is still running; it refuses the next one until then.</summary>
    public bool IsPending => Status.StartsWith("pending-", StringComparison.Ordinal) || Status is "uninstalling";
}

/// <summary>A revision as the labels of its record tell it, without the record.</summary>
/// <param name="Begun">When the record was made.</param>
/// <param name="Program">What made it, as the server keeps account: <c>helm</c>, <c>helm-controller</c>; empty when it does not. On one clean line.</param>
public sealed record HelmRevisionMark(string Namespace, string Release, int Number, string Status, DateTimeOffset? Begun, string Program)
{
    internal HelmKeeper Keeper { get; init; } = HelmKeeper.Secret;
}
