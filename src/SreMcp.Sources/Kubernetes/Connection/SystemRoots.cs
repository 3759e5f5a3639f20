using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The certificates that this machine trusts.</summary>
public static class SystemRoots
{
    /// <summary>
    /// On Linux the platform reads all of them, about 150 files, before it checks any certificate, also one that has to lead to the kubeconfig's
    /// authority alone. That is most of a first connection, and it can be done before there is one. The platform keeps them; elsewhere this does nothing.
    /// </summary>
    public static void Prepare()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            using X509Store roots = new(StoreName.Root, StoreLocation.LocalMachine);
            roots.Open(OpenFlags.ReadOnly);
            foreach (var root in roots.Certificates)
            {
                root.Dispose();
            }
        }
        catch (CryptographicException)
        {
            // Whoever needs them is told then.
        }
    }
}
