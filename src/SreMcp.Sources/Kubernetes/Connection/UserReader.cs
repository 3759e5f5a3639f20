using System.Collections.Immutable;
using System.Text;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Reads as whom a connection asks. Every secret it meets is made known to the redactor first.</summary>
internal sealed class UserReader(OperatorFiles files, Redactor redactor)
{
    private static readonly string[] SecretWords = ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "ACCESS_KEY", "API_KEY", "PRIVATE_KEY"];

    /// <exception cref="ConfigException">A value has the wrong form.</exception>
    /// <exception cref="SreException">SRE03xx for what the values lead to.</exception>
    public ConnectionDetails Read(ConnectionDetails details, KubeconfigEntry entry)
    {
        var user = entry.Values;
        if (user.Has("auth-provider", out _))
        {
            throw new SreException(Errors.Connections.AuthProviderRemoved, $"The user {Owner(entry)} uses an auth-provider.");
        }

        var pair = KeyPairOf(user, entry);
        var credential = CredentialOf(user, entry);
        var impersonation = ImpersonationOf(user, entry);
        return details with
        {
            ClientCertificate = pair,
            Credential = credential,
            Impersonation = impersonation,
            Context = details.Context with
            {
                CredentialKind = (pair, credential) switch
                {
                    (not null, NoCredential) => "client certificate",
                    (not null, _) => $"client certificate and {credential.Kind}",
                    _ => credential.Kind,
                },
                CredentialSource = (pair, credential) switch
                {
                    (null, NoCredential) => null,
                    (_, BearerTokenFile file) => file.Path,
                    _ => entry.File,
                },
                Impersonates = impersonation is not null,
            },
        };
    }

    private ClientKeyPair? KeyPairOf(ConfigMap user, KubeconfigEntry entry)
    {
        var certificate = PemValues.Read(user, "client-certificate", entry, files);
        var key = PemValues.Read(user, "client-key", entry, files);
        if (key is not null)
        {
            redactor.Learn(key);
            redactor.Learn(Convert.ToBase64String(Encoding.UTF8.GetBytes(key)));
        }

        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            throw new SreException(Errors.Connections.CredentialUnusable, $"The user {Owner(entry)} has a client {(key is null ? "certificate without its key" : "key without its certificate")}.");
        }

        var pair = new ClientKeyPair(certificate, key);
        ClientCertificates.Check(pair, Owner(entry));
        return pair;
    }

    private CredentialDetails CredentialOf(ConfigMap user, KubeconfigEntry entry)
    {
        var (token, tokenFile, name, password) = (user.Text("token"), user.Text("tokenFile"), user.Text("username"), user.Text("password"));
        foreach (var secret in new[] { token, password }.OfType<string>())
        {
            redactor.Learn(secret);
        }

        if (name is not null && (token is not null || tokenFile is not null))
        {
            throw new SreException(Errors.Connections.CredentialUnusable, $"The user {Owner(entry)} has both a password and a token.");
        }

        if (token?.AsSpan().ContainsAnyExceptInRange('!', '~') == true)
        {
            throw new SreException(Errors.Connections.CredentialUnusable, $"The token of user {Owner(entry)} holds blanks or characters that no token has.");
        }

        if (tokenFile is not null)
        {
            var path = PemValues.Beside(entry, tokenFile);
            if (files.IsInWorkspace(path))
            {
                throw new SreException(Errors.Connections.InWorkspace, $"The token file {path} of user {Owner(entry)} lies in the workspace and is not used.");
            }

            return new BearerTokenFile(path, token);
        }

        return (token, name, user.Map("exec")) switch
        {
            ({ } value, _, _) => new BearerToken(value),
            (_, { } someone, _) => new BasicPassword(someone, password ?? ""),
            (_, _, { } exec) => PluginOf(exec, entry),
            _ => CredentialDetails.None,
        };
    }

    private ExecPlugin PluginOf(ConfigMap exec, KubeconfigEntry entry)
    {
        var version = exec.Text("apiVersion") ?? throw new ConfigException(exec.Line, "exec has no apiVersion");
        if (!ExecCredentialMessage.Versions.Contains(version))
        {
            throw new ConfigException(exec.Line, $"exec has the apiVersion {TextCleaner.OneLine(version, 60)}; {string.Join(" and ", ExecCredentialMessage.Versions)} exist");
        }

        if (exec.Text("interactiveMode") is { } mode and not ("Never" or "IfAvailable"))
        {
            throw new SreException(
                Errors.Connections.CredentialUnusable,
                mode == "Always" ? $"The exec plugin of user {Owner(entry)} needs a terminal, and there is none here." : $"The exec plugin of user {Owner(entry)} has an unknown interactiveMode.");
        }

        if (exec.Texts("args").Append(exec.Text("command")).Any(text => text?.Contains('\0', StringComparison.Ordinal) == true))
        {
            throw new ConfigException(exec.Line, "the command or an argument of exec holds a character that no process can take");
        }

        ImmutableArray<(string, string)> variables = [.. exec.List("env").Select(VariableOf)];
        foreach (var (name, value) in variables.Where(variable => SecretWords.Any(word => variable.Item1.Contains(word, StringComparison.OrdinalIgnoreCase))))
        {
            redactor.Learn(value);
        }

        return new(
            exec.Text("command") ?? throw new ConfigException(exec.Line, "exec has no command"),
            [.. exec.Texts("args")],
            variables,
            version,
            exec.Text("installHint"),
            exec.Flag("provideClusterInfo"),
            Path.GetDirectoryName(Path.GetFullPath(entry.File))!);
    }

    private static (string Name, string Value) VariableOf(ConfigNode node)
    {
        var variable = node as ConfigMap ?? throw new ConfigException(node.Line, "an item of env must be a map");
        var name = variable.Text("name") ?? throw new ConfigException(node.Line, "an item of env has no name");
        var value = variable.Text("value") ?? "";
        return name.AsSpan().ContainsAny("=\0") || value.Contains('\0', StringComparison.Ordinal)
            ? throw new ConfigException(node.Line, "a variable of exec has a name or value that no process can take")
            : (name, value);
    }

    private static Impersonation? ImpersonationOf(ConfigMap user, KubeconfigEntry entry)
    {
        List<(string, string)> headers = [];
        if (user.Text("as-uid") is { } uid)
        {
            headers.Add(("Impersonate-Uid", uid));
        }

        headers.AddRange(user.Texts("as-groups").Select(group => ("Impersonate-Group", group)));
        if (user.Map("as-user-extra") is { } extra)
        {
            headers.AddRange(extra.Members.Keys.SelectMany(key => extra.Texts(key).Select(value => ($"Impersonate-Extra-{Uri.EscapeDataString(key)}", value))));
        }

        if (user.Text("as") is { } name)
        {
            headers.Insert(0, ("Impersonate-User", name));
        }
        else if (headers.Count > 0)
        {
            throw new ConfigException(user.Line, "as-uid, as-groups and as-user-extra need as");
        }

        if (headers.GroupBy(header => header.Item1, StringComparer.OrdinalIgnoreCase).Any(group => group.Count() > 1))
        {
            // The platform's HTTP client joins repeated headers with a comma, and the API server would take «a, b» for the name of one group.
            throw new SreException(
                Errors.Connections.CredentialUnusable,
                $"The user {Owner(entry)} acts with several groups, or several values of one extra, which cannot be sent.",
                "Impersonate with one group that has the rights of all.");
        }

        return headers.Any(header => header.Item2.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            ? throw new ConfigException(user.Line, "the user or group to act as holds a character that no header can carry")
            : headers.Count == 0 ? null : new([.. headers]);
    }

    private static string Owner(KubeconfigEntry entry) => $"{TextCleaner.OneLine(entry.Name, 100)} in {entry.File}";
}
