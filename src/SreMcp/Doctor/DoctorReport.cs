using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SreMcp.Doctor;

/// <summary>What <c>sre-mcp doctor</c> found. Its JSON form is stable: members are added, never renamed or taken away.</summary>
internal sealed record DoctorReport
{
    /// <summary>Of this form; grows when a member changes its meaning.</summary>
    public int Form { get; init; } = 1;

    /// <summary>True when no finding is a problem.</summary>
    public bool Healthy => Findings.All(finding => finding.Severity is not Severity.Problem);

    public required string Version { get; init; }

    /// <summary>Full path of this program.</summary>
    public required string Executable { get; init; }

    /// <summary>Null when the current folder is none: the home folder and the root of a drive.</summary>
    public string? Workspace { get; init; }

    public IReadOnlyList<ContextReport> Contexts { get; init; } = [];

    /// <summary>Policy and configuration files in force.</summary>
    public IReadOnlyList<FileReport> Files { get; init; } = [];

    /// <summary>Files, entries and contexts that do not count, each with the reason.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    public IReadOnlyList<MachineReport> Machine { get; init; } = [];

    /// <summary>Problems first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>How to make an identity that can only read; null when nothing asks for one.</summary>
    public string? ReadOnlyIdentity { get; init; }
}

/// <summary>One context of a kubeconfig, or one endpoint of the configuration.</summary>
internal sealed record ContextReport
{
    public required string Name { get; init; }

    public bool Current { get; init; }

    /// <summary>production, staging, development, sandbox or unknown, which counts as production.</summary>
    public required string Environment { get; init; }

    /// <summary>True when an operator line opened it for execute_* tools.</summary>
    public bool Opened { get; init; }

    public required IReadOnlyList<EvidenceReport> Evidence { get; init; }

    public required string Server { get; init; }

    /// <summary>UID of the namespace kube-system; null when it cannot be read.</summary>
    public string? ClusterId { get; init; }

    public required CredentialReport Credential { get; init; }

    public required AnswerReport Answer { get; init; }

    public required WritingReport Writing { get; init; }
}

internal sealed record EvidenceReport(string Votes, string Because, string Source);

/// <summary>Which credential would be used; never the credential.</summary>
/// <param name="Kind">Such as <c>client certificate</c>, <c>token</c> or <c>exec kubelogin</c>; <c>none</c> when there is none.</param>
/// <param name="User">The user's name in the kubeconfig.</param>
/// <param name="Source">The file or variable it comes from.</param>
internal sealed record CredentialReport(string Kind, string? User, string? Source, bool Impersonates);

/// <param name="State">yes, no, or not-asked where policy denies reading.</param>
/// <param name="Code">Why not.</param>
internal sealed record AnswerReport(string State, long? Milliseconds = null, string? Code = null, string? Says = null);

/// <param name="State">yes, no or unknown.</param>
/// <param name="Examples">What it could do, the widest first.</param>
/// <param name="More">How many more kinds of right there are.</param>
/// <param name="NamespacesAsked">Rights in one namespace show only when it is asked about.</param>
/// <param name="Namespaces">Null when the credential may not see how many there are.</param>
/// <param name="Says">Why it is unknown.</param>
internal sealed record WritingReport(string State, IReadOnlyList<string> Examples, int More = 0, int NamespacesAsked = 0, int? Namespaces = null, string? Says = null);

/// <param name="Kind">policy or configuration.</param>
/// <param name="Trust">shipped, operator or workspace; a workspace's only tightens.</param>
internal sealed record FileReport(string Kind, string Path, string Trust);

/// <param name="State">ok, note or problem.</param>
internal sealed record MachineReport(string Name, string State, string Says);

[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
internal enum Severity
{
    [JsonStringEnumMemberName("problem")]
    Problem = 0,

    [JsonStringEnumMemberName("note")]
    Note = 1,
}

/// <param name="Code">From the table of errors; null for a note.</param>
/// <param name="About">Such as <c>context prod-weu</c> or <c>store</c>.</param>
internal sealed record Finding(Severity Severity, string? Code, string About, string Says, string? Next);

/// <summary>Source-generated, so that it survives trimming.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class DoctorJson : JsonSerializerContext
{
    public static string Of(DoctorReport report) =>
        JsonSerializer.Serialize(report, new DoctorJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).DoctorReport);
}
