using SreMcp.Policy;

namespace SreMcp.Clients;

/// <summary>What would be done for one client.</summary>
internal sealed record PlannedChange(Client Client, ClientFile File, Merged Merged, string Command)
{
    public bool IsNeeded => Merged.Text != File.Text;

    /// <summary>Reads the client's file and works out the change. Nothing is written.</summary>
    /// <exception cref="SreException">SRE0801, SRE0804 to SRE0806.</exception>
    public static PlannedChange Of(Client client, ServerEntry entry, bool forUser, string? project, string home, Redactor redactor)
    {
        var (path, root) = client.FileFor(forUser, project, home);
        var file = ClientFile.Read(path, root, home, isPrivate: root == home);
        foreach (var value in client.Format.Confidential(file.Shown, file.Text))
        {
            redactor.Learn(value);
        }

        return new(client, file, client.Format.Merge(file.Shown, file.Text, entry), entry.Command);
    }

    /// <summary>The change for people, with the secrets of other servers hidden.</summary>
    public string Diff(Redactor redactor) => UnifiedDiff.Of(File.Shown, File.Text, Merged.Text, line =>
        string.Join(Command, line.Split(Command).Select(part => redactor.RedactOpaque(TextCleaner.OneLine(part.Replace("\t", "    ", StringComparison.Ordinal), 500)))));
}
