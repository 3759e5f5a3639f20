using System.Text;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.UnitTests.Guard;

namespace SreMcp.UnitTests.Kubernetes;

/// <summary>The two POSTs that the guard takes for reads, and their nearest neighbours, which it does not.</summary>
public sealed class SelfReviewTests
{
    private const string Rules = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
    private const string Access = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private const string RulesQuestion = """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectRulesReview","spec":{"namespace":"shop"}}""";
    private const string AccessQuestion = """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"patch","group":"apps","resource":"deployments"}}}""";

    [Theory]
    [InlineData(Rules, RulesQuestion)]
    [InlineData(Access, AccessQuestion)]
    public async Task Lets_a_question_about_oneself_pass_even_in_production(string path, string body)
    {
        using var cluster = new GuardedCluster();
        cluster.Known.Add(Identity.Cluster(GuardedCluster.Id), "a test");
        using var answer = await SendAsync(cluster, "POST", path, body);

        Assert.Equal(body, Encoding.UTF8.GetString(Assert.Single(cluster.Wire.Sent).Body));
    }

    [Theory]
    [InlineData("POST", Rules, AccessQuestion)]
    [InlineData("POST", Access, RulesQuestion)]
    [InlineData("PUT", Rules, RulesQuestion)]
    [InlineData("PATCH", Rules, RulesQuestion)]
    [InlineData("DELETE", Rules, RulesQuestion)]
    [InlineData("GET", Rules, RulesQuestion)]
    [InlineData("post", Rules, RulesQuestion)]
    [InlineData("POST", Rules + "?dryRun=All", RulesQuestion)]
    [InlineData("POST", Rules + "?", RulesQuestion)]
    [InlineData("POST", Rules + "/x", RulesQuestion)]
    [InlineData("POST", "/apis/authorization.k8s.io/v1/self%73ubjectrulesreviews", RulesQuestion)]
    [InlineData("POST", "/apis/authorization.k8s.io/v1beta1/selfsubjectrulesreviews", RulesQuestion)]
    [InlineData("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", AccessQuestion)]
    [InlineData("POST", "/apis/authorization.k8s.io/v1/namespaces/x/localsubjectaccessreviews", AccessQuestion)]
    [InlineData("POST", "/apis/authentication.k8s.io/v1/tokenreviews", RulesQuestion)]
    [InlineData("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", RulesQuestion)]
    [InlineData("POST", "/api/v1/namespaces/x/pods", RulesQuestion)]
    [InlineData("POST", "/apis/authorization.k8s.io/v1/namespaces/x/selfsubjectrulesreviews", RulesQuestion)]
    [InlineData("POST", Rules, "")]
    [InlineData("POST", Rules, "{}")]
    [InlineData("POST", Rules, "[]")]
    [InlineData("POST", Rules, "kind: SelfSubjectRulesReview")]
    [InlineData("POST", Rules, """{"apiVersion":"v1","kind":"Pod","spec":{"namespace":"shop"}}""")]
    [InlineData("POST", Rules, """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectRulesReview","spec":{"namespace":"shop","x":"y"}}""")]
    [InlineData("POST", Rules, """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectRulesReview","spec":{"namespace":["shop"]}}""")]
    [InlineData("POST", Rules, """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectRulesReview","metadata":{"name":"x"},"spec":{"namespace":"shop"}}""")]
    [InlineData("POST", Rules, """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectRulesReview","kind":"SelfSubjectRulesReview","spec":{"namespace":"shop"}}""")]
    [InlineData("POST", Access, """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"nonResourceAttributes":{"verb":"get","path":"/"}}}""")]
    [InlineData("POST", Access, """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"user":"admin","resourceAttributes":{}}}""")]
    public async Task Stops_everything_that_looks_like_one(string method, string path, string body)
    {
        using var cluster = new GuardedCluster();
        await Assert.ThrowsAsync<SreException>(() => SendAsync(cluster, method, path, body));
        Assert.Empty(cluster.Wire.Sent);
    }

    [Fact]
    public async Task Stops_a_question_of_another_type_or_size()
    {
        using var cluster = new GuardedCluster();
        await Assert.ThrowsAsync<SreException>(() => SendAsync(cluster, "POST", Rules, RulesQuestion, "application/yaml"));
        await Assert.ThrowsAsync<SreException>(() => SendAsync(cluster, "POST", Rules, RulesQuestion, "application/json; charset=utf-8"));
        await Assert.ThrowsAsync<SreException>(() => SendAsync(cluster, "POST", Rules, RulesQuestion.Replace("shop", new string('s', SelfReviews.BodyLimit), StringComparison.Ordinal)));
        Assert.Empty(cluster.Wire.Sent);
    }

    [Theory]
    [InlineData("", "pods", "get", false)]
    [InlineData("", "pods", "watch", false)]
    [InlineData("policy", "podsecuritypolicies", "use", false)]
    [InlineData("authorization.k8s.io", "selfsubjectaccessreviews", "create", false)]
    [InlineData("authentication.k8s.io", "selfsubjectreviews", "create", false)]
    [InlineData("", "pods/log", "get", false)]
    [InlineData("apps", "*", "list", false)]
    [InlineData("apps", "*", "get", false)]
    [InlineData("", "pods", "create", true)]
    [InlineData("", "pods", "*", true)]
    [InlineData("", "secrets", "deletecollection", true)]
    [InlineData("", "users", "impersonate", true)]
    [InlineData("", "serviceaccounts/token", "create", true)]
    [InlineData("rbac.authorization.k8s.io", "roles", "escalate", true)]
    [InlineData("example.com", "things", "explode", true)]
    [InlineData("", "pods/exec", "get", true)]
    [InlineData("", "pods/*", "get", true)]
    [InlineData("", "nodes/proxy", "get", true)]
    [InlineData("", "*", "get", true)]
    [InlineData("*", "*", "get", true)]
    [InlineData("authentication.k8s.io", "userextras/scopes", "impersonate", true)]
    public void Tells_rights_that_change_something_from_those_that_do_not(string group, string resource, string verb, bool changes) =>
        Assert.Equal(changes, WritingRight.IsOne(group, resource, verb));

    [Fact]
    public void Shows_of_a_rule_only_letters_that_rules_have() =>
        Assert.DoesNotContain('\u001b', new WritingRight("x", "a\u001b[31m\nb", ["create"], "d").ToString());

    private static Task<HttpResponseMessage> SendAsync(GuardedCluster cluster, string method, string path, string body, string type = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return cluster.Client.SendAsync(cluster.Request(method, path, content), TestContext.Current.CancellationToken);
    }
}
