using System.Security.Cryptography;
using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>The per-user key of redaction fingerprints: made once, whoever comes first.</summary>
public sealed class FingerprintKey(StoreFile store)
{
    private const int Bytes = 32;

    /// <exception cref="SreException">SRE05xx when the store cannot be used; then a random key still redacts, but its fingerprints do not compare across sessions.</exception>
    public byte[] Get() => Read() ?? Make();

    private byte[]? Read() => store.Read(connection =>
        connection.Query("SELECT value FROM meta WHERE name = 'fingerprint-key' AND length(value) = 32", static reader => reader.GetFieldValue<byte[]>(0)).SingleOrDefault());

    private byte[] Make()
    {
        var key = RandomNumberGenerator.GetBytes(Bytes);
        return store.Write(connection => connection.Query(
            """
            INSERT INTO meta (name, value) VALUES ('fingerprint-key', $key)
            ON CONFLICT (name) DO UPDATE SET value = CASE WHEN length(value) = 32 THEN value ELSE excluded.value END
            RETURNING value
            """,
            static reader => reader.GetFieldValue<byte[]>(0),
            ("$key", key)).Single());
    }
}
