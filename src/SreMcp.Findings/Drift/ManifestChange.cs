namespace SreMcp.Findings;

/// <summary>One field in which a manifest and the live object differ.</summary>
/// <param name="Path">As people say it: <c>spec.template.spec.containers[api].image</c>.</param>
/// <param name="Live">Null when it is not there.</param>
/// <param name="Wanted">Null when the manifest no longer has it.</param>
/// <param name="Owners">Field managers that set it in the live object.</param>
public sealed record ManifestChange(string Path, string? Live, string? Wanted, IReadOnlyList<string> Owners)
{
    /// <summary>True for a field that was applied before and is gone from the manifest: whoever applied it takes it away.</summary>
    public bool IsRemoval => Wanted is null;

    public override string ToString() =>
        $"{Path}: {Live ?? "(not set)"} -> {Wanted ?? "(gone)"}{(Owners.Count is 0 ? "" : $"   set by {string.Join(", ", Owners)}")}";
}

/// <summary>What one program set in an object, as the API server keeps account of it.</summary>
/// <param name="IsApply">True for server-side apply: then <paramref name="Fields"/> are exactly what it applied.</param>
/// <param name="Fields">In the API's own form (<c>fieldsV1</c>).</param>
public sealed record FieldAccount(string Manager, bool IsApply, System.Text.Json.JsonElement Fields);
