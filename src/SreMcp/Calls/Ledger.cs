using System.Security.Cryptography;
using SreMcp.Policy;
using SreMcp.Store;

namespace SreMcp.Calls;

/// <summary>The store's parts as one process uses them. Nothing is opened before the first of them is asked.</summary>
internal sealed class Ledger : IDisposable
{
    private readonly StoreFile _file;

    /// <param name="recorded">True for the store of the recorded world.</param>
    public Ledger(TimeProvider time, bool recorded)
    {
        _file = new(recorded ? StoreFolder.OfRecording() : StoreFolder.OfUser(), time);
        var session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        Audit = new(_file, session, time);
        Journal = new(_file, session, time);
        Results = new(_file, session, time);
        Classes = new(_file, Audit, time);
        Verifications = new(_file, time);
        Redactor = new(Key());
    }

    public AuditChain Audit { get; }

    public Journal Journal { get; }

    public Results Results { get; }

    public ClassMemory Classes { get; }

    public Verifications Verifications { get; }

    public Redactor Redactor { get; }

    /// <summary>Full path of the store.</summary>
    public string Location => _file.Location;

    /// <inheritdoc cref="StoreFile.Probe"/>
    public string Probe() => _file.Probe();

    public void Dispose() => _file.Dispose();

    /// <summary>Without the store secrets are still redacted; only their fingerprints do not compare with other sessions.</summary>
    private byte[] Key()
    {
        try
        {
            return new FingerprintKey(_file).Get();
        }
        catch (SreException)
        {
            return RandomNumberGenerator.GetBytes(32);
        }
    }
}
