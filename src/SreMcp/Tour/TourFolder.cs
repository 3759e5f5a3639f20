#pragma warning disable RS0030 // the tour makes a workspace of its own and takes it away again
namespace SreMcp.Tour;

/// <summary>The workspace of a tour: the folder that was named, which keeps what is written, or a temporary one that does not.</summary>
internal sealed class TourFolder : IDisposable
{
    private readonly bool _isTemporary;

    /// <param name="named">What <c>--workspace</c> says; null for a temporary folder.</param>
    public TourFolder(string? named)
    {
        _isTemporary = named is null;
        Path = named is null ? Directory.CreateTempSubdirectory("sre-mcp-tour-").FullName : System.IO.Path.GetFullPath(named);
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>What becomes of the folder, as a sentence.</summary>
    public string Fate => _isTemporary
        ? "The bundle was written to a temporary folder that is gone now; sre-mcp tour --workspace FOLDER keeps it."
        : $"The bundle stays in {System.IO.Path.Combine(Path, ".sre-mcp")}.";

    public bool Has(string relative) => File.Exists(System.IO.Path.Combine(Path, relative));

    public void Dispose()
    {
        if (_isTemporary && Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
