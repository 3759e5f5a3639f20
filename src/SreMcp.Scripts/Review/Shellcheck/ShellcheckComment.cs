using System.Text.Json.Serialization;

namespace SreMcp.Scripts.Review;

/// <summary>One comment of shellcheck, as its form <c>json1</c> writes it.</summary>
/// <param name="Level"><c>error</c>, <c>warning</c>, <c>info</c> or <c>style</c>.</param>
/// <param name="Message">May quote the script, so it is text of others.</param>
public sealed record ShellcheckComment(int Line, string Level, int Code, string Message);

/// <summary>What shellcheck writes.</summary>
public sealed record ShellcheckReport(IReadOnlyList<ShellcheckComment> Comments);

/// <summary>Reads shellcheck's answer without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(ShellcheckReport))]
public sealed partial class ShellcheckJson : JsonSerializerContext;
