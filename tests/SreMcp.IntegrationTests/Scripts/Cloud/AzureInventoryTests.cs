using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts.Cloud;

/// <summary>The template azure_inventory. Azure cannot be had here, so az.py answers in place of <c>az</c>, and refuses what the script does not need.</summary>
public sealed class AzureInventoryTests : IDisposable
{
    private const string Shop = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    private const string Data = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    private const string Tenant = "9a1b6f0e-52c7-4a57-8f0b-6d1f5f1f2a10";

    private readonly TemporaryFolder _folder = new();

    private string State => Path.Combine(_folder.Path, "state.json");

    [Fact]
    public async Task It_counts_what_is_there_and_what_is_worth_a_look_and_writes_it_down()
    {
        using var bundle = Bundle();
        Write(Accounts(), Resources());

        var dry = await bundle.EndsAsync(0, "run.py", "--dry-run");
        Assert.False(Directory.Exists(Path.Combine(bundle.Folder, "inventory")));
        var said = await bundle.EndsAsync(0, "run.py");

        foreach (var line in new[] { "5  resources in " + Shop, "1  resources in " + Data, "4  untagged", "1  disk, unattached", "1  machine, stopped but billed", "1  machine, deallocated", "1  public address, unused", "Unattached disks hold 128 GB" })
        {
            Assert.Contains(line, dry, StringComparison.Ordinal);
            Assert.Contains(line, said, StringComparison.Ordinal);
        }

        var inventory = Path.Combine(bundle.Folder, "inventory");
        Assert.Equal(6, JsonNode.Parse(File.ReadAllText(Path.Combine(inventory, "resources.json")))!["resources"]!.AsArray().Count);
        Assert.Equal(7, File.ReadAllLines(Path.Combine(inventory, "resources.csv")).Length);
        Assert.Equal(6, File.ReadAllLines(Path.Combine(inventory, "worth-a-look.csv")).Length);
        Assert.Equal("*\n", File.ReadAllText(Path.Combine(inventory, ".gitignore")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(inventory, "resources.csv")));
    }

    [Fact]
    public async Task A_name_that_a_spreadsheet_would_run_or_a_terminal_would_obey_stays_a_name()
    {
        using var bundle = Bundle();
        var resources = Resources();
        resources[0]!["name"] = "=HYPERLINK(\"http://x\")";
        resources[1]!["location"] = "west\u001b[31meurope";
        Write(Accounts(), resources);

        var said = await bundle.EndsAsync(0, "run.py");

        Assert.DoesNotContain("\u001b", said, StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"http://x\"\")\"", File.ReadAllText(Path.Combine(bundle.Folder, "inventory", "resources.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tenant_and_a_subscription_that_cannot_be_seen_are_refused()
    {
        using var bundle = Bundle();
        var accounts = Accounts();
        accounts[Data]!["tenantId"] = "00000000-0000-0000-0000-000000000001";
        Write(accounts, Resources());
        Assert.Contains("Wrong tenant", await bundle.EndsAsync(1, "run.py"), StringComparison.Ordinal);

        accounts.Remove(Data);
        Write(accounts, Resources());
        Assert.Contains("doesn't exist in cloud", await bundle.EndsAsync(1, "run.py"), StringComparison.Ordinal);
        Assert.DoesNotContain("ResourceGraph", File.ReadAllText(State + ".log"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_waits_when_Azure_asks_for_patience_and_ends_above_the_maximum()
    {
        using var bundle = Bundle();
        Write(Accounts(), Resources());
        File.WriteAllText(State + ".busy", "");
        Assert.Contains("Azure asks for patience", await bundle.EndsAsync(0, "run.py", "--dry-run"), StringComparison.Ordinal);

        Write(Accounts(), new JsonArray([.. Enumerable.Range(0, 1001).Select(index => Resource(Shop, $"x{index:0000}", "Microsoft.Network/virtualNetworks"))]), page: 1000);
        Assert.Contains("more than 1000 resources (1001)", await bundle.EndsAsync(1, "run.py"), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private PythonBundle Bundle()
    {
        File.Copy(Checkout.Path("tests/SreMcp.IntegrationTests/Scripts/Cloud/az.py"), Path.Combine(_folder.Path, "az"));
        File.SetUnixFileMode(Path.Combine(_folder.Path, "az"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new(
            "azure_inventory",
            new(StringComparer.Ordinal) { ["subscription"] = Shop, ["tenant"] = Tenant, ["others"] = new TemplateValue.Many([Data, Shop]), ["required-tags"] = new TemplateValue.Many(["owner", "cost-center"]), ["maximum"] = "1000" },
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = $"{_folder.Path}{Path.PathSeparator}{System.Environment.GetEnvironmentVariable("PATH")}", ["AZ_STATE"] = State },
            "production");
    }

    private void Write(JsonObject accounts, JsonArray resources, int page = 2) =>
        File.WriteAllText(State, new JsonObject { ["accounts"] = accounts.DeepClone(), ["resources"] = resources.DeepClone(), ["page"] = page }.ToJsonString());

    private static JsonObject Accounts() => new()
    {
        [Shop] = new JsonObject { ["id"] = Shop, ["tenantId"] = Tenant, ["name"] = "Shop", ["state"] = "Enabled", ["user"] = new JsonObject { ["name"] = "reader@example.com" } },
        [Data] = new JsonObject { ["id"] = Data, ["tenantId"] = Tenant, ["name"] = "Data", ["state"] = "Enabled", ["user"] = new JsonObject { ["name"] = "reader@example.com" } },
    };

    private static JsonArray Resources() =>
    [
        Resource(Shop, "disk", "Microsoft.Compute/disks", ("diskState", "Unattached"), ("diskGb", 128)),
        Resource(Shop, "stopped", "Microsoft.Compute/virtualMachines", ("power", "PowerState/stopped"), ("tags", Tags())),
        Resource(Shop, "deallocated", "Microsoft.Compute/virtualMachines", ("power", "PowerState/deallocated")),
        Resource(Shop, "unused", "Microsoft.Network/publicIPAddresses", ("address", "192.0.2.1")),
        Resource(Shop, "used", "Microsoft.Network/publicIPAddresses", ("address", "192.0.2.2"), ("addressUser", "x")),
        Resource(Data, "net", "Microsoft.Network/virtualNetworks", ("tags", Tags())),
    ];

    private static JsonObject Tags() => new() { ["Owner"] = "shop", ["cost-center"] = "4711" };

    private static JsonNode Resource(string subscription, string name, string type, params (string Key, JsonNode Value)[] more)
    {
        JsonObject resource = new()
        {
            ["id"] = $"/subscriptions/{subscription}/resourceGroups/shop/providers/{type}/{name}",
            ["name"] = name,
            ["type"] = type.ToLowerInvariant(),
            ["location"] = "westeurope",
            ["resourceGroup"] = "shop",
            ["subscriptionId"] = subscription,
            ["tags"] = null,
        };
        foreach (var (key, value) in more)
        {
            resource[key] = value;
        }

        return resource;
    }
}
