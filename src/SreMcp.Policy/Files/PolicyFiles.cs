namespace SreMcp.Policy;

/// <summary>The one place where policy comes from files.</summary>
public static class PolicyFiles
{
    private const string Folder = "policies";

    /// <summary>Reads what is in force at these places. With no file but the shipped ones and no hint, nothing is parsed before the first question.</summary>
    /// <remarks>A workspace file that cannot be read stops the start as well: with it an agent can only deny service to itself, and the message says where.</remarks>
    /// <exception cref="SreException">SRE02xx with file and line.</exception>
    public static PolicySet Load(PolicyPlaces places, IReadOnlyList<EnvironmentHint>? hints = null)
    {
        var found = new TrustedFiles(places);
        var files = found.Read(
            places.OperatorFolders.SelectMany(folder => PlainFile.YamlIn(Path.Combine(folder, Folder))),
            places.Workspace is { } workspace ? PlainFile.YamlIn(Path.Combine(workspace, PolicyPlaces.WorkspaceFolder, Folder)) : []);
        return files.Count == 0 && found.Notices.Count == 0 && hints is not { Count: > 0 }
            ? PolicySet.Shipped
            : PolicySet.Load([.. ShippedPolicies.Read(), .. files.Select(file => new PolicyFile(file.Path, file.Text, file.Trust))], hints, found.Notices);
    }

    /// <summary>Reads one folder in place of the operator's, as <c>policy check --policies</c> does. Its files have an operator's trust for the check and for nothing else.</summary>
    /// <exception cref="SreException">SRE02xx with file and line; SRE0204 when there is no such folder.</exception>
    public static PolicySet Check(string folder)
    {
        if (!PlainFile.IsFolder(folder))
        {
            throw new SreException(Errors.Policies.Unreadable, $"{TextCleaner.OneLine(folder, 200)}: found no such folder, expected one with policy files.");
        }

        var files = PlainFile.YamlIn(folder).Select(path => new PolicyFile(path, PlainFile.Text(PlainFile.Read(path, path) ?? [], path), Trust.Operator));
        return PolicySet.Load([.. ShippedPolicies.Read(), .. files]);
    }
}
