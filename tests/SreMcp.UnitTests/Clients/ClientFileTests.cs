using SreMcp.Clients;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Clients;

public sealed class ClientFileTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("sre-mcp-client-").FullName;

    private string Config => Path.Combine(_home, ".codex", "config.toml");

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void Makes_a_new_file_and_its_folder_for_the_owner_only()
    {
        var file = Read();
        Assert.Equal("", file.Text);
        file.Replace("a = 1\n");

        Assert.Equal("a = 1\n", File.ReadAllText(Config));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Config));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Config)!));
    }

    [Fact]
    public void Keeps_mode_and_byte_order_mark_of_the_file_that_was_there()
    {
        Given([0xef, 0xbb, 0xbf, (byte)'a']);
        File.SetUnixFileMode(Config, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var file = Read();
        Assert.Equal("a", file.Text);
        file.Replace("ab");

        Assert.Equal([0xef, 0xbb, 0xbf, (byte)'a', (byte)'b'], File.ReadAllBytes(Config));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(Config));
    }

    [Fact]
    public void Follows_a_link_that_stays_in_the_home_folder_and_leaves_it_a_link()
    {
        var real = Path.Combine(_home, "dotfiles", "codex.toml");
        Directory.CreateDirectory(Path.GetDirectoryName(real)!);
        Directory.CreateDirectory(Path.GetDirectoryName(Config)!);
        File.WriteAllText(real, "a = 1\n");
        File.CreateSymbolicLink(Config, real);
        var file = Read();
        Assert.Contains("really ~/dotfiles/codex.toml", file.Shown, StringComparison.Ordinal);
        file.Replace("a = 2\n");

        Assert.Equal(real, File.ResolveLinkTarget(Config, returnFinalTarget: true)!.FullName);
        Assert.Equal("a = 2\n", File.ReadAllText(real));
    }

    [Fact]
    public void Refuses_a_link_that_leads_out()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Config)!);
        File.CreateSymbolicLink(Config, "/etc/hostname");

        Assert.Equal(Errors.Commands.ClientFileUnusable, Assert.Throws<SreException>(Read).Code);
    }

    [Fact]
    public void Refuses_a_read_only_file()
    {
        Given("a = 1"u8);
        File.SetUnixFileMode(Config, UnixFileMode.UserRead);

        Assert.Equal(Errors.Commands.ClientFileUnusable, Assert.Throws<SreException>(Read).Code);
    }

    [Fact]
    public void Refuses_a_folder_and_a_file_without_end()
    {
        Directory.CreateDirectory(Config);
        Assert.Equal(Errors.Commands.ClientFileUnusable, Assert.Throws<SreException>(Read).Code);
        Directory.Delete(Config);
        Given(new byte[ClientFile.Limit + 1]);
        Assert.Equal(Errors.Commands.ClientFileUnusable, Assert.Throws<SreException>(Read).Code);
    }

    [Fact]
    public void Refuses_bytes_that_are_no_text_with_their_line()
    {
        Given([(byte)'a', (byte)'\n', 0xff]);
        var refusal = Assert.Throws<SreException>(Read);

        Assert.Equal(Errors.Commands.ClientFileMalformed, refusal.Code);
        Assert.StartsWith("~/.codex/config.toml:2:", refusal.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("changed")]
    [InlineData(null)]
    public void Refuses_to_replace_what_somebody_else_changed_meanwhile(string? meanwhile)
    {
        Given("a = 1"u8);
        var file = Read();
        if (meanwhile is null)
        {
            File.Delete(Config);
        }
        else
        {
            File.WriteAllText(Config, meanwhile);
        }

        Assert.Equal(Errors.Commands.ClientFileUnusable, Assert.Throws<SreException>(() => file.Replace("a = 2")).Code);
        Assert.Equal(meanwhile, File.Exists(Config) ? File.ReadAllText(Config) : null);
        Assert.DoesNotContain(Directory.GetFiles(Path.GetDirectoryName(Config)!), path => path != Config);
    }

    [Fact]
    public void Refuses_to_overwrite_a_file_that_appeared_meanwhile()
    {
        var file = Read();
        Given("theirs"u8);

        Assert.Equal(Errors.Commands.ClientFileUnusable, Assert.Throws<SreException>(() => file.Replace("ours")).Code);
        Assert.Equal("theirs", File.ReadAllText(Config));
    }

    private ClientFile Read() => ClientFile.Read(Config, _home, _home, isPrivate: true);

    private void Given(ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Config)!);
        File.WriteAllBytes(Config, bytes);
    }
}
