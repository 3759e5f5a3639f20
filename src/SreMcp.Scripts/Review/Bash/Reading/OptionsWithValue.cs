namespace SreMcp.Scripts.Review;

/// <summary>Options whose value is the next word, so that the value is not taken for a verb or a name.</summary>
internal static class OptionsWithValue
{
    private static readonly Dictionary<string, string[]> s_known = new(StringComparer.Ordinal)
    {
        ["kubectl"] = ["-n", "--namespace", "--context", "--cluster", "--kubeconfig", "-l", "--selector", "-f", "--filename", "-o", "--output", "--request-timeout", "--timeout", "--as", "-s", "--server", "--token", "--user", "-c", "--container", "-k", "--field-selector", "--replicas", "--grace-period", "-p", "--patch", "--type"],
        ["helm"] = ["-n", "--namespace", "--kube-context", "--kubeconfig", "-f", "--values", "--set", "--set-string", "--version", "--timeout", "--revision", "--max", "-o", "--output"],
        ["aws"] = ["--profile", "--region", "--output", "--query", "--endpoint-url", "--cli-input-json"],
        ["az"] = ["--subscription", "-g", "--resource-group", "-n", "--name", "-o", "--output", "--query"],
        ["gcloud"] = ["--project", "--zone", "--region", "--format", "--account"],
        ["psql"] = ["-h", "--host", "-p", "--port", "-U", "--username", "-d", "--dbname", "-c", "--command", "-f", "--file", "-v", "--set", "-o"],
        ["mysql"] = ["-h", "-P", "-u", "-e", "-D"],
        ["git"] = ["-C", "-c", "--git-dir", "--work-tree"],
        ["terraform"] = ["-chdir"],
        ["docker"] = ["-f", "--file", "-H", "--host", "--context", "-c", "-p", "--filter"],
        ["sudo"] = ["-u", "-g", "-h", "-p", "-C", "-D"],
        ["xargs"] = ["-n", "-P", "-I", "-L", "-d", "-s", "-E", "-a", "--max-args", "--max-procs"],
        ["nice"] = ["-n"],
        ["ionice"] = ["-c", "-n", "-p"],
        ["timeout"] = ["-k", "-s"],
        ["env"] = ["-u", "-C"],
        ["ssh"] = ["-i", "-p", "-l", "-o", "-F", "-J", "-b", "-c", "-D", "-E", "-L", "-R", "-S", "-W"],
        ["find"] = [],
    };

    public static bool Takes(string program, string option) =>
        s_known.TryGetValue(program is "oc" or "k" ? "kubectl" : program is "tofu" or "terragrunt" ? "terraform" : program, out var options) && options.Contains(option, StringComparer.Ordinal);
}
