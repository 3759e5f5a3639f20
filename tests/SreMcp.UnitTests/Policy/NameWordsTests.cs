using SreMcp.Policy;

namespace SreMcp.UnitTests.Policy;

public sealed class NameWordsTests
{
    private static readonly PolicySet Shipped = PolicySet.Load(ShippedPolicies.Read());

    [Theory]
    [InlineData("PROD")]
    [InlineData("prd01")]
    [InlineData("aks-prod-weu")]
    [InlineData("eks_live")]
    [InlineData("prodEU")]
    [InlineData("PRODeu")]
    [InlineData("EUProd")]
    [InlineData("payments-production-2")]
    [InlineData("live")]
    [InlineData("DR-site")]
    [InlineData("DRsite")]
    [InlineData("disaster-recovery")]
    [InlineData("prodcluster")]
    [InlineData("productioneu")]
    [InlineData("euprod")]
    [InlineData("p.r.o.d")]
    [InlineData("pr0d")]
    [InlineData("l1ve-01")]
    [InlineData("рrоd")] // Cyrillic er and o
    [InlineData("ρrοd")] // Greek rho and omicron
    [InlineData("ｐｒｏｄ")] // full width
    [InlineData("𝗽𝗿𝗼𝗱")] // mathematical
    [InlineData("ⓟⓡⓞⓓ")] // circled
    [InlineData("pr\u200bod")] // zero-width space
    [InlineData("pr\u00adod")] // soft hyphen
    [InlineData("pro\u0301d")] // combining acute
    [InlineData("pród")]
    [InlineData("lⅳe")] // one character for iv
    [InlineData("ᴘʀᴏᴅ")] // small capitals
    [InlineData("arn:aws:eks:eu-west-1:123456789012:cluster/prod")]
    [InlineData("gke_acme-prod_europe-west1_main")]
    [InlineData("admin@prod.example.com")]
    [InlineData("canon-prod")]
    [InlineData("dev-prod-mirror")]
    public void A_person_would_read_production(string name) => Assert.Equal(Environment.Production, Class(name));

    [Theory]
    [InlineData("nonprod")]
    [InlineData("non-prod")]
    [InlineData("non_production")]
    [InlineData("nonProd")]
    [InlineData("NonProd")]
    [InlineData("NONPROD")]
    [InlineData("aksNonprod")]
    [InlineData("non-prodcluster")]
    [InlineData("preprod")]
    [InlineData("pre-prod")]
    [InlineData("PreProd")]
    [InlineData("product-catalog-dev")]
    [InlineData("productcatalog")]
    [InlineData("delivery")]
    [InlineData("liver")]
    [InlineData("prodigy")]
    [InlineData("reproduction")]
    [InlineData("not-prod")]
    [InlineData("andrew")]
    [InlineData("producer")]
    [InlineData("liveness")]
    [InlineData("")]
    [InlineData("---")]
    public void A_person_would_not_read_production(string name) => Assert.NotEqual(Environment.Production, Class(name));

    [Theory]
    [InlineData("preprod")]
    [InlineData("pre-prod")]
    [InlineData("pre_production")]
    [InlineData("preProd")]
    [InlineData("UAT2")]
    [InlineData("akspreprod")]
    public void Pre_production_is_staging(string name) => Assert.Equal(Environment.Staging, Class(name));

    [Theory]
    [InlineData("prodEU", "prod eu")]
    [InlineData("PRODEu", "prod eu|prode u")]
    [InlineData("aks-dev01_x", "aks dev 01 x")]
    [InlineData("l1", "l 1")]
    public void A_name_is_read_word_by_word(string name, string expected) =>
        Assert.Equal(expected, string.Join('|', NameWords.Readings(name).Select(words => string.Join(' ', words))));

    [Fact]
    public void Reading_a_megabyte_is_bounded() => Assert.All(NameWords.Readings(new string('a', 1 << 20)), words => Assert.True(words.Sum(word => word.Length) <= NameWords.LengthLimit));

    [Fact]
    public void Production_at_the_end_of_a_long_name_is_seen_when_the_name_is_of_a_possible_length() =>
        Assert.Equal(Environment.Production, Class(new string('x', 240) + "-prod"));

    private static Environment Class(string name) => Shipped.Classify(Given.Cluster(name)).Environment;
}
