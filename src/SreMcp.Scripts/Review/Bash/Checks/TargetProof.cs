namespace SreMcp.Scripts.Review;

/// <summary>How a script says which system it means: an option of each call, a variable, or a comparison before.</summary>
internal sealed record TargetProof(string System, string[] Options, string[] Variables, string Why, string Fix, Func<BashInvocation, bool> Asks, Func<BashInvocation, bool> Chooses)
{
    private static TargetProof Kubernetes { get; } = new(
        "cluster", ["--context", "--kube-context", "--kubeconfig", "--server", "-s"], ["KUBECONFIG"],
        "it goes to whatever context is current on the machine that runs it",
        "--context \"$CONTEXT\" (helm: --kube-context) in every call, or stop unless kubectl config current-context is the expected one",
        call => call.Program is "kubectl" or "oc" && (call.Does("config", "current-context") || call.Does("cluster-info") || call.Arguments.Any(word => word.Text is "kube-system")),
        call => call.Program is "kubectl" or "oc" && call.Does("config", "use-context") || call.Program is "kubectx" && call.Words.Count > 1 || (call.Program is "aws" && call.Does("eks", "update-kubeconfig")) || (call.Program is "az" && call.Does("aks", "get-credentials")) || (call.Program is "gcloud" && call.Arguments.Any(word => word.Text is "get-credentials")));

    private static TargetProof Azure { get; } = new(
        "subscription", ["--subscription", "--ids", "--id"], ["AZURE_SUBSCRIPTION_ID"],
        "it goes to whatever subscription is the default on the machine that runs it",
        "--subscription \"$SUBSCRIPTION\" in every call, or stop unless az account show --query id is the expected one",
        call => call.Program is "az" && call.Does("account", "show"), call => call.Program is "az" && call.Does("account", "set"));

    private static TargetProof Aws { get; } = new(
        "account", ["--profile"], ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"],
        "it goes to whatever account the credentials of the moment belong to",
        "--profile \"$PROFILE\", and stop unless aws sts get-caller-identity --query Account is the expected one",
        call => call.Program is "aws" && call.Does("sts", "get-caller-identity"), call => false);

    private static TargetProof Google { get; } = new(
        "project", ["--project"], ["CLOUDSDK_CORE_PROJECT"],
        "it goes to whatever project is configured on the machine that runs it", "--project \"$PROJECT\" in every call",
        call => call.Program is "gcloud" && call.Does("config", "get-value"), call => call.Program is "gcloud" && call.Does("config", "set", "project"));

    private static TargetProof Database { get; } = new(
        "database", ["-d", "--dbname", "-h", "--host", "-D", "--database", "--endpoints", "-u", "--uri"], ["PGDATABASE", "PGSERVICE", "PGHOST", "MYSQL_HOST", "REDISCLI_HOST", "ETCDCTL_ENDPOINTS"],
        "it goes to whatever database the environment names", "--host and --dbname in every call, or stop unless SELECT current_database() is the expected one",
        call => call.Arguments.Any(word => word.Text.Contains("current_database", StringComparison.OrdinalIgnoreCase)), call => false);

    private static TargetProof Terraform { get; } = new(
        "workspace", ["-chdir", "-var-file", "--var-file", "-state", "--terragrunt-working-dir"], ["TF_WORKSPACE", "TF_DATA_DIR"],
        "it goes to whatever workspace and backend the folder was left with", "stop unless terraform workspace show is the expected one, and apply a saved plan",
        call => call.Program is "terraform" or "tofu" && call.Does("workspace", "show"), call => call.Program is "terraform" or "tofu" && call.Does("workspace", "select"));

    public static TargetProof Of(EffectTarget target) => target switch
    {
        EffectTarget.Kubernetes => Kubernetes,
        EffectTarget.Azure => Azure,
        EffectTarget.Aws => Aws,
        EffectTarget.Google => Google,
        EffectTarget.Database => Database,
        _ => Terraform,
    };

    /// <summary>True when the call itself says it, directly or by a variable that holds the option.</summary>
    public bool Names(BashInvocation invocation, BashVariables variables) =>
        Options.Any(option => invocation.ValueOf(option) is { Length: > 0 } || invocation.Has(option))
        || invocation.Words.Concat(invocation.Command.Words).SelectMany(word => word.Expansions).Any(expansion => variables.Of(expansion.Name).Take(20).Any(given => given.Assignment.Values.Take(20).Any(value => Options.Any(option => option.Length > 2 && value.Text.Contains(option, StringComparison.Ordinal)))))
        || (invocation.Program is "psql" or "mysql" or "mariadb" or "dropdb" or "pg_restore" && invocation.Positional.Count > 0)
        || invocation.Command.Assignments.Exists(assignment => Variables.Contains(assignment.Name, StringComparer.Ordinal));

    /// <summary>True when the script sets it for all calls, or compares it and stops.</summary>
    public bool IsGiven(BashReview review) =>
        Variables.Any(name => review.Script.Variables.Of(name).Any(given => given.Assignment.Values.Count > 0))
        || review.Script.Invocations.Any(Chooses)
        || review.Script.Invocations.Any(call => Asks(call) && IsCompared(call.Command, review.Script));

    /// <summary>True when what a command says is looked at by a test: in place, by its variable, by grep -q or by a function.</summary>
    private static bool IsCompared(BashCommand command, BashScript script)
    {
        if (command.Pipeline.Commands.Exists(other => other.Name is "grep"))
        {
            return true;
        }

        foreach (var around in command.Scope.Path().Where(scope => scope.Kind is BashScopeKind.Substitution))
        {
            foreach (var holder in around.Pipeline?.Commands ?? [])
            {
                if (holder.Name is "[[" or "[" or "test" || holder.Assignments.Exists(assignment => script.Variables.IsTested(assignment.Name)))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
