using System.Text.Json;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Diagnoses;

/// <summary>Reads where Services lead. Of those with a selector the pods tell it, which are read anyway; so of a whole cluster only the slices
/// that no selector made are asked for, and EndpointSlices are ten thousand pods lighter. Where they are not served, Endpoints tell.</summary>
internal static class EndpointReaders
{
    private const string ServiceLabel = "kubernetes.io/service-name";
    private const string NotOfPods = "endpointslice.kubernetes.io/managed-by!=endpointslice-controller.k8s.io";

    /// <summary>Endpoints have no label that tells who made them, so they are asked for one by one.</summary>
    private const int MostByName = 20;

    /// <summary>Null when neither could be read.</summary>
    public static async Task<IReadOnlyList<EndpointCount>?> ReadAsync(StateReader reader, string? @namespace, Task<IReadOnlyList<ServiceRecord>?> services)
    {
        var slices = await reader.ListAsync("endpointslices.discovery.k8s.io", Slice, isOptional: true, new() { LabelSelector = @namespace is null ? NotOfPods : null }, isExtra: true);
        var records = slices ?? (@namespace is null
            ? await reader.FindAsync("v1/Endpoints", (await services ?? []).Where(service => service is { Selector: null, Type: not "ExternalName" }).Take(MostByName).Select(service => service.Key), Endpoints)
            : await reader.ListAsync("v1/Endpoints", Endpoints, isOptional: true));
        return records is null ? null : [.. records.GroupBy(record => record.Service).Select(same => new EndpointCount(same.Key, same.Sum(record => record.Ready), same.Sum(record => record.Unready)))];
    }

    /// <summary>An endpoint without a word on it counts as ready, as the API says.</summary>
    private static EndpointCount? Slice(JsonElement item)
    {
        if (item.TextIn("metadata", "labels", ServiceLabel) is not { } service)
        {
            return null;
        }

        var endpoints = item.AllIn("endpoints").ToArray();
        var unready = endpoints.Where(endpoint => endpoint.In("conditions", "ready") is { ValueKind: JsonValueKind.False }).Sum(Addresses);
        return new(new("Service", item.TextIn("metadata", "namespace"), service), endpoints.Sum(Addresses) - unready, unready);
    }

    private static EndpointCount Endpoints(JsonElement item) => new(
        item.Key("Service"),
        item.AllIn("subsets").Sum(subset => subset.AllIn("addresses").Count()),
        item.AllIn("subsets").Sum(subset => subset.AllIn("notReadyAddresses").Count()));

    private static int Addresses(JsonElement endpoint) => endpoint.AllIn("addresses").Count();
}
