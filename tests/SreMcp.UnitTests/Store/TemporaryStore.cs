using Microsoft.Data.Sqlite;
using SreMcp.Policy;
using SreMcp.Store;

namespace SreMcp.UnitTests.Stores;

/// <summary>A store in a folder of its own, and a way into its file behind the store's back.</summary>
internal sealed class TemporaryStore : IDisposable
{
    public TemporaryStore(string? folder = null, TimeProvider? clock = null)
    {
        Folder = folder ?? Path.Combine(Path.GetTempPath(), "sre-mcp-store-" + Guid.NewGuid().ToString("N"));
        Clock = clock ?? TimeProvider.System;
        Store = new(Folder, Clock);
        Chain = new(Store, "test", Clock);
        Journal = new(Store, "test", Clock);
        Classes = new(Store, Chain, Clock);
        Results = new(Store, "test", Clock);
        Verifications = new(Store, Clock);
    }

    public string Folder { get; }

    public TimeProvider Clock { get; }

    public StoreFile Store { get; }

    public AuditChain Chain { get; }

    public Journal Journal { get; }

    public ClassMemory Classes { get; }

    public Results Results { get; }

    public Verifications Verifications { get; }

    public static Decision Decision(string target = "dev/api/Deployment/web", Verdict verdict = Verdict.Deny) => new()
    {
        Verdict = verdict,
        Operation = Operations.KubernetesRestart,
        Target = new LocalTarget(target),
        Classification = new(Environment.Production, IsOpened: false, [new(Environment.Production, "context name has the word 'prod'", new("policies/environments.yaml", 4))]),
        RuleId = "production-is-read-and-generate-only",
        Source = new("policies/production.yaml", 4),
        Reason = "Agents read and generate in production.",
        Requirements = [Requirement.DryRun],
    };

    public void Append(int rows)
    {
        for (var row = 1; row <= rows; row++)
        {
            Chain.Append(Decision($"target-{row}"));
        }
    }

    /// <summary>What somebody with a SQLite shell could do.</summary>
    public void Tamper(string sql)
    {
        SqliteConnection connection = new($"Data Source={Store.Location};Pooling=False");
        using (connection)
        {
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // tests tamper with constant text
            command.CommandText = "DROP TRIGGER IF EXISTS chain_keeps_rows; DROP TRIGGER IF EXISTS chain_keeps_words; " + sql;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        Store.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
