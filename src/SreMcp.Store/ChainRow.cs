using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>A row of the chain as it is stored. Its hash covers every field, its place, and the row before it.</summary>
internal sealed record ChainRow
{
    /// <summary>In the order of <see cref="Of"/>.</summary>
    public const string Columns = "seq, time, kind, session, decision, operation, target, environment, verdict, rule, source, reason, evidence, requirements, outcome, detail, hash";

    public static byte[] BeforeFirst { get; } = new byte[SHA256.HashSizeInBytes];

    public long Seq { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Kind { get; init; }

    public required string Session { get; init; }

    public required string Decision { get; init; }

    public string? Operation { get; init; }

    public string? Target { get; init; }

    public string? Environment { get; init; }

    public string? Verdict { get; init; }

    public string? Rule { get; init; }

    public string? Source { get; init; }

    public string? Reason { get; init; }

    public string? Evidence { get; init; }

    public string? Requirements { get; init; }

    public string? Outcome { get; init; }

    public string? Detail { get; init; }

    public byte[] Hash { get; init; } = [];

    public string?[] Texts => [Kind, Session, Decision, Operation, Target, Environment, Verdict, Rule, Source, Reason, Evidence, Requirements, Outcome, Detail];

    public static ChainRow Of(SqliteDataReader reader) => new()
    {
        Seq = reader.GetInt64(0),
        Time = reader.Moment(1),
        Kind = reader.GetString(2),
        Session = reader.GetString(3),
        Decision = reader.GetString(4),
        Operation = reader.TextOrNull(5),
        Target = reader.TextOrNull(6),
        Environment = reader.TextOrNull(7),
        Verdict = reader.TextOrNull(8),
        Rule = reader.TextOrNull(9),
        Source = reader.TextOrNull(10),
        Reason = reader.TextOrNull(11),
        Evidence = reader.TextOrNull(12),
        Requirements = reader.TextOrNull(13),
        Outcome = reader.TextOrNull(14),
        Detail = reader.TextOrNull(15),
        Hash = reader.GetFieldValue<byte[]>(16),
    };

    /// <summary>SHA-256 over the hash of the row before and every field with its length, so that no two rows have the same bytes.</summary>
    public byte[] HashAfter(byte[] previous)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Append(hash, Seq);
        Append(hash, Time.ToUnixTimeMilliseconds());
        foreach (var text in Texts)
        {
            if (Sql.Storable(text) is not { } stored)
            {
                Append(hash, -1);
                continue;
            }

            var bytes = Encoding.UTF8.GetBytes(stored);
            Append(hash, bytes.Length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    public AuditRow Shown() => new(
        Seq, Time, Kind, Session, Decision, Operation, new UntrustedText(Target), Environment, Verdict, Rule, Source,
        new UntrustedText(Reason), new UntrustedText(Evidence), Requirements, Outcome, new UntrustedText(Detail), Convert.ToHexStringLower(Hash));

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
