namespace SreMcp.Policy;

/// <summary>What one system's source declares as reading: the only requests that pass the guard without a permit.</summary>
public interface IReadRoutes
{
    /// <summary>True when this exact shape of request (method, path below the endpoint's prefix, query, headers) is a declared read.</summary>
    /// <param name="path">Starts with '/', percent-encoding untouched, the endpoint's prefix removed. The guard has already refused dot segments, encoded separators and empty segments.</param>
    bool IsRead(HttpRequestMessage request, string path);

    /// <summary>The narrower identities that this request would touch, such as the namespace in a Kubernetes path.</summary>
    IEnumerable<Identity> Touches(HttpRequestMessage request, string path, IReadOnlyCollection<Identity> endpoint);
}
