using System.Text;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Opens the one kind of Secret that is ever opened: Helm's record of a release, and its twin in a ConfigMap. Of any other nothing is taken out.</summary>
internal static class ReleaseRecord
{
    private const string Type = "helm.sh/release.v1";
    private const int LineLimit = 120;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 64 };

    /// <exception cref="SreException">SRE0470 when the object is no record of Helm's, SRE0471 when it cannot be unpacked.</exception>
    public static HelmRevision Read(ReadOnlyMemory<byte> record, HelmKeeper keeper, NestedValues nested) =>
        Read(record, keeper, (packed, root) => Of(ReleasePayload.Unpack(packed), root, nested));

    /// <summary>The images that the revision rendered for one workload; null when it rendered none.</summary>
    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, HelmKeeper, NestedValues)"/>
    public static IReadOnlyList<string>? ReadImages(ReadOnlyMemory<byte> record, HelmKeeper keeper, string kind, string name) =>
        Read(record, keeper, (packed, _) => ReleasePayload.UnpackRendered(packed) is { } rendered ? RenderedImages.In(rendered, kind, name) : null);

    private static T Read<T>(ReadOnlyMemory<byte> record, HelmKeeper keeper, Func<byte[], JsonElement, T> open)
    {
        using var document = JsonDocument.Parse(record, Reading);
        var root = document.RootElement;
        var name = TextCleaner.OneLine(root.TextAt("metadata", "name"), 253);
        if (!IsRecord(root, keeper) || root.At("data", "release") is not { ValueKind: JsonValueKind.String } packed)
        {
            throw new SreException(Errors.Releases.NotARelease, $"The {keeper.Kind} {name} is no record of a Helm release; no other {keeper.Kind} is opened.");
        }

        byte[]? bytes = null;
        try
        {
            // The API packs what a Secret holds once more; a ConfigMap holds Helm's own base64 as text.
            bytes = keeper == HelmKeeper.ConfigMap ? Encoding.UTF8.GetBytes(packed.GetString() ?? "")
                : packed.TryGetBytesFromBase64(out var decoded) ? decoded
                : throw new InvalidDataException("it is not base64");
            return open(bytes, root);
        }
        catch (InvalidDataException broken)
        {
            throw new SreException(Errors.Releases.Unreadable, $"Helm's record {name} cannot be read: {broken.Message}.", inner: broken);
        }
        finally
        {
            bytes.AsSpan().Clear();
        }
    }

    private static bool IsRecord(JsonElement root, HelmKeeper keeper) =>
        root.TextAt("metadata", "labels", "owner") is "helm"
        && (keeper == HelmKeeper.Secret
            ? root.TextAt("type") == Type
            : root.TextAt("metadata", "name")?.StartsWith(HelmKeeper.NamePrefix, StringComparison.Ordinal) is true);

    /// <summary>The mark of a revision out of the metadata of its record; null when name and labels are not Helm's.</summary>
    public static HelmRevisionMark? Mark(ReadOnlyMemory<byte> record, HelmKeeper keeper)
    {
        using var document = JsonDocument.Parse(record, Reading);
        var metadata = document.RootElement.At("metadata") ?? default;
        return metadata.TextAt("labels", "owner") is "helm" && metadata.TextAt("labels", "name") is { } release && metadata.TextAt("namespace") is { } @namespace
            && int.TryParse(metadata.TextAt("labels", "version"), out var number) && metadata.TextAt("name") == $"{HelmKeeper.NamePrefix}{release}.v{number}"
            ? new(
                TextCleaner.OneLine(@namespace, 63), TextCleaner.OneLine(release, LineLimit), number, TextCleaner.OneLine(metadata.TextAt("labels", "status"), 40),
                Moment(metadata.TextAt("creationTimestamp")), Maker(record)) { Keeper = keeper }
            : null;
    }

    /// <summary>Who set the label that never changes; whoever replaced the revision later has set the others.</summary>
    private static string Maker(ReadOnlyMemory<byte> record) =>
        FieldAuthor.In(record).FirstOrDefault(author => author.Owns("metadata", "labels", "name"))?.Name ?? "";

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
