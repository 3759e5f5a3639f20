namespace SreMcp.Scripts.Review;

/// <summary>What changes the machine that the script runs on.</summary>
internal static class HostEffects
{
    public static BashEffect? Of(BashInvocation invocation) => invocation.Program switch
    {
        "dd" when invocation.Arguments.Any(word => word.Text.StartsWith("of=/dev/", StringComparison.Ordinal) && word.Text is not "of=/dev/null" && !word.Text.StartsWith("of=/dev/std", StringComparison.Ordinal)) || invocation.Arguments.Any(word => word.Text.StartsWith("of=$", StringComparison.Ordinal)) => new("dd of=", Destroys: true) { Why = "it overwrites whatever device or file the name leads to" },
        "wipefs" or "sfdisk" or "fdisk" or "parted" or "sgdisk" => new(invocation.Program, Destroys: true) { Why = "the table of the disk is gone" },
        "lvremove" or "vgremove" or "pvremove" => new(invocation.Program, Destroys: true) { Why = "the volume is gone" },
        "zfs" or "zpool" when invocation.Does("destroy") => new($"{invocation.Program} destroy", Destroys: true) { Why = "the data set is gone" },
        "kill" when invocation.Arguments.Any(word => word.Text is "-1") && invocation.Words.Count > 2 => new("kill -1", Destroys: true) { Why = "every process that you may signal ends", Unbounded = "-1 means all processes", Bound = "name the process" },
        "killall" or "pkill" => new(invocation.Program, Destroys: true) { Why = "every process whose name matches ends" },
        "systemctl" when invocation.Positional is [{ Text: "stop" or "disable" or "mask" or "kill" or "isolate" or "poweroff" or "reboot" or "halt" } verb, ..] => new($"systemctl {verb.Text}", Destroys: true) { Why = "the service stands still afterwards" },
        "systemctl" when invocation.Positional is [{ Text: "restart" or "start" or "enable" or "reload" } verb, ..] => new($"systemctl {verb.Text}", Destroys: false),
        "service" when invocation.Positional is [_, { Text: "stop" }, ..] => new("service stop", Destroys: true) { Why = "the service stands still afterwards" },
        "iptables" or "ip6tables" when invocation.Has("-F", "--flush", "-X") || (invocation.Has("-P") && invocation.Positional.Any(word => word.Text is "ACCEPT")) => new("iptables -F", Destroys: true) { Why = "every rule is gone: the host is open, or unreachable where the policy is DROP" },
        "nft" when invocation.Does("flush") => new("nft flush", Destroys: true) { Why = "every rule is gone" },
        "ufw" when invocation.Does("disable") || invocation.Does("reset") => new("ufw disable", Destroys: true) { Why = "the firewall is off" },
        "reboot" or "shutdown" or "halt" or "poweroff" => new(invocation.Program, Destroys: true) { Why = "the host goes down" },
        "userdel" => new("userdel", Destroys: true) { Why = "the account is gone" },
        "crontab" when invocation.HasLetter('r') => new("crontab -r", Destroys: true) { Why = "every entry is gone" },
        "apt-get" or "apt" or "yum" or "dnf" when invocation.Does("purge") || invocation.Does("remove") || invocation.Does("autoremove") => new($"{invocation.Program} remove", Destroys: true) { Why = "what depends on the package goes with it" },
        "curl" when invocation.ValueOf("-X", "--request") is "DELETE" => new("curl -X DELETE", Destroys: true) { Why = "what the address names is gone" },
        "curl" when invocation.ValueOf("-X", "--request") is "PUT" or "PATCH" => new("curl -X PUT", Destroys: false),
        "vault" when invocation.Does("delete") || invocation.Does("kv", "destroy") || invocation.Does("kv", "metadata", "delete") || invocation.Does("secrets", "disable") => new("vault delete", Destroys: true) { Why = "the secret is gone for everybody who reads it" },
        "kafka-topics" or "kafka-topics.sh" when invocation.Has("--delete") => new("kafka-topics --delete", Destroys: true) { Why = "the topic and its messages are gone" },
        "consul" when invocation.Does("kv", "delete") => new("consul kv delete", Destroys: true) { Why = "the key is gone" },
        var program when program.StartsWith("mkfs", StringComparison.Ordinal) => new("mkfs", Destroys: true) { Why = "everything on the device is gone" },
        "" => Overwriting(invocation),
        "cat" or "echo" or "printf" or ":" or "tee" => Overwriting(invocation),
        _ => null,
    };

    /// <summary><c>&gt; /etc/x</c>, <c>cat /dev/null &gt; /var/log/x</c>.</summary>
    private static BashEffect? Overwriting(BashInvocation invocation)
    {
        var isTee = invocation.Program is "tee" && !invocation.HasLetter('a') && invocation.Positional.Any(word => IsOutside(word.Text));
        var isRedirected = invocation.Command.Redirections.Exists(redirection => redirection.Writes && IsOutside(redirection.Target.Text));
        return isTee || isRedirected ? new("overwriting a file of the system", Destroys: true) { Why = "what stood in it is gone" } : null;
    }

    private static bool IsOutside(string path) =>
        path.StartsWith('/') && !path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/tmp/", StringComparison.Ordinal) && !path.StartsWith("/proc/self", StringComparison.Ordinal) && !path.StartsWith("/var/tmp/", StringComparison.Ordinal)
        || path.StartsWith("/dev/sd", StringComparison.Ordinal) || path.StartsWith("/dev/nvme", StringComparison.Ordinal);
}
