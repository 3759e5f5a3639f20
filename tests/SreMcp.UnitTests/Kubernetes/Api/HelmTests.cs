using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Kubernetes.Api;

/// <summary>Helm's records, whole and damaged. Their real life is tested on a control plane.</summary>
public sealed class HelmTests
{
    private const string Payload = """
        {"name":"shop","info":{"status":"deployed","last_deployed":"2026-11-20T10:00:00.5Z","description":"Upgrade complete","notes":"n0tes"},
         "chart":{"metadata":{"name":"shop","version":"1.1.0","appVersion":"9"},"templates":[{"data":"t3mplate"}],"values":{"a":1,"b":{"c":2,"d":3}}},
         "config":{"b":{"c":5,"d":null},"password":"hunter2"},"manifest":"m4nifest","hooks":["h00k"],"version":7,"namespace":"shop"}
        """;

    [Fact]
    public void Takes_out_status_chart_and_redacted_values_and_nothing_else()
    {
        var revision = Read(Secret(Pack(Payload)));

        Assert.Equal((7, "shop", "deployed", "shop-1.1.0", "9"), (revision.Number, revision.Release, revision.Status, revision.Chart, revision.AppVersion));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 10, 0, 0, 500, TimeSpan.Zero), revision.Deployed);
        Assert.StartsWith("""{"b":{"c":5,"d":null},"password":"[redacted """, revision.Values!.Value.GetRawText(), StringComparison.Ordinal);
        var everything = string.Join(' ', revision.Values, revision.Defaults, revision.Effective, revision.Description.ForAnalysis(), revision);
        Assert.DoesNotMatch("n0tes|t3mplate|m4nifest|h00k|hunter2", everything);
    }

    [Fact]
    public void Lays_the_values_given_over_those_of_the_chart() =>
        Assert.Matches("""^\{"a":1,"b":\{"c":5\},"password":"\[redacted [0-9a-f]{8}\]"\}$""", Read(Secret(Pack(Payload))).Effective.GetRawText());

    [Fact]
    public void Reads_a_record_that_is_not_compressed() =>
        Assert.Equal(7, Read(Secret(Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(Payload))))).Number);

    [Theory]
    [InlineData("""{"type":"Opaque","metadata":{"name":"x","labels":{"owner":"helm"}},"data":{"release":"aGk="}}""")]
    [InlineData("""{"type":"helm.sh/release.v1","metadata":{"name":"x","labels":{"owner":"me"}},"data":{"release":"aGk="}}""")]
    [InlineData("""{"type":"helm.sh/release.v1","metadata":{"name":"x","labels":{"owner":"helm"}},"data":{"password":"aGk="}}""")]
    [InlineData("""{"metadata":{"name":"x"}}""")]
    public void Opens_no_other_Secret(string secret) =>
        Assert.Equal(Errors.Releases.NotARelease, Assert.Throws<SreException>(() => Read(secret)).Code);

    [Fact]
    public void Reads_a_record_that_is_kept_in_a_ConfigMap()
    {
        var packed = Encoding.ASCII.GetString(Pack(Payload));
        HelmRevision Open(string name, string owner) => ReleaseRecord.Read(
            Encoding.UTF8.GetBytes($$"""{"metadata":{"name":"{{name}}","namespace":"shop","labels":{"owner":"{{owner}}"} },"data":{"release":"{{packed}}"} }"""), HelmKeeper.ConfigMap, new NestedValues(Given.Redactor));

        Assert.Equal((7, "shop", "deployed"), (Open("sh.helm.release.v1.shop.v7", "helm").Number, Open("sh.helm.release.v1.shop.v7", "helm").Release, Open("sh.helm.release.v1.shop.v7", "helm").Status));
        Assert.Equal(Errors.Releases.NotARelease, Assert.Throws<SreException>(() => Open("settings", "helm")).Code);
        Assert.Equal(Errors.Releases.NotARelease, Assert.Throws<SreException>(() => Open("sh.helm.release.v1.shop.v7", "me")).Code);
    }

    [Fact]
    public void Leaves_no_value_behind_in_a_buffer_that_others_will_rent()
    {
        // Larger than the first buffer, so that both it and its successor have held the values.
        var payload = Payload.Replace("hunter2", "hunter2" + new string('x', 300_000), StringComparison.Ordinal);
        Assert.Equal(7, Read(Secret(Pack(payload))).Number);

        foreach (var size in new[] { 256 << 10, 512 << 10 })
        {
            var rented = ArrayPool<byte>.Shared.Rent(size);
            Assert.True(rented.AsSpan().IndexOf("hunter2"u8) < 0);
        }
    }

    [Theory]
    [InlineData("Deployment", "front", "init:1|main:2|proxy:3")]
    [InlineData("Deployment", "back", "other:1")]
    [InlineData("StatefulSet", "front", null)]
    [InlineData("Secret", "front", "")]
    public void Finds_the_images_that_a_revision_rendered_for_a_workload(string kind, string name, string? images)
    {
        const string Rendered = """
            ---
            # Source: shop/templates/secret.yaml
            kind: Secret
            metadata: { name: front }
            stringData: { image: hunter2 }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { labels: { name: wrong }, name: back }
            spec: { template: { spec: { containers: [{ name: main, image: "other:1" }] } } }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: front
            spec:
              template:
                metadata: { annotations: { image: wrong, kind: wrong } }
                spec:
                  containers:
                  - name: main
                    env: [{ name: image, value: wrong }]
                    image: main:2
                  - { name: proxy, image: 'proxy:3' }
                  initContainers: [{ name: init, image: init:1 }]
            """;

        Assert.Equal(images, RenderedImages.In(Rendered, kind, name) is { } found ? string.Join('|', found) : null);
    }

    [Fact]
    public void Finds_no_images_in_what_is_no_YAML_or_nests_without_end()
    {
        Assert.Null(RenderedImages.In("kind: [", "Deployment", "front"));
        Assert.Null(RenderedImages.In(string.Concat(Enumerable.Repeat("- ", 200_000)), "Deployment", "front"));
        Assert.Null(RenderedImages.In("", "Deployment", "front"));
    }

    [Fact]
    public void Refuses_what_cannot_be_unpacked_without_quoting_it()
    {
        foreach (var broken in new[] { Encoding.ASCII.GetBytes("hunter2!"), Pack("hunter2"), Pack("[]"), Pack("""{"name":"""), Pack("{" + new string('[', 5000)), [.. Pack(Payload)[..^40], .. "AAAA"u8] })
        {
            var refused = Assert.Throws<SreException>(() => Read(Secret(broken)));
            Assert.Equal(Errors.Releases.Unreadable, refused.Code);
            Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Stops_unpacking_a_bomb()
    {
        var bomb = Secret(Pack("{\"config\":\"" + new string('a', ReleasePayload.UnpackedLimit) + "\"}"));
        Assert.InRange(bomb.Length, 1, 500_000);
        Assert.Contains("unpacks to more than 24 MB", Assert.Throws<SreException>(() => Read(bomb)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_out_values_that_are_too_large_to_keep() =>
        Assert.Null(Read(Secret(Pack($$"""{"name":"shop","version":7,"config":{"x":"{{new string('a', ReleasePayload.PartLimit)}}"} }"""))).Values);

    [Fact]
    public void Knows_who_set_a_field_from_the_account_of_the_server()
    {
        var item = Given.Object(
            """{"metadata":{"name":"x","managedFields":[{"manager":"helm","operation":"Apply","time":"2026-11-20T10:00:00Z","fieldsV1":{"f:spec":{"f:template":{"f:spec":{}}}}},{"manager":"hpa","subresource":"scale","fieldsV1":{"f:spec":{"f:replicas":{}}}}]}}""",
            Given.Deployments);

        Assert.Equal(["helm"], item.Managers.Where(manager => manager.Owns("spec", "template")).Select(manager => manager.Name));
        Assert.True(item.Managers[0].IsApply);
        Assert.Equal(("hpa", "scale", true), (item.Managers[1].Name, item.Managers[1].Subresource, item.Managers[1].Owns("spec", "replicas")));
    }

    private static HelmRevision Read(string secret) => ReleaseRecord.Read(Encoding.UTF8.GetBytes(secret), HelmKeeper.Secret, new NestedValues(Given.Redactor));

    private static string Secret(byte[] payload) =>
        $$"""{"type":"helm.sh/release.v1","metadata":{"name":"sh.helm.release.v1.shop.v7","namespace":"shop","labels":{"owner":"helm"} },"data":{"release":{{JsonSerializer.Serialize(Convert.ToBase64String(payload))}} } }""";

    private static byte[] Pack(string json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(json));
        }

        return Encoding.ASCII.GetBytes(Convert.ToBase64String(packed.ToArray()));
    }
}
