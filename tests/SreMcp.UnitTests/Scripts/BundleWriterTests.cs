using System.Runtime.Versioning;
using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

public sealed class BundleWriterTests : IDisposable
{
    private readonly string _workspace = Directory.CreateTempSubdirectory("sre-mcp-workspace-").FullName;
    private readonly string _outside = Directory.CreateTempSubdirectory("sre-mcp-outside-").FullName;
    private readonly Bundle _bundle = Facts.All["rollback"];

    private string Folder => Path.Combine(_workspace, ".sre-mcp", _bundle.Digest[..12]);

    public void Dispose()
    {
        Directory.Delete(_workspace, recursive: true);
        Directory.Delete(_outside, recursive: true);
    }

    [Fact]
    public void Writes_every_file_under_the_digest_and_says_where()
    {
        var paths = new BundleWriter(_workspace).Write(_bundle);

        Assert.Equal(_bundle.Files.Select(file => $".sre-mcp/{_bundle.Digest[..12]}/{file.Name}"), paths);
        Assert.All(_bundle.Files, file => Assert.Equal(file.Content, File.ReadAllText(Path.Combine(Folder, file.Name))));
        Assert.Equal(_bundle.Files.Count, Directory.EnumerateFiles(_workspace, "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Scripts_can_be_run_and_documents_cannot()
    {
        new BundleWriter(_workspace).Write(_bundle);

        const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        Assert.Equal(Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute, File.GetUnixFileMode(Path.Combine(Folder, "run.sh")));
        Assert.Equal(Readable, File.GetUnixFileMode(Path.Combine(Folder, "pull-request.md")));
    }

    [Fact]
    public void Writing_the_same_bundle_again_changes_nothing()
    {
        new BundleWriter(_workspace).Write(_bundle);
        File.WriteAllText(Path.Combine(Folder, "runs.jsonl"), "{}");
        var before = File.GetLastWriteTimeUtc(Path.Combine(Folder, "run.sh"));

        new BundleWriter(_workspace).Write(_bundle);

        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(Folder, "run.sh")));
        Assert.Equal("{}", File.ReadAllText(Path.Combine(Folder, "runs.jsonl")));
    }

    [Fact]
    public void A_file_with_other_content_is_never_overwritten()
    {
        new BundleWriter(_workspace).Write(_bundle);
        File.AppendAllText(Path.Combine(Folder, "run.sh"), "# mine\n");

        Assert.Equal("SRE0610", Refused());
        Assert.EndsWith("# mine\n", File.ReadAllText(Path.Combine(Folder, "run.sh")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_in_place_of_our_folder_is_not_followed()
    {
        Directory.CreateSymbolicLink(Path.Combine(_workspace, ".sre-mcp"), _outside);

        Assert.Equal("SRE0609", Refused());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_outside));
    }

    [Fact]
    public void A_link_in_place_of_the_bundle_is_not_followed()
    {
        Directory.CreateDirectory(Path.Combine(_workspace, ".sre-mcp"));
        Directory.CreateSymbolicLink(Folder, _outside);

        Assert.Equal("SRE0609", Refused());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_outside));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_in_place_of_a_file_is_not_followed(bool dangling)
    {
        Directory.CreateDirectory(Folder);
        var outside = Path.Combine(_outside, "victim");
        if (!dangling)
        {
            File.WriteAllText(outside, _bundle.Files[0].Content);
        }

        File.CreateSymbolicLink(Path.Combine(Folder, "run.sh"), outside);

        Assert.Equal("SRE0610", Refused());
        Assert.Equal(!dangling, File.Exists(outside));
    }

    [Fact]
    public void A_file_in_place_of_our_folder_is_an_error_with_a_code()
    {
        File.WriteAllText(Path.Combine(_workspace, ".sre-mcp"), "");

        Assert.Equal("SRE0609", Refused());
    }

    private string Refused() => Assert.Throws<SreException>(() => new BundleWriter(_workspace).Write(_bundle)).Code.Code;
}
