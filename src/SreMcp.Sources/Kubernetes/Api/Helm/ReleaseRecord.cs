using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Opens the one kind of Secret that is ever opened: Helm's record of a release. Of any other nothing is taken out.</summary>
internal static class ReleaseRecord
{
    private const string Type = "helm.sh/release.v1";
    private const int LineLimit = 120;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 64 };

    /// <exception cref="SreException">SRE0470 when the Secret is no record of Helm's, SRE0471 when it cannot be unpacked.</exception>
    public static HelmRevision Read(ReadOnlyMemory<byte> secret, NestedValues nested)
    {
        using var document = JsonDocument.Parse(secret, Reading);
        var root = document.RootElement;
        var name = TextCleaner.OneLine(root.TextAt("metadata", "name"), 253);
        if (root.TextAt("type") is not Type || root.TextAt("metadata", "labels", "owner") is not "helm" || root.At("data", "release") is not { ValueKind: JsonValueKind.String } packed)
        {
            throw new SreException(Errors.Releases.NotARelease, $"The Secret {name} is no record of a Helm release; no other Secret is opened.");
        }

        try
        {
            return packed.TryGetBytesFromBase64(out var bytes)
                ? Of(ReleasePayload.Unpack(bytes), root, nested)
                : throw new InvalidDataException("it is not base64");
        }
        catch (InvalidDataException broken)
        {
            throw new SreException(Errors.Releases.Unreadable, $"Helm's record {name} cannot be read: {broken.Message}.", inner: broken);
        }
    }

    /// <summary>The mark of a revision out of a Secret's metadata; null when the labels are not Helm's.</summary>
    public static HelmRevisionMark? Mark(ReadOnlyMemory<byte> secret)
    {
        using var document = JsonDocument.Parse(secret, Reading);
        var metadata = document.RootElement.At("metadata") ?? default;
        return metadata.TextAt("labels", "owner") is "helm" && metadata.TextAt("labels", "name") is { } release && metadata.TextAt("namespace") is { } @namespace
            && int.TryParse(metadata.TextAt("labels", "version"), out var number)
            ? new(TextCleaner.OneLine(@namespace, 63), TextCleaner.OneLine(release, LineLimit), number, TextCleaner.OneLine(metadata.TextAt("labels", "status"), 40), Moment(metadata.TextAt("creationTimestamp")))
            : null;
    }

    private static HelmRevision Of(ReleasePayload payload, JsonElement secret, NestedValues nested)
    {
        var chart = payload.Chart ?? default;
        return new()
        {
            Namespace = TextCleaner.OneLine(secret.TextAt("metadata", "namespace"), 63),
            Release = TextCleaner.OneLine(payload.Name, LineLimit),
            Number = payload.Version,
            Status = TextCleaner.OneLine(payload.Info?.TextAt("status"), 40),
            Deployed = Moment(payload.Info?.TextAt("last_deployed")) ?? Moment(secret.TextAt("metadata", "creationTimestamp")),
            Chart = TextCleaner.OneLine($"{chart.TextAt("name")}-{chart.TextAt("version")}", LineLimit),
            AppVersion = TextCleaner.OneLine(chart.TextAt("appVersion"), LineLimit),
            Description = new(payload.Info?.TextAt("description")),
            Values = payload.Config is { } given ? nested.Redact(given) : null,
            Defaults = payload.Defaults is { } defaults ? nested.Redact(defaults) : null,
        };
    }

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var moment) ? moment.ToUniversalTime() : null;
}
