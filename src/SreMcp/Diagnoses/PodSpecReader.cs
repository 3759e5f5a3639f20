using System.Text.Json;
using SreMcp.Findings;
using SreMcp.Policy;

namespace SreMcp.Diagnoses;

/// <summary>Reads pod templates. Values of environment variables are left where they are.</summary>
internal static class PodSpecReader
{
    private const int CommandLimit = 300;

    public static PodSpec Read(JsonElement spec) => new()
    {
        Containers = [.. spec.AllIn("initContainers").Select(container => Container(container, isInit: true)), .. spec.AllIn("containers").Select(container => Container(container, isInit: false))],
        NodeSelector = spec.MapIn("nodeSelector"),
        NodeTerms = [.. spec.AllIn("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms").Select(term => new Selector([.. term.AllIn("matchExpressions").Select(Json.Requirement)])).Where(term => !term.IsEverything)],
        PodTerms = [.. PodTerms(spec, "podAffinity", isAnti: false), .. PodTerms(spec, "podAntiAffinity", isAnti: true)],
        Spread = [.. spec.AllIn("topologySpreadConstraints").Select(constraint => new SpreadConstraint(constraint.TextIn("topologyKey") ?? "", constraint.NumberIn("maxSkew") ?? 1, constraint.TextIn("whenUnsatisfiable") is not "ScheduleAnyway"))],
        Tolerations = [.. spec.AllIn("tolerations").Select(toleration => new Toleration(toleration.TextIn("key"), toleration.TextIn("operator") ?? "Equal", toleration.TextIn("value"), toleration.TextIn("effect")))],
        Volumes = [.. spec.AllIn("volumes").Select(Volume)],
        ServiceAccount = spec.TextIn("serviceAccountName"),
        PriorityClass = spec.TextIn("priorityClassName"),
        Scheduler = spec.TextIn("schedulerName"),
        IsOnHostNetwork = spec.FlagIn("hostNetwork"),
        DnsPolicy = spec.TextIn("dnsPolicy") ?? "ClusterFirst",
        NameServers = spec.TextsIn("dnsConfig", "nameservers"),
    };

    private static IEnumerable<PodTerm> PodTerms(JsonElement spec, string kind, bool isAnti) =>
        spec.AllIn("affinity", kind, "requiredDuringSchedulingIgnoredDuringExecution").Select(term => new PodTerm(isAnti, term.SelectorIn("labelSelector") ?? Selector.Everything, term.TextIn("topologyKey") ?? ""));

    private static ContainerSpec Container(JsonElement container, bool isInit) => new()
    {
        Name = container.TextIn("name") ?? "",
        Image = container.TextIn("image") ?? "",
        IsInit = isInit,
        IsSidecar = isInit && container.TextIn("restartPolicy") is "Always",
        Ports = [.. container.AllIn("ports").Select(port => new PortSpec(port.TextIn("name"), port.NumberIn("containerPort") ?? 0, port.TextIn("protocol") ?? "TCP"))],
        CpuRequest = container.AmountIn("resources", "requests", "cpu"),
        CpuLimit = container.AmountIn("resources", "limits", "cpu"),
        MemoryRequest = container.AmountIn("resources", "requests", "memory"),
        MemoryLimit = container.AmountIn("resources", "limits", "memory"),
        Command = new(TextCleaner.OneLine(string.Join(' ', container.TextsIn("command").Concat(container.TextsIn("args"))), CommandLimit)),
        FixedVolumes = [.. container.AllIn("volumeMounts").Where(mount => mount.TextIn("subPath") is not null || mount.TextIn("subPathExpr") is not null).Select(mount => mount.TextIn("name") ?? "")],
        IsReadOnlyRoot = container.FlagIn("securityContext", "readOnlyRootFilesystem"),
        Liveness = Probe(container.In("livenessProbe")),
        Readiness = Probe(container.In("readinessProbe")),
        Startup = Probe(container.In("startupProbe")),
        Variables = [.. container.AllIn("env").Select(variable => variable.TextIn("name") ?? "")],
        References = [.. container.AllIn("env").SelectMany(FromKey), .. container.AllIn("envFrom").SelectMany(FromAll)],
    };

    private static IEnumerable<ConfigReference> FromKey(JsonElement variable)
    {
        foreach (var (field, kind) in new[] { ("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret") })
        {
            if (variable.In("valueFrom", field) is { } reference)
            {
                yield return new(kind, reference.TextIn("name") ?? "", reference.TextIn("key"), reference.FlagIn("optional"));
            }
        }
    }

    private static IEnumerable<ConfigReference> FromAll(JsonElement source)
    {
        foreach (var (field, kind) in new[] { ("configMapRef", "ConfigMap"), ("secretRef", "Secret") })
        {
            if (source.In(field) is { } reference)
            {
                yield return new(kind, reference.TextIn("name") ?? "", null, reference.FlagIn("optional"));
            }
        }
    }

    private static VolumeSource Volume(JsonElement volume)
    {
        var name = volume.TextIn("name") ?? "";
        return volume.In("configMap") is { } map ? new(name, "ConfigMap", map.TextIn("name"), map.FlagIn("optional"))
            : volume.In("secret") is { } secret ? new(name, "Secret", secret.TextIn("secretName"), secret.FlagIn("optional"))
            : volume.In("persistentVolumeClaim") is { } claim ? new(name, "PersistentVolumeClaim", claim.TextIn("claimName"), IsOptional: false)
            : new(name, "other", null, IsOptional: true);
    }

    private static ProbeSpec? Probe(JsonElement? probe)
    {
        if (probe is not { ValueKind: JsonValueKind.Object } spec)
        {
            return null;
        }

        var read = spec.In("httpGet") is { } http ? new ProbeSpec("http", http.PortIn("port"), http.TextIn("path"))
            : spec.In("tcpSocket") is { } tcp ? new ProbeSpec("tcp", tcp.PortIn("port"), null)
            : spec.In("grpc") is { } grpc ? new ProbeSpec("grpc", grpc.PortIn("port"), null)
            : new ProbeSpec("exec", null, null);
        return read with
        {
            InitialDelay = spec.NumberIn("initialDelaySeconds") ?? 0,
            Period = spec.NumberIn("periodSeconds") ?? 10,
            Timeout = spec.NumberIn("timeoutSeconds") ?? 1,
            FailureThreshold = spec.NumberIn("failureThreshold") ?? 3,
        };
    }
}
