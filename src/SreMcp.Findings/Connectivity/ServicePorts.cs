namespace SreMcp.Findings;

/// <summary>A Service's port and the container's port behind it.</summary>
internal static class ServicePorts
{
    /// <summary>More ports than this are not walked at once.</summary>
    private const int Most = 4;

    /// <summary>The ports of the Service that are meant; empty when it has none such.</summary>
    /// <param name="asked">Number or name; null for all that there are.</param>
    public static (Step Step, IReadOnlyList<ServicePort> Ports) Of(ServiceRecord service, string? asked)
    {
        var found = service.Ports.Where(port => asked is null || Number(port) == asked || port.Name == asked).ToArray();
        if (found.Length > 0)
        {
            var several = found.Length is 1 ? $"port {Said(found[0])}" : $"ports {Wording.Names(found.Select(Said), 6)}";
            var others = found.Length > Most ? $"; the first {Most} are walked, name another as Service/{service.Key.Name}:PORT" : "";

            // Nobody translates ports in front of a headless Service: what the client calls is what has to listen.
            var isAsIs = service.IsHeadless && asked == Number(found[0]);
            return (new("port", Passage.Open, $"{service.Key} has {several}{(isAsIs ? ", headless: the pods themselves are called, at this very port" : "")}{others}"), [.. found.Take(Most).Select(port => isAsIs ? port with { Target = Number(port) } : port)]);
        }

        if (service.IsHeadless && asked is not null && int.TryParse(asked, out var direct))
        {
            return (new("port", Passage.Open, $"{service.Key} is headless: port {direct} of the pods is called directly"), [new(null, direct, asked, "TCP")]);
        }

        if (service.Ports.Count is 0)
        {
            return (new("port", Passage.Unclear, $"{service.Key} declares no ports"), []);
        }

        var behind = service.Ports.FirstOrDefault(port => port.Target == asked);
        return (new("port", Passage.Broken, $"{service.Key} has no port {Wording.Clean(asked, 63)}")
        {
            Evidence = [$"{service.Key} spec.ports {Words(service)}"],
            Next = behind is not null ? $"call port {behind.Port}: {Wording.Clean(asked, 63)} is its targetPort, which only the pods have" : $"call one of these ports, or add {Wording.Clean(asked, 63)} to the Service",
        }, []);
    }

    /// <summary>How a step names one port of several; null where there is only one.</summary>
    public static string? Label(ServicePort port, IReadOnlyList<ServicePort> all) => all.Count is 1 ? null : port.Protocol is "TCP" ? Number(port) : $"{port.Port}/{Wording.Clean(port.Protocol, 10)}";

    /// <summary>The number that a target port has on a pod; null when it is a name that no container declares.</summary>
    public static int? On(PodRecord pod, string target, string protocol) => int.TryParse(target, out var number) ? number
        : Declared(pod).FirstOrDefault(port => port.Name == target && port.Protocol == protocol)?.Number;

    /// <summary>Whether the containers declare what the Service targets.</summary>
    public static Step Target(ServiceRecord service, ServicePort port, IReadOnlyList<PodRecord> pods)
    {
        var sample = pods[0];
        var without = pods.Where(pod => !Declared(pod).Any(declared => declared.Protocol == port.Protocol && (declared.Name == port.Target || $"{declared.Number}" == port.Target))).ToArray();
        var isNamed = !int.TryParse(port.Target, out _);
        string[] evidence = [$"{service.Key} spec.ports {Said(port)}", $"{(without.FirstOrDefault() ?? sample).Key} spec.containers[*].ports {Words(Declared(without.FirstOrDefault() ?? sample))}"];
        return (without.Length, isNamed) switch
        {
            (0, _) => new("targetPort", Passage.Open, $"targetPort {Wording.Clean(port.Target, 63)} is declared by {sample.Workload.KindName}{(isNamed ? $" as {On(sample, port.Target, port.Protocol)}" : "")}"),
            (_, true) => new("targetPort", without.Length == pods.Count ? Passage.Broken : Passage.Unclear, $"targetPort {Wording.Clean(port.Target, 63)}/{port.Protocol} is the name of no container port of {(without.Length == pods.Count ? sample.Workload.KindName : Wording.Share(without.Length, pods.Count))}") { Evidence = evidence, Next = Remedy(service, port, without[0]) },
            _ when !Declared(sample).Any() => new("targetPort", Passage.Open, $"targetPort {port.Target} is a number, and {sample.Workload.KindName} declares no ports to compare with"),
            _ => new("targetPort", Passage.Unclear, $"targetPort {port.Target} is not among the ports that {sample.Workload.KindName} declares; it works if the program listens there all the same") { Evidence = evidence, Next = Remedy(service, port, without[0]) },
        };
    }

    /// <summary>As people write ports: <c>http=80→8080</c>.</summary>
    public static string Words(ServiceRecord service) => Wording.Names(service.Ports.Select(Said), 6);

    /// <summary>Ports of the containers that run beside each other.</summary>
    public static IEnumerable<PortSpec> Declared(PodRecord pod) => pod.Spec.Containers.Where(container => !container.IsInit || container.IsSidecar).SelectMany(container => container.Ports);

    private static string Words(IEnumerable<PortSpec> ports) =>
        Wording.Clean(Wording.Names(ports.Select(port => $"{(port.Name is { } name ? $"{name}=" : "")}{port.Number}/{port.Protocol}"), 6), 150) is { Length: > 0 } words ? words : "(none)";

    private static string Said(ServicePort port) => Wording.Clean($"{(port.Name is { } name ? $"{name}=" : "")}{port.Port}→{port.Target}/{port.Protocol}", 150);

    private static string Number(ServicePort port) => $"{port.Port}";

    private static string Remedy(ServiceRecord service, ServicePort port, PodRecord pod)
    {
        var same = Declared(pod).Where(declared => declared.Protocol == port.Protocol).ToArray();
        return same.Length > 0 ? $"set targetPort of {service.Key} to {Wording.Clean(same[0].Name ?? $"{same[0].Number}", 63)}, or declare {Wording.Clean(port.Target, 63)} in the container" : $"declare {Wording.Clean(port.Target, 63)}/{port.Protocol} in the container, or correct the protocol of the Service's port";
    }
}
