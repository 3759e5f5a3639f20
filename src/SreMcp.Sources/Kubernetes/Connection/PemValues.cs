using System.Text;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>PEM that stands in a kubeconfig as base64 (<c>…-data</c>) or in a file that it names.</summary>
internal static class PemValues
{
    /// <summary>The text; the inline form wins, as in kubectl. Null when there is neither.</summary>
    /// <exception cref="SreException">SRE0304, SRE0306 for the file, SRE0308 for what is not base64.</exception>
    public static string? Read(ConfigMap values, string name, KubeconfigEntry entry, OperatorFiles files)
    {
        if (values.Text($"{name}-data") is not { } data)
        {
            return values.Text(name) is { } path ? Encoding.UTF8.GetString(files.Read(Beside(entry, path))) : null;
        }

        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(data));
        }
        catch (FormatException)
        {
            throw new SreException(Errors.Connections.CertificateUnusable, $"{name}-data of {TextCleaner.OneLine(entry.Name, 100)} in {entry.File} is not base64.");
        }
    }

    /// <summary>A path of a kubeconfig, which counts from the folder of that file.</summary>
    /// <exception cref="ConfigException">No path can hold such a character.</exception>
    public static string Beside(KubeconfigEntry entry, string path) => path.Contains('\0', StringComparison.Ordinal)
        ? throw new ConfigException(entry.Values.Line, "a path holds a character that no path can hold")
        : Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(entry.File))!);
}
