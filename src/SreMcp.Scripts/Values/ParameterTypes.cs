namespace SreMcp.Scripts;

/// <summary>The words for types in a header.</summary>
internal static class ParameterTypes
{
    private static readonly (ParameterType Type, string Name)[] s_names =
    [
        (ParameterType.Text, "text"), (ParameterType.Number, "integer"), (ParameterType.Flag, "flag"), (ParameterType.Choice, "choice"),
        (ParameterType.Duration, "duration"), (ParameterType.Rows, "rows"), (ParameterType.KubernetesContext, "kubernetes-context"),
        (ParameterType.KubernetesNamespace, "kubernetes-namespace"), (ParameterType.KubernetesName, "kubernetes-name"),
        (ParameterType.KubernetesWorkload, "kubernetes-workload"), (ParameterType.KubernetesLabel, "kubernetes-label"),
        (ParameterType.KubernetesLabelKey, "kubernetes-label-key"), (ParameterType.KubernetesLabelValue, "kubernetes-label-value"), (ParameterType.Quantity, "quantity"),
        (ParameterType.Uid, "uid"), (ParameterType.Image, "image"), (ParameterType.Identifier, "identifier"), (ParameterType.Host, "host"),
        (ParameterType.Url, "url"), (ParameterType.Cidr, "cidr"), (ParameterType.FilePath, "file-path"), (ParameterType.Cron, "cron"),
        (ParameterType.Email, "email"), (ParameterType.SqlName, "sql-name"), (ParameterType.SqlTable, "sql-table"), (ParameterType.SqlType, "sql-type"),
        (ParameterType.TerraformAddress, "terraform-address"),
    ];

    public static IEnumerable<string> Names => s_names.Select(pair => pair.Name);

    public static string Name(this ParameterType type) => s_names.First(pair => pair.Type == type).Name;

    public static ParameterType? Parse(string name)
    {
        foreach (var pair in s_names)
        {
            if (pair.Name == name)
            {
                return pair.Type;
            }
        }

        return null;
    }
}
