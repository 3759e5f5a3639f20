using SreMcp.Documents;
using SreMcp.Manifests;
using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Documents;

/// <summary>What an API's own description says, as rows that the template of its documentation shows.</summary>
public sealed class ApiDescriptionTests
{
    private const string Orders = """
        openapi: 3.1.0
        info: { title: Orders, version: "2.1", description: Takes and tracks orders. }
        servers: [{ url: https://orders.example/v2 }]
        paths:
          /orders/{id}:
            parameters: [{ $ref: '#/components/parameters/Id' }]
            get:
              tags: [orders]
              summary: One order.
              operationId: getOrder
              responses:
                "200": { description: The order., content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
                default: { $ref: '#/components/responses/Problem' }
            delete: { tags: [orders], deprecated: true, responses: { "204": { description: Gone. } } }
          /health:
            get: { responses: { "200": { description: It is well. } } }
        components:
          parameters:
            Id: { name: id, in: path, required: true, schema: { type: string, format: uuid } }
          responses:
            Problem: { description: What went wrong. }
          schemas:
            Order:
              type: object
              required: [id]
              properties:
                id: { type: string, format: uuid, description: Its id. }
                state: { type: string, enum: [open, closed] }
                lines: { type: array, items: { $ref: '#/components/schemas/Line' } }
                next: { oneOf: [{ $ref: '#/components/schemas/Order' }, { type: 'null' }] }
            Line: { type: [object, 'null'] }
        """;

    [Fact]
    public void Operations_come_by_their_tags_and_references_are_followed()
    {
        var api = Read(Orders);

        Assert.Equal(("Orders", "2.1", "https://orders.example/v2"), (api.Title, api.Version, Assert.Single(api.Servers)));
        Assert.Equal(
            [
                "Group orders", "Operation GET /orders/{id}", "Parameter id", "Response 200", "Response default", "Operation DELETE /orders/{id}", "Parameter id", "Response 204",
                "Group Other", "Operation GET /health", "Response 200",
                "Schema Order", "Property id", "Property state", "Property lines", "Property next", "Schema Line",
            ],
            api.Entries.Select(entry => $"{entry.Kind} {entry.Name}"));
        Assert.Equal(new(ApiEntryKind.Parameter, "id", "string (uuid)", null, "path", IsRequired: true), api.Entries[2]);
        Assert.Equal("Order", api.Entries[3].Type);
        Assert.Equal("What went wrong.", api.Entries[4].Says);
        Assert.StartsWith("Deprecated.", api.Entries[5].Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", "string (uuid)", true)]
    [InlineData("state", "string: open, closed", false)]
    [InlineData("lines", "array of Line", false)]
    [InlineData("next", "Order or null", false)]
    public void A_schema_is_said_in_few_words(string property, string type, bool isRequired)
    {
        var entry = Read(Orders).Entries.Single(entry => entry is { Kind: ApiEntryKind.Property } && entry.Name == property);

        Assert.Equal((type, isRequired), (entry.Type, entry.IsRequired));
    }

    [Fact]
    public void Swagger_has_the_body_among_the_parameters()
    {
        var api = Read("""{"swagger":"2.0","host":"a.example","basePath":"/v1","paths":{"/x":{"post":{"parameters":[{"in":"body","name":"thing","required":true,"schema":{"$ref":"#/definitions/Thing"}}],"responses":{"201":{"description":"Made.","schema":{"$ref":"#/definitions/Thing"}}}}}},"definitions":{"Thing":{"type":"object"}}}""");

        Assert.Contains(new(ApiEntryKind.Body, "thing", "Thing", null, "body", IsRequired: true), api.Entries);
        Assert.Contains(new(ApiEntryKind.Response, "201", "Thing", "Made."), api.Entries);
        Assert.Equal("a.example/v1", Assert.Single(api.Servers));
    }

    [Theory]
    [InlineData("a: 1")]
    [InlineData("openapi: 3.0.0")]
    [InlineData("[]")]
    public void Something_else_is_refused(string text)
    {
        var refused = Assert.Throws<SreException>(() => Read(text));

        Assert.Equal("SRE0611", refused.Code.Code);
        Assert.Contains("orders.yaml", refused.What, StringComparison.Ordinal);
    }

    /// <summary>Prometheus describes its own API; whoever generates documentation of it misses nothing.</summary>
    [Fact]
    public void A_large_description_of_others_is_read_whole()
    {
        var cases = System.Environment.GetEnvironmentVariable("SRE_MCP_CASES");
        Assert.SkipUnless(cases is { Length: > 0 }, "SRE_MCP_CASES names no folder with recorded files.");
        var text = File.ReadAllText(Path.Combine(cases, "prometheus", "openapi_3.2_golden.yaml"));

        var api = Read(text);

        Assert.Equal(text.Split('\n').Count(line => line.TrimStart().StartsWith("operationId:", StringComparison.Ordinal)), api.Entries.Count(entry => entry.Kind is ApiEntryKind.Operation));
        Assert.Contains(api.Entries, entry => entry is { Kind: ApiEntryKind.Operation, Name: "GET /query_range" });
        Assert.DoesNotContain(api.Entries, entry => entry.Name is "(no name)");
        Assert.Contains("### `GET /query_range`", Document(api), StringComparison.Ordinal);
    }

    [Fact]
    public void Doc_comments_come_by_type_and_member()
    {
        var api = XmlCommentReader.Read("""
            <?xml version="1.0"?>
            <doc><assembly><name>Shop</name></assembly><members>
              <member name="M:Shop.Cart.Add(System.String,System.Int32)"><summary>Adds to <see cref="T:Shop.Cart"/>.</summary><param name="item">What.</param><returns>The new total.</returns><exception cref="T:System.ArgumentException">No such item.</exception></member>
              <member name="T:Shop.Cart"><summary>What a customer
                 wants to buy.</summary></member>
              <member name="M:Shop.Cart.#ctor"><summary>An empty one.</summary></member>
            </members></doc>
            """, "Shop.xml");

        Assert.Equal("Shop", api.Title);
        Assert.Equal(
            [
                new(ApiEntryKind.Type, "Shop.Cart", Says: "What a customer wants to buy."),
                new(ApiEntryKind.Member, "constructor", Says: "An empty one."),
                new(ApiEntryKind.Member, "Add(System.String,System.Int32)", Says: "Adds to Cart."),
                new(ApiEntryKind.Parameter, "item", Says: "What."),
                new(ApiEntryKind.Response, "returns", Says: "The new total."),
                new(ApiEntryKind.Throws, "ArgumentException", Says: "No such item."),
            ],
            api.Entries);
    }

    [Theory]
    [InlineData("<!DOCTYPE doc [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><doc><members><member name='T:A'>&a;</member></members></doc>")]
    [InlineData("<doc>")]
    [InlineData("<project/>")]
    public void Other_xml_is_refused_and_no_entity_is_read(string text) =>
        Assert.Equal("SRE0611", Assert.Throws<SreException>(() => XmlCommentReader.Read(text, "Shop.xml")).Code.Code);

    [Fact]
    public void Words_of_a_description_stay_words()
    {
        var api = Read("""{"openapi":"3.0.0","info":{"title":"`x` {{raw}}\n# Heading","version":"<b>"},"paths":{"/`a`":{"get":{"summary":"](javascript:x)\n## Run `rm -rf /`","responses":{}}}}}""");

        var text = Document(api);

        Assert.DoesNotContain("\n# Heading", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n## Run", text, StringComparison.Ordinal);
        Assert.Contains("`` ](javascript:x) ## Run `rm -rf /` ``", text, StringComparison.Ordinal);
    }

    private static ApiDescription Read(string text) => OpenApiReader.Read(ManifestReader.Documents(text, most: 1, takesAliases: true)[0], "orders.yaml");

    private static string Document(ApiDescription api) => TemplateCatalog.Embedded.Find("document_api").Render(api.ToInputs()).Files[0].Content;
}
