using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>What the end of a container means.</summary>
internal sealed record ExitVerdict(string Cause, string What, Confidence Confidence)
{
    public UntrustedText Said { get; init; }

    public string? Likely { get; init; }

    public string? Next { get; init; }

    /// <summary>The host that its log says it could not reach.</summary>
    public string? Peer { get; init; }

    public static ExitVerdict Of(PodRecord pod, ContainerState container, ContainerSpec? spec, IReadOnlyList<LogSign> signs)
    {
        var name = Name(container, pod);
        var end = container.Latest;
        var words = $"{container.WaitingMessage.ForAnalysis()} {end?.Message.ForAnalysis()}";
        if (end is { IsOutOfMemory: true })
        {
            return Memory(name, spec);
        }

        if (StartFailure(name, container, end, words, Command(spec, words, signs)) is { } failed)
        {
            return failed;
        }

        var sign = signs.Count > 0 ? signs[0] : null;
        if (end is null)
        {
            return new("container-does-not-start", $"{name} does not start ({Wording.Clean(container.Waiting, 40)})", Confidence.Likely);
        }

        var ran = end.Ran is { } span ? $" after {Wording.Span(span)}" : "";
        return Signal(end) switch
        {
            _ when sign is not null => Application(name, end, sign, ran, spec),
            "SIGKILL" => new("killed", $"{name} is killed (exit 137, no OOMKilled){ran}", Confidence.Possible)
            {
                Likely = "a deletion that took longer than its grace period, the node's own memory, or a liveness probe",
            },
            "SIGTERM" => new("asked-to-stop", $"{name} is asked to stop (exit 143){ran}", Confidence.Possible) { Likely = "a liveness probe, an eviction or a rollout" },
            { } signal => new("crash", $"{name} crashes ({signal}, exit {end.Code}){ran}", Confidence.Likely) { Likely = signal is "SIGSEGV" or "SIGILL" ? "a defect in the program or a library built for another processor" : null },
            null when end.Code is 0 => new("ends-at-once", $"{name} ends with success{ran} although it should keep running", Confidence.Likely)
            {
                Likely = "the command is a task, or the process moves to the background: run it in the foreground or use a Job",
            },
            null => new("crash", $"{name} ends with exit code {end.Code}{ran}", Confidence.Possible),
        };
    }

    /// <summary>The container's name, unless it is the only one or bears the workload's name.</summary>
    private static string Name(ContainerState container, PodRecord pod) => container.IsInit
        ? $"{(pod.Spec.Container(container.Name) is { IsSidecar: true } ? "sidecar" : "init container")} {container.Name}"
        : pod.Spec.Containers.Count(spec => !spec.IsInit) <= 1 || container.Name == pod.Workload.Name ? "its container" : $"container {container.Name}";

    private static ExitVerdict Memory(string name, ContainerSpec? spec) => new("out-of-memory", $"{name} is killed for memory (OOMKilled, exit 137), {Limit(spec)}", Confidence.Sure)
    {
        Likely = spec?.MemoryLimit is null ? "no limit is set, so the node itself ran out" : "it needs more than its limit: raise the limit or find the leak",
    };

    private static string Limit(ContainerSpec? spec) => spec?.MemoryLimit is { } limit ? $"limit {Quantity.Bytes(limit)}" : "no limit set";

    private static ExitVerdict Application(string name, Ending end, LogSign sign, string ran, ContainerSpec? spec) => new(sign.Cause, $"{name} ends with exit code {end.Code}{ran}: {sign.Says}{(sign.Peer is { } peer ? $" ({Wording.Clean(peer)})" : "")}", Confidence.Likely)
    {
        Peer = sign.Peer,
        Likely = LogAdvice.For(sign, spec),
    };

    private static ExitVerdict? StartFailure(string name, ContainerState container, Ending? end, string words, UnlikelyCommand command)
    {
        if (words.Contains("exec format error", StringComparison.OrdinalIgnoreCase))
        {
            return new("wrong-architecture", $"{name} cannot run: the image is built for another processor", Confidence.Sure);
        }

        if (words.Contains("runAsNonRoot", StringComparison.OrdinalIgnoreCase) || words.Contains("non-root policy", StringComparison.OrdinalIgnoreCase))
        {
            return new("runs-as-root", $"{name} cannot start: runAsNonRoot is set, and it runs as root or its image names its user", Confidence.Sure) { Likely = "set runAsUser to a number other than 0, or build the image with a numeric USER" };
        }

        if (words.Contains("not a directory", StringComparison.OrdinalIgnoreCase) && words.Contains("mount", StringComparison.OrdinalIgnoreCase))
        {
            return new("mount-onto-file", $"{name} cannot start: a directory is mounted onto a file, or a file onto a directory", Confidence.Sure) { Likely = "name the file with subPath, or mount at the directory" };
        }

        if (words.Contains("subPath", StringComparison.OrdinalIgnoreCase))
        {
            return new("mount-subpath", $"{name} cannot start: a subPath that it mounts cannot be set up", Confidence.Sure) { Likely = "the key or path does not exist in the volume, or the volume was changed under it" };
        }

        if (words.Contains("no space left on device", StringComparison.OrdinalIgnoreCase) && end?.Reason is not "Error")
        {
            return new("node-disk-full", $"{name} cannot start: the node's disk is full", Confidence.Sure);
        }

        if (words.Contains("executable file not found", StringComparison.OrdinalIgnoreCase) || (words.Contains("no such file or directory", StringComparison.OrdinalIgnoreCase) && IsStart(container, end)))
        {
            return new("command-not-found", $"{name} cannot start: its command does not exist in the image", Confidence.Sure) { Likely = command.Why };
        }

        if (words.Contains("permission denied", StringComparison.OrdinalIgnoreCase) && IsStart(container, end))
        {
            return new("command-not-executable", $"{name} cannot start: its command may not be executed", Confidence.Sure) { Likely = command.Why };
        }

        return end?.Code switch
        {
            127 => new("command-not-found", $"{name} ends with exit code 127: a command does not exist in the image", Confidence.Sure) { Likely = command.Why, Said = command.Written },
            126 => new("command-not-executable", $"{name} ends with exit code 126: a command may not be executed", Confidence.Sure) { Said = command.Written },
            _ => null,
        };
    }

    private static bool IsStart(ContainerState container, Ending? end) =>
        container.Waiting is "RunContainerError" or "CreateContainerError" || end?.Reason is "StartError" or "ContainerCannotRun" || end?.Code is 126 or 127 or 128;

    private static UnlikelyCommand Command(ContainerSpec? spec, string words, IReadOnlyList<LogSign> signs)
    {
        var slip = CommandSpelling.In(words) ?? signs.Where(sign => sign.Cause is "command-not-found").Select(sign => CommandSpelling.In(sign.Line)).FirstOrDefault();
        return new(spec?.Command ?? default, slip is { } found ? $"a typing error: {Wording.Clean(found.Written, 40)} should be {found.Meant}"
            : spec is { Command.IsEmpty: false } ? "a typing error in the command, or a tool that the image lacks" : "the image's own entry point is missing");
    }

    private static string? Signal(Ending end) => (end.Signal ?? (end.Code > 128 ? end.Code - 128 : 0)) switch
    {
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        _ => null,
    };

    /// <summary>The command as its author wrote it, and what is probably wrong with it.</summary>
    private sealed record UnlikelyCommand(UntrustedText Written, string Why);
}
