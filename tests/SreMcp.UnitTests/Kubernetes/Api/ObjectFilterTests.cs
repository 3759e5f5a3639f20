using System.Text;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Kubernetes.Api;

public sealed class ObjectFilterTests
{
    private const string Planted = "hunter2-correct-horse";
    private static readonly string Encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(Planted));

    [Fact]
    public void Keeps_the_keys_of_a_Secret_and_the_fingerprint_of_its_values()
    {
        var secret = Given.Object($$$$$"""{"metadata":{"name":"db"},"data":{"password":"{{{{{Encoded}}}}}","empty":"","nested":{"data":["{{{{{Encoded}}}}}"]}},"stringData":{"url":"{{{{{Planted}}}}}"},"type":"Opaque"}""", Given.Secrets);

        var fingerprint = Given.Redactor.Fingerprint(Planted);
        Assert.Equal($"21 bytes {fingerprint}", secret.Text("data", "password"));
        Assert.Equal($"21 bytes {fingerprint}", secret.Text("stringData", "url"));
        Assert.Equal("Opaque", secret.Text("type"));
        AssertNothingPlanted(secret);
    }

    [Theory]
    [InlineData("""{"kind":"Secret","data":{"password":"$"}}""")]
    [InlineData("""{"data":{"password":"$"},"data":{"password":"$"}}""")]
    [InlineData("""{"data":"$"}""")]
    [InlineData("""{"data":["$",{"metadata":"$"}]}""")]
    [InlineData("""{"data":{"metadata":{"annotations":{"x":"$"}}}}""")]
    public void Lets_no_odd_shape_of_a_Secret_through(string shape) =>
        AssertNothingPlanted(Given.Object(shape.Replace("$", Encoded, StringComparison.Ordinal), Given.Secrets));

    [Fact]
    public void Believes_an_object_that_calls_itself_a_Secret() =>
        AssertNothingPlanted(Given.Object($$$$$"""{"kind":"Secret","data":{"password":"{{{{{Encoded}}}}}"}}""", Given.ConfigMaps));

    [Fact]
    public void Drops_field_bookkeeping_and_what_was_applied_last()
    {
        var pod = Given.Object($$$$$"""
            {"metadata":{"name":"a","managedFields":[{"manager":"x"}],"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{{{{{Planted}}}}}","kept":"yes"}}}
            """, Given.Pods);

        Assert.Equal("yes", Assert.Single(pod.Annotations).Value);
        Assert.Null(pod.At("metadata", "managedFields"));
        AssertNothingPlanted(pod);
    }

    [Fact]
    public void Redacts_values_by_the_key_that_stands_beside_them()
    {
        var deployment = Given.Object($$$$$"""
            {"metadata":{"annotations":{"DB_PASSWORD":"{{{{{Planted}}}}}"}},
             "spec":{"template":{"metadata":{"annotations":{"api-token":"{{{{{Planted}}}}}"}},"spec":{"containers":[{"name":"api","env":[
               {"name":"LOG_LEVEL","value":"debug"},{"value":"{{{{{Planted}}}}}","name":"DB_PASSWORD"},{"name":"REF","valueFrom":{"secretKeyRef":{"name":"db","key":"password"}}}]}]}}}}
            """, Given.Deployments);

        AssertNothingPlanted(deployment);
        var environment = deployment.Items("spec", "template", "spec", "containers").Single().ItemsAt("env").ToArray();
        Assert.Equal("debug", environment[0].TextAt("value"));
        Assert.Equal("password", environment[2].TextAt("valueFrom", "secretKeyRef", "key"));
    }

    [Fact]
    public void Redacts_entries_of_a_ConfigMap_and_fields_of_custom_resources_by_their_key()
    {
        AssertNothingPlanted(Given.Object($$$$$"""{"data":{"DB_PASSWORD":"{{{{{Planted}}}}}","mode":"fast"},"binaryData":{"blob":"{{{{{Encoded}}}}}"}}""", Given.ConfigMaps));
        var custom = Given.Object($$$$$"""{"metadata":{"name":"x"},"spec":{"auth":{"password":"{{{{{Planted}}}}}"},"metadata":{"token":"{{{{{Planted}}}}}"},"values":[{"key":"DB_PASSWORD","value":"{{{{{Planted}}}}}"}],"size":3}}""", Given.Certificates);

        AssertNothingPlanted(custom);
        Assert.Equal(3, custom.Number("spec", "size"));
    }

    [Fact]
    public void Leaves_the_words_of_a_status_readable_but_no_secret_in_it()
    {
        var custom = Given.Object($$$$$"""{"status":{"sync":{"status":"OutOfSync"},"schedule":"*/5 * * * *","adminPassword":"{{{{{Planted}}}}}","conditions":[{"message":"login with password={{{{{Planted}}}}} failed"}]}}""", Given.Certificates);

        AssertNothingPlanted(custom);
        Assert.Equal(("OutOfSync", "*/5 * * * *"), (custom.Text("status", "sync", "status"), custom.Text("status", "schedule")));
    }

    [Fact]
    public void Says_kind_and_version_also_where_a_list_leaves_them_out()
    {
        var pod = Given.Object("""
            {"metadata":{"name":"a","namespace":"shop","uid":"u","resourceVersion":"9","generation":4,
             "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"r","uid":"ru","controller":true}]}}
            """, Given.Pods);

        Assert.Equal(("v1", "Pod", "a", "shop", "u", "9", 4), (pod.Json.TextAt("apiVersion"), pod.Kind, pod.Name, pod.Namespace, pod.Uid, pod.ResourceVersion, pod.Generation));
        Assert.Equal(new OwnerReference("apps/v1", "ReplicaSet", "r", "ru", true), Assert.Single(pod.Owners));
        Assert.Equal("apps", pod.Owners[0].Group);
    }

    [Fact]
    public void Keeps_the_true_object_for_requests_only()
    {
        var secret = Given.Object($$$$$"""{"data":{"password":"{{{{{Encoded}}}}}"}}""", Given.Secrets);

        Assert.Contains(Encoded, Encoding.UTF8.GetString(secret.Raw.Span), StringComparison.Ordinal);
        Assert.DoesNotContain(typeof(KubernetesObject).GetProperties(), property => property.Name == nameof(KubernetesObject.Raw));
    }

    private static void AssertNothingPlanted(KubernetesObject item)
    {
        var text = item.Json.GetRawText();
        Assert.DoesNotContain(Planted, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Encoded, text, StringComparison.Ordinal);
    }
}
