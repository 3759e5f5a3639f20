using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>Writes Helm's records of a release as Helm 3 does: base64 of gzip of JSON in a Secret or, with that driver, in a ConfigMap; one a revision.</summary>
internal static class HelmRecords
{
    /// <summary>One revision. Notes, templates and the manifest hold planted secrets, as real ones do.</summary>
    public static Task InstallAsync(
        KubeApi admin, string @namespace, string release, int revision, string status, string chartVersion, JsonObject config, JsonObject defaults, string description = "Upgrade complete", string rendered = "", bool inConfigMap = false) =>
        StoreAsync(admin, @namespace, release, revision, status, Pack(Payload(@namespace, release, revision, status, chartVersion, config, defaults, description, rendered)), inConfigMap);

    /// <summary>A later revision has taken its place, as Helm notes it.</summary>
    public static Task SupersedeAsync(KubeApi admin, string @namespace, string release, int revision) =>
        admin.MergeAsync($"/api/v1/namespaces/{@namespace}/secrets/sh.helm.release.v1.{release}.v{revision}", JsonNode.Parse("""{"metadata":{"labels":{"status":"superseded"} } }""")!);

    /// <summary>A record with a payload that the caller made.</summary>
    public static async Task StoreAsync(KubeApi admin, string @namespace, string release, int revision, string status, byte[] payload, bool inConfigMap = false)
    {
        var record = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = inConfigMap ? "ConfigMap" : "Secret",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"sh.helm.release.v1.{release}.v{revision}",
                ["labels"] = new JsonObject { ["owner"] = "helm", ["name"] = release, ["status"] = status, ["version"] = $"{revision}", ["modifiedAt"] = "1790000000" },
            },
            ["data"] = new JsonObject { ["release"] = inConfigMap ? Encoding.ASCII.GetString(payload) : Convert.ToBase64String(payload) },
        };
        if (!inConfigMap)
        {
            record["type"] = "helm.sh/release.v1";
        }

        await admin.CreateAsync($"/api/v1/namespaces/{@namespace}/{(inConfigMap ? "configmaps" : "secrets")}?fieldManager=helm", record);
    }

    /// <summary>Base64 of gzip of the bytes.</summary>
    public static byte[] Pack(byte[] json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(json);
        }

        return Encoding.ASCII.GetBytes(Convert.ToBase64String(packed.ToArray()));
    }

    private static byte[] Payload(string @namespace, string release, int revision, string status, string chartVersion, JsonObject config, JsonObject defaults, string description, string rendered) =>
        Encoding.UTF8.GetBytes(new JsonObject
        {
            ["name"] = release,
            ["info"] = new JsonObject
            {
                ["first_deployed"] = "2026-11-20T10:00:00.123456789Z",
                ["last_deployed"] = DateTimeOffset.UtcNow.AddSeconds(-2).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", System.Globalization.CultureInfo.InvariantCulture),
                ["deleted"] = "",
                ["description"] = description,
                ["status"] = status,
                ["notes"] = $"Your password is {PlantedSecrets.DatabasePassword}",
            },
            ["chart"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = release, ["version"] = chartVersion, ["appVersion"] = $"app-{chartVersion}", ["apiVersion"] = "v2" },
                ["lock"] = null,
                ["templates"] = new JsonArray(new JsonObject { ["name"] = "templates/secret.yaml", ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(PlantedSecrets.ApiKey)) }),
                ["values"] = defaults.DeepClone(),
                ["schema"] = null,
                ["files"] = new JsonArray(),
            },
            ["config"] = config.DeepClone(),
            ["manifest"] = $"---\nkind: Secret\nstringData:\n  password: {PlantedSecrets.DatabasePassword}\n{rendered}",
            ["version"] = revision,
            ["namespace"] = @namespace,
        }.ToJsonString());
}
