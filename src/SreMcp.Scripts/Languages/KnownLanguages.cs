namespace SreMcp.Scripts;

/// <summary>The languages that values can be quoted for. A file in any other does not load.</summary>
internal static class KnownLanguages
{
    private static readonly Language[] s_all =
    [
        new MarkdownLanguage(), new JsonLanguage(), new HclLanguage(), new SqlLanguage(), new PythonLanguage(), new KqlLanguage(), new NginxLanguage(),
        new YamlLanguage("yaml", value => value),
        new YamlLanguage("github-workflow", GitHubExpression.Escape),
        new YamlLanguage("gitlab-pipeline", GitLabVariable.Escape),
        new YamlLanguage("azure-pipeline", AzurePipelines.Escape),
        new YamlLanguage("compose", ComposeVariable.Escape),
        new YamlLanguage("prometheus-rules", GoTemplate.Escape),
    ];

    public static IEnumerable<string> Names => s_all.Select(language => language.Name);

    public static Language? Find(string name) => s_all.FirstOrDefault(language => language.Name == name);

    /// <summary>The language of a file without a word about it in the header.</summary>
    public static Language? OfExtension(string extension) => extension switch
    {
        ".md" => Find("markdown"),
        ".json" => Find("json"),
        ".yaml" or ".yml" => Find("yaml"),
        ".tf" or ".tfvars" or ".hcl" => Find("hcl"),
        ".sql" => Find("sql"),
        ".py" => Find("python"),
        ".kql" => Find("kql"),
        ".conf" => Find("nginx"),
        _ => null,
    };
}
