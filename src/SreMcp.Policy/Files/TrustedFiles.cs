namespace SreMcp.Policy;

/// <summary>A file that was found, with the trust that its place and its pin give it.</summary>
/// <param name="Path">As messages name it.</param>
/// <param name="Folder">Full path of the folder it was found in.</param>
public sealed record TrustedText(string Path, string Folder, string Text, Trust Trust);

/// <summary>Finds files and decides whose they are. An operator's file that really lies in the workspace is the workspace's.</summary>
public sealed class TrustedFiles
{
    private readonly PolicyPlaces _places;
    private readonly Lazy<TrustLedger> _ledger;
    private readonly List<string> _notices = [];

    public TrustedFiles(PolicyPlaces places)
    {
        _places = places;
        _ledger = new(ReadLedger);
    }

    /// <summary>What was found and does not count as it was meant to.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>The operator's files, then the workspace's; absent ones are passed over.</summary>
    /// <param name="operatorPaths">Full paths.</param>
    /// <param name="workspacePaths">Full paths.</param>
    /// <exception cref="SreException">SRE02xx when one cannot be read.</exception>
    public IReadOnlyList<TrustedText> Read(IEnumerable<string> operatorPaths, IEnumerable<string> workspacePaths) =>
    [
        .. operatorPaths.Select(path => ReadOne(path, isOperators: true)).OfType<TrustedText>(),
        .. workspacePaths.Select(path => ReadOne(path, isOperators: false)).OfType<TrustedText>(),
    ];

    private TrustedText? ReadOne(string path, bool isOperators)
    {
        var shown = Shown(path);
        if (PlainFile.Read(path, shown) is not { } content)
        {
            return null;
        }

        var text = PlainFile.Text(content, shown);
        var folder = Path.GetDirectoryName(path)!;
        if (isOperators && !IsInWorkspace(path))
        {
            return new(shown, folder, text, Trust.Operator);
        }

        if (isOperators)
        {
            _notices.Add($"{shown} lies in the workspace, where an agent can write: it counts as a workspace file.");
        }

        var pin = _ledger.Value.Find(RealPath.Of(path), content);
        if (pin is Pin.Changed)
        {
            _notices.Add($"{shown} was trusted and has changed since: it only tightens until `sre-mcp trust {shown}` is run again.");
        }

        return new(shown, folder, text, pin is Pin.Pinned ? Trust.Operator : Trust.Workspace);
    }

    private TrustLedger ReadLedger()
    {
        if (!IsInWorkspace(_places.Ledger))
        {
            return TrustLedger.Read(_places.Ledger);
        }

        _notices.Add($"{Shown(_places.Ledger)} lies in the workspace, where an agent can write: nothing is pinned.");
        return TrustLedger.Empty;
    }

    private bool IsInWorkspace(string path) => _places.Workspace is { } workspace && RealPath.IsWithin(path, workspace);

    private string Shown(string path)
    {
        var shown = _places.Workspace is { } workspace && path.StartsWith(workspace + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Path.GetRelativePath(workspace, path)
            : path.StartsWith(PolicyPlaces.Home + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? $"~{path[PolicyPlaces.Home.Length..]}" : path;
        return TextCleaner.OneLine(shown, 300);
    }
}
