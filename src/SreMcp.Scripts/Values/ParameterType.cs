namespace SreMcp.Scripts;

/// <summary>What a value may be. A closed set: a template cannot invent a type, and there is none that means «raw».</summary>
public enum ParameterType
{
    /// <summary>One line without control or invisible characters, at most 4,096 characters.</summary>
    Text,

    /// <summary>Any number of <see cref="Text"/>.</summary>
    Texts,

    /// <summary>A whole number within the declared range.</summary>
    Number,

    /// <summary>One of the declared words.</summary>
    Choice,

    /// <summary>A whole number with a unit, such as <c>90s</c>, <c>5m</c> or <c>1h</c>; the range is in seconds.</summary>
    Duration,

    /// <summary>A context of the kubeconfig.</summary>
    KubernetesContext,

    /// <summary>A DNS label: lower case, digits and dashes, at most 63 characters.</summary>
    KubernetesNamespace,

    /// <summary>A DNS subdomain: as a label, with dots, at most 253 characters.</summary>
    KubernetesName,

    /// <summary><c>namespace/Kind/name</c>.</summary>
    KubernetesWorkload,

    /// <summary>A UID in the form that Kubernetes gives: 36 characters, or whatever an old object carries.</summary>
    Uid,
}

internal static class ParameterTypes
{
    private static readonly (ParameterType Type, string Name)[] s_names =
    [
        (ParameterType.Text, "text"), (ParameterType.Texts, "texts"), (ParameterType.Number, "integer"), (ParameterType.Choice, "choice"),
        (ParameterType.Duration, "duration"), (ParameterType.KubernetesContext, "kubernetes-context"), (ParameterType.KubernetesNamespace, "kubernetes-namespace"),
        (ParameterType.KubernetesName, "kubernetes-name"), (ParameterType.KubernetesWorkload, "kubernetes-workload"), (ParameterType.Uid, "uid"),
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
