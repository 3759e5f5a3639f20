using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Diagnoses;

/// <summary>Lists kinds side by side, each reduced while it streams. A kind that cannot be read is said, and hides nothing else.</summary>
internal sealed class StateReader(Cluster cluster, string? @namespace, CancellationToken ended)
{
    /// <summary>Lists at a time: enough to hide the way to the server, few enough not to be throttled.</summary>
    private const int AtOnce = 6;

    private readonly Channel<bool> _turns = Channel.CreateBounded<bool>(AtOnce);
    private readonly ConcurrentQueue<Unseen> _unseen = [];
    private readonly ConcurrentQueue<WaitingDeletion> _deletions = [];
    private readonly ConcurrentQueue<OldVersion> _oldVersions = [];

    public IReadOnlyList<Unseen> Unseen => [.. _unseen.DistinctBy(unseen => unseen.What).OrderBy(unseen => unseen.What, StringComparer.Ordinal)];

    /// <summary>Objects that are to go, and whose finalizers hold them.</summary>
    public IReadOnlyList<WaitingDeletion> Deletions => [.. _deletions.OrderBy(waiting => waiting.Key.ToString(), StringComparer.Ordinal)];

    /// <summary>Objects that somebody writes in a version that the server has a successor for.</summary>
    public IReadOnlyList<OldVersion> OldVersions => [.. _oldVersions.OrderBy(old => old.Key.ToString(), StringComparer.Ordinal)];

    /// <summary>All objects of a kind as whatever is left of them; null when they could not be read.</summary>
    /// <param name="isOptional">True for kinds that many clusters do not serve: their absence is not worth a word.</param>
    /// <param name="isExtra">True for what lies outside of what was asked about: not seeing it is not worth a word either.</param>
    public async Task<IReadOnlyList<T>?> ListAsync<T>(string kind, Func<JsonElement, T?> reduce, bool isOptional = false, ListOptions? options = null, bool isExtra = false)
        where T : class
    {
        await _turns.Writer.WriteAsync(true, ended);
        ApiResource? resource = null;
        try
        {
            resource = await cluster.ResolveAsync(kind, ended);
            var scope = (options ?? new()) with { Namespace = resource.IsNamespaced ? options?.Namespace ?? @namespace : null };
            List<T> items = [];
            await foreach (var item in cluster.ReduceAsync(resource, scope, item => Noted(resource, item, reduce), ended))
            {
                items.Add(item);
            }

            return items;
        }
        catch (SreException failure) when (failure.Code == Errors.Objects.UnknownKind)
        {
            if (!isOptional)
            {
                _unseen.Enqueue(new(kind, "not served"));
            }

            return null;
        }
        catch (SreException failure) when (IsLocal(failure) && isExtra)
        {
            return null;
        }
        catch (SreException failure) when (IsLocal(failure))
        {
            _unseen.Enqueue(failure.Code == Errors.Answers.Forbidden && resource is not null
                ? new(resource.FullName, "forbidden") { Missing = (resource.Group, resource.Plural) }
                : new(resource?.FullName ?? kind, $"{failure.Code.Code} {failure.What}"));
            return null;
        }
        finally
        {
            _turns.Reader.TryRead(out _);
        }
    }

    /// <summary>Objects by name, as whatever is left of them; those that are not there are left out. Null when one could not be read.</summary>
    public async Task<IReadOnlyList<T>?> FindAsync<T>(string kind, IEnumerable<ObjectKey> keys, Func<JsonElement, T> reduce)
        where T : class
    {
        await _turns.Writer.WriteAsync(true, ended);
        try
        {
            var resource = await cluster.ResolveAsync(kind, ended);
            List<T> items = [];
            foreach (var key in keys)
            {
                if (await FindAsync(resource, key) is { } item)
                {
                    items.Add(reduce(item.Json));
                }
            }

            return items;
        }
        catch (SreException failure) when (IsLocal(failure))
        {
            return null;
        }
        finally
        {
            _turns.Reader.TryRead(out _);
        }
    }

    private async Task<KubernetesObject?> FindAsync(ApiResource resource, ObjectKey key)
    {
        try
        {
            return await cluster.GetAsync(resource, key.Namespace, key.Name, ended);
        }
        catch (SreException failure) when (failure.Code == Errors.Answers.NotFound)
        {
            return null;
        }
    }

    /// <summary>Rows of the server's table: names and states without the objects. What may not be listed so is nobody's business to grant, so nothing is said.</summary>
    public async Task<IReadOnlyList<T>?> RowsAsync<T>(string kind, ListOptions options, Func<TableRow, T?> reduce)
        where T : class
    {
        await _turns.Writer.WriteAsync(true, ended);
        try
        {
            var resource = await cluster.ResolveAsync(kind, ended);
            List<T> items = [];
            await foreach (var row in cluster.RowsAsync(resource, options with { Namespace = @namespace }, ended))
            {
                if (reduce(row) is { } item)
                {
                    items.Add(item);
                }
            }

            return items;
        }
        catch (SreException failure) when (IsLocal(failure))
        {
            return null;
        }
        finally
        {
            _turns.Reader.TryRead(out _);
        }
    }

    /// <summary>Until when TLS Secrets are good. Reading Secrets is a right that few should have, so nothing is said where it lacks: null.</summary>
    public async Task<IReadOnlyList<TlsRecord>?> CertificatesAsync()
    {
        await _turns.Writer.WriteAsync(true, ended);
        try
        {
            List<TlsRecord> certificates = [];
            await foreach (var found in cluster.CertificatesAsync(@namespace, ended))
            {
                certificates.Add(new(new("Secret", found.Namespace, found.Name), found.Expires, found.Hosts));
            }

            return certificates;
        }
        catch (SreException failure) when (IsLocal(failure))
        {
            return null;
        }
        finally
        {
            _turns.Reader.TryRead(out _);
        }
    }

    /// <summary>What any object may tell beside its own matters.</summary>
    private T? Noted<T>(ApiResource resource, JsonElement item, Func<JsonElement, T?> reduce)
        where T : class
    {
        // Pods and namespaces have their own words for a deletion that waits.
        if (resource.Kind is not ("Pod" or "Namespace") && item.MomentIn("metadata", "deletionTimestamp") is { } asked && item.TextsIn("metadata", "finalizers") is { Count: > 0 } finalizers)
        {
            _deletions.Enqueue(new(item.Key(resource.Kind), asked, finalizers));
        }

        if (resource.Group is "networking.k8s.io" or "batch" or "policy" or "autoscaling" or "admissionregistration.k8s.io" or "storage.k8s.io")
        {
            foreach (var entry in item.AllIn("metadata", "managedFields"))
            {
                if (entry.TextIn("apiVersion") is { } version && version != resource.ApiVersion && entry.TextIn("manager") is var writer && writer is not ("kube-controller-manager" or "kube-apiserver")
                    && RemovedVersions.Of(version, resource.Kind)?.Successor == resource.ApiVersion)
                {
                    _oldVersions.Enqueue(new(item.Key(resource.Kind), version, writer));
                }
            }
        }

        return reduce(item);
    }

    /// <summary>What concerns one kind only; a server that does not answer at all concerns the whole call.</summary>
    private static bool IsLocal(SreException failure) => failure.Code.Code.StartsWith("SRE04", StringComparison.Ordinal) && failure.Code != Errors.Answers.Unauthorized;
}
