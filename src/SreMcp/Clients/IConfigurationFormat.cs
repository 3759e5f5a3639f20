using SreMcp.Policy;

namespace SreMcp.Clients;

/// <summary>How one kind of client writes down its servers.</summary>
internal interface IConfigurationFormat
{
    /// <summary>The text with our entry in it.</summary>
    /// <param name="shown">The file as messages name it.</param>
    /// <param name="text">Empty for a file that is not there.</param>
    /// <exception cref="SreException">SRE0804 with file and line for a malformed file, SRE0806 when the name belongs to another server.</exception>
    Merged Merge(string shown, string text, ServerEntry entry);

    /// <summary>Values of other servers that may be secret, so that no diff shows them.</summary>
    /// <exception cref="SreException">SRE0804.</exception>
    IEnumerable<string> Confidential(string shown, string text);
}
