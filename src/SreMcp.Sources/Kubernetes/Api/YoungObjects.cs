namespace SreMcp.Sources.Kubernetes;

/// <summary>Keeps long lists from filling memory with what was read and dropped.</summary>
/// <remarks>Left alone, the young generation grows to the size of the processor's cache before anybody looks at it: on a server that is
/// more than everything else here together. One of these processes runs for every agent tab.</remarks>
internal static class YoungObjects
{
    private const long Often = 8 * 1024 * 1024;

    private static long s_seen;

    /// <summary>Collects them when enough was allocated since the last time.</summary>
    public static void Tidy()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var seen = Volatile.Read(ref s_seen);
        if (allocated - seen > Often && Interlocked.CompareExchange(ref s_seen, allocated, seen) == seen)
        {
            GC.Collect(generation: 1, GCCollectionMode.Forced, blocking: true);
        }
    }
}
