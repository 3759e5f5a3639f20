namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE03xx: kubeconfigs, credentials and the way to an API server.</summary>
    public static class Connections
    {
        public static ErrorCode NoContexts { get; } = new("SRE0301", "There is no kubeconfig, no configured endpoint, and this is not a pod.", "Create ~/.kube/config (for example with 'az aks get-credentials' or 'aws eks update-kubeconfig'), set KUBECONFIG, or name a kubeconfig in the operator's sre-mcp.yaml.");
        public static ErrorCode UnknownContext { get; } = new("SRE0302", "No kubeconfig has a context of this name.", "Use one of the names that read_environments shows.");
        public static ErrorCode NoCurrentContext { get; } = new("SRE0303", "No context was named and the kubeconfig has no current-context.", "Name a context in the call.");
        public static ErrorCode FileUnreadable { get; } = new("SRE0304", "A file that the connection needs is missing, too large or may not be read.", "Correct the path or the permissions.");
        public static ErrorCode Malformed { get; } = new("SRE0305", "A kubeconfig is not the YAML or JSON that kubectl reads.", "Correct the file at the line named; 'kubectl config view' reads it the same way.");
        public static ErrorCode InWorkspace { get; } = new("SRE0306", "A file of the connection lies in the workspace, where an agent can write it.", "Move it out of the workspace, for example to ~/.kube.");
        public static ErrorCode ContextIncomplete { get; } = new("SRE0307", "A context names a cluster or user that is not there, or an entry lacks what it needs.", "Correct the kubeconfig.");
        public static ErrorCode CertificateUnusable { get; } = new("SRE0308", "A certificate or key of the kubeconfig cannot be used.", "Fetch the kubeconfig again.");
        public static ErrorCode KeyEncrypted { get; } = new("SRE0309", "The client key is encrypted and there is nobody to type its password.", "Use an unencrypted key readable by you alone, or an exec credential plugin.");
        public static ErrorCode CredentialUnusable { get; } = new("SRE0310", "The credential of the kubeconfig user cannot be used.", "Correct the user's entry in the kubeconfig.");
        public static ErrorCode AuthProviderRemoved { get; } = new("SRE0311", "The kubeconfig uses an auth-provider, which Kubernetes removed in 1.26.", "Use an exec credential plugin such as kubelogin or gke-gcloud-auth-plugin.");
        public static ErrorCode PluginRefused { get; } = new("SRE0312", "The kubeconfig names an exec credential plugin that is not allowed.", "An operator can add it to exec-plugins under kubernetes in the operator's sre-mcp.yaml, by name or absolute path.");
        public static ErrorCode PluginMissing { get; } = new("SRE0313", "An exec credential plugin was not found.", "Install it, or put its absolute path into the kubeconfig; a program started from an editor often has a shorter PATH than a terminal.");
        public static ErrorCode PluginFailed { get; } = new("SRE0314", "An exec credential plugin did not give a credential.", "Run the plugin on a terminal; often a login has expired.");
        public static ErrorCode NameNotResolved { get; } = new("SRE0320", "The API server's name cannot be resolved.", "Check the address, the VPN and DNS; a private cluster resolves only inside its network.");
        public static ErrorCode Refused { get; } = new("SRE0321", "Nothing listens at the API server's address.", "Check that the cluster or the tunnel to it runs.");
        public static ErrorCode Unreachable { get; } = new("SRE0322", "There is no way to the API server's address.", "Check the network and the VPN.");
        public static ErrorCode ConnectTimedOut { get; } = new("SRE0323", "The API server did not take the connection in time.", "Check the VPN, the firewall and the authorised address ranges of the cluster.");
        public static ErrorCode CertificateUntrusted { get; } = new("SRE0324", "The API server's certificate was not issued by the CA of the kubeconfig.", "Fetch the kubeconfig again if the cluster was rebuilt; otherwise someone is in between.");
        public static ErrorCode CertificateWrongName { get; } = new("SRE0325", "The API server's certificate is for another name.", "Use the name in the certificate as server, or set tls-server-name.");
        public static ErrorCode CertificateExpired { get; } = new("SRE0326", "The API server's certificate is not valid at this time.", "Renew the cluster's certificate, or correct this machine's clock.");
        public static ErrorCode TlsFailed { get; } = new("SRE0327", "TLS with the API server failed.", "Check that the address speaks https and accepts the client certificate.");
        public static ErrorCode ProxyFailed { get; } = new("SRE0328", "The proxy did not let the connection through.", "Check proxy-url in the kubeconfig, or HTTPS_PROXY and NO_PROXY.");
        public static ErrorCode ConnectionLost { get; } = new("SRE0329", "The connection broke before the answer was complete.", "Try again; if it stays, look at what is between here and the API server.");
        public static ErrorCode NotHttp { get; } = new("SRE0330", "What answers at the API server's address does not speak the expected protocol.", "Check scheme and port of the server in the kubeconfig.");
        public static ErrorCode NotIdentified { get; } = new("SRE0331", "A change was asked of a cluster whose id was not read on this connection.", "Read the cluster's identity first; without it nothing executes.");

        internal static IReadOnlyList<ErrorCode> All =>
        [
            NoContexts, UnknownContext, NoCurrentContext, FileUnreadable, Malformed, InWorkspace, ContextIncomplete, CertificateUnusable, KeyEncrypted,
            CredentialUnusable, AuthProviderRemoved, PluginRefused, PluginMissing, PluginFailed, NameNotResolved, Refused, Unreachable, ConnectTimedOut,
            CertificateUntrusted, CertificateWrongName, CertificateExpired, TlsFailed, ProxyFailed, ConnectionLost, NotHttp, NotIdentified,
        ];
    }
}
