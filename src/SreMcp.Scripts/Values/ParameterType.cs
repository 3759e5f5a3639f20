namespace SreMcp.Scripts;

/// <summary>What a value may be. A closed set: a template cannot invent a type, and there is none that means «raw».</summary>
public enum ParameterType
{
    /// <summary>One line without control or invisible characters, at most 4,096 characters.</summary>
    Text,

    /// <summary>A whole number within the declared range.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>One of the declared words.</summary>
    Choice,

    /// <summary>A whole number with a unit, such as <c>90s</c>, <c>5m</c>, <c>1h</c> or <c>7d</c>; the range is in seconds, and so is the canonical form.</summary>
    Duration,

    /// <summary>Rows with declared columns.</summary>
    Rows,

    /// <summary>A context of the kubeconfig.</summary>
    KubernetesContext,

    /// <summary>A DNS label: lower case, digits and dashes, at most 63 characters.</summary>
    KubernetesNamespace,

    /// <summary>A DNS subdomain: as a label, with dots, at most 253 characters.</summary>
    KubernetesName,

    /// <summary><c>namespace/Kind/name</c>.</summary>
    KubernetesWorkload,

    /// <summary>A label as <c>key=value</c>.</summary>
    KubernetesLabel,

    /// <summary>The part of a label before <c>=</c>, such as <c>app.kubernetes.io/name</c>.</summary>
    KubernetesLabelKey,

    /// <summary>The part of a label after <c>=</c>; it may be empty.</summary>
    KubernetesLabelValue,

    /// <summary>An amount as Kubernetes writes it: <c>250m</c>, <c>1.5</c>, <c>512Mi</c>.</summary>
    Quantity,

    /// <summary>A UID in the form that Kubernetes gives: 36 characters, or whatever an old object carries.</summary>
    Uid,

    /// <summary>A container image with tag or digest: <c>registry.example.com/shop/api:1.4.2</c>.</summary>
    Image,

    /// <summary>A name for things in code: a letter or <c>_</c>, then letters, digits, <c>_</c> and <c>-</c>, at most 63 characters.</summary>
    Identifier,

    /// <summary>A DNS name or an IP address.</summary>
    Host,

    /// <summary>An <c>http</c> or <c>https</c> address without user name and password.</summary>
    Url,

    /// <summary>A network in CIDR notation: <c>10.20.0.0/16</c>.</summary>
    Cidr,

    /// <summary>A path inside a repository or below a folder: relative or absolute, never with <c>..</c>.</summary>
    FilePath,

    /// <summary>Five fields of cron.</summary>
    Cron,

    /// <summary>A mail address.</summary>
    Email,

    /// <summary>An identifier of PostgreSQL: any text of at most 63 bytes.</summary>
    SqlName,

    /// <summary>A table of PostgreSQL: <c>table</c> or <c>schema.table</c>, each any text of at most 63 bytes without a dot.</summary>
    SqlTable,

    /// <summary>A type of PostgreSQL by its name: <c>bigint</c>, <c>numeric(12,2)</c>, <c>timestamp with time zone</c>, <c>text[]</c>.</summary>
    SqlType,

    /// <summary>A resource as Terraform names it: <c>azurerm_storage_account.logs</c>, <c>module.shop["eu"].aws_instance.api[0]</c>.</summary>
    TerraformAddress,
}
