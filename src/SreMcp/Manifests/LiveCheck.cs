using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Tools;

namespace SreMcp.Manifests;

/// <summary>One object of a manifest beside what is live: what would change, who owns it, what the caller may do. It only reads.</summary>
/// <param name="space">The namespace for objects that name none; null for the context's own.</param>
internal sealed class LiveCheck(Cluster cluster, string? space, Call call)
{
    private const int MostShown = 40;

    /// <param name="label">How the answer names the place of the object in its file.</param>
    public async Task<ObjectReport> ReadAsync(CheckedManifest manifest, string label)
    {
        var answer = new Answer();
        var versions = await cluster.VersionsOfAsync(manifest.Kind, call.Ended);
        var exact = versions.FirstOrDefault(version => version.ApiVersion == manifest.ApiVersion);
        if ((exact ?? Replacement(versions, manifest)) is not { } resource)
        {
            answer.Quote($"{label} ", new($"{manifest.ApiVersion} {manifest.Kind}: this server serves no such kind.{await WhyNotServedAsync(manifest)}"));
            return new(ManifestVerdict.NotServed, label, answer, null, new());
        }

        var @namespace = resource.IsNamespaced ? manifest.Namespace ?? space ?? cluster.Connection.Context.Namespace ?? "default" : null;
        var target = await cluster.IdentifyAsync(@namespace, resource.Kind, manifest.Name, call.Ended);
        call.Allow(Operations.KubernetesRead, target);
        call.Allow(Operations.KubernetesCheck, target);
        var rights = RightsAsync(resource, @namespace, manifest.Name);
        var (live, unseen) = await FindAsync(resource, @namespace, manifest.Name);
        var changes = live is null ? [] : Compare(manifest, resource, live);
        
        // A name such as Secret/keys right before a colon would read as a key with its secret.
        answer.Say($"{label} {TextCleaner.OneLine(target.Display, 300)} ({resource.ApiVersion}): {Verdict(manifest, live, unseen, changes)}");
        SayVersion(answer, manifest, exact, resource, versions);
        AddChanges(answer, manifest.Kind, changes);
        return new(
            VerdictOf(live, unseen, changes), $"{resource.Kind} {TextCleaner.OneLine(manifest.Name ?? "(unnamed)", 120)}", answer, await rights,
            live is null ? new() : await AddOwnersAsync(new(), live, changes));
    }

    private async Task<string> WhyNotServedAsync(CheckedManifest manifest)
    {
        var broken = await cluster.BrokenGroupsAsync(call.Ended);
        var isThere = manifest.Group.Length is 0 || (await cluster.ResourcesAsync(call.Ended)).Any(resource => resource.Group == manifest.Group);
        var group = isThere ? "" : $" The API group {manifest.Group} is absent: what defines it is not installed.";
        return broken.Count is 0 ? group : $"{group} Groups that do not answer: {string.Join(", ", broken.Take(5))}.";
    }

    private static ManifestVerdict VerdictOf(KubernetesObject? live, SreException? unseen, IReadOnlyList<ManifestChange> changes) => (live, unseen) switch
    {
        (null, not null) => ManifestVerdict.Unseen,
        (null, _) => ManifestVerdict.New,
        _ => changes.Count > 0 ? ManifestVerdict.Changes : ManifestVerdict.Same,
    };

    private static string Verdict(CheckedManifest manifest, KubernetesObject? live, SreException? unseen, IReadOnlyList<ManifestChange> changes) => (live, changes.Count) switch
    {
        (null, _) when unseen is not null => $"the live object cannot be read: {unseen.What} {unseen.Next}",
        (null, _) when manifest.Name is null => "it gets its name when it is created, so it would be new",
        (null, _) => "it is not there; it would be new",
        (_, 0) => "nothing would change",
        (_, 1) => "1 field would change",
        var (_, count) => $"{count} fields would change",
    };

    /// <summary>The best served version of the kind: of the same group, else of Kubernetes' own groups.</summary>
    private static ApiResource? Replacement(IReadOnlyList<ApiResource> versions, CheckedManifest manifest) =>
        versions.FirstOrDefault(version => version.Group == manifest.Group)
        ?? (manifest.Group is "extensions" ? versions.FirstOrDefault(version => version.Group is "apps" or "networking.k8s.io" or "policy") : null);

    private static void SayVersion(Answer answer, CheckedManifest manifest, ApiResource? exact, ApiResource resource, IReadOnlyList<ApiResource> versions)
    {
        var written = TextCleaner.OneLine(manifest.ApiVersion, 120);
        if (exact is null)
        {
            answer.Say($"  API version: {written} is not served; this server serves {resource.Kind} as {resource.ApiVersion}. Compared as that; fields may differ between the versions.");
        }
        else if (!exact.IsPreferred && versions.FirstOrDefault(version => version.IsPreferred && (version.Group == exact.Group || exact.Group is "extensions")) is { } preferred)
        {
            answer.Say($"  API version: {written} is served, but the server prefers {preferred.ApiVersion}; older versions go away with an upgrade.");
        }
    }

    private async Task<(KubernetesObject? Live, SreException? Unseen)> FindAsync(ApiResource resource, string? @namespace, string? name)
    {
        try
        {
            return (name is null ? null : await cluster.GetAsync(resource, @namespace, name, call.Ended), null);
        }
        catch (SreException missing) when (missing.Code == Errors.Answers.NotFound)
        {
            return (null, null);
        }
        catch (SreException forbidden) when (forbidden.Code == Errors.Answers.Forbidden || forbidden.Code == Errors.Answers.MethodNotAllowed)
        {
            return (null, forbidden);
        }
    }

    private IReadOnlyList<ManifestChange> Compare(CheckedManifest manifest, ApiResource resource, KubernetesObject live) => ManifestComparison.Of(
        cluster.Shown(manifest.Json, resource),
        live.Json,
        cluster.LastApplied(live),
        [.. live.Managers.Where(manager => manager.Subresource is not "status").Select(manager => new FieldAccount(manager.Name, manager.IsApply, manager.Fields))]);

    private static void AddChanges(Answer answer, string kind, IReadOnlyList<ManifestChange> changes)
    {
        if (changes.Count is 0)
        {
            return;
        }

        answer.Block(new UntrustedText(string.Join('\n', changes.Take(MostShown).Select(change => TextCleaner.OneLine(change.ToString(), 500)))));
        if (changes.Count > MostShown)
        {
            answer.Say($"  {changes.Count - MostShown} more fields.");
        }

        if (changes.Any(change => change.IsRemoval))
        {
            answer.Say("  What is (gone) was applied before and is not in the manifest: it goes when the program that applied it applies this.");
        }

        if (ChangeConsequences.Refused(kind, changes) is { Count: > 0 } refused)
        {
            answer.Say($"  The API server refuses to change {string.Join(", ", refused)} of a {kind}: the object would have to be made anew.");
        }

        if (ChangeConsequences.ReplacesPods(kind, changes))
        {
            answer.Say("  The pod template changes, so every pod would be replaced.");
        }
    }

    private async Task<string> RightsAsync(ApiResource resource, string? @namespace, string? name)
    {
        string[] verbs = ["get", "create", "patch", "delete"];
        try
        {
            var answers = await Task.WhenAll(verbs.Select(verb => AccessReview.MayAsync(cluster, verb, resource, @namespace, verb is "create" ? null : name, call.Ended)));
            return $"{string.Join(", ", verbs.Zip(answers, (verb, may) => $"{verb} {(may ? "yes" : "no")}"))}";
        }
        catch (SreException unknown)
        {
            return $"not known ({unknown.Code} {unknown.What})";
        }
    }

    private async Task<Answer> AddOwnersAsync(Answer answer, KubernetesObject live, IReadOnlyList<ManifestChange> changes)
    {
        foreach (var owner in await Ownership.FindAsync(cluster, live, call.Ended))
        {
            answer.Quote("  Owner: ", new(Worded(owner, changes)));
        }

        var now = call.Session.Time.GetUtcNow();
        var managers = live.Managers.Where(manager => manager.Subresource is not "status").OrderByDescending(manager => manager.Time).Take(6).ToArray();
        return managers.Length is 0
            ? answer
            : answer.Quote("  Field managers: ", new(string.Join(", ", managers.Select(manager => $"{manager.Name}{(manager.IsApply ? " (server-side apply)" : "")}{(manager.Time is { } time ? $" {Age.Of(now - time)} ago" : "")}"))));
    }

    private static string Worded(Owner owner, IReadOnlyList<ManifestChange> changes) => owner.Kind switch
    {
        OwnerKind.Autoscaler when changes.Any(change => change.Path is "spec.replicas") => $"{owner.Name} sets the number of replicas: the manifest's is set back; leave spec.replicas out",
        OwnerKind.Autoscaler => $"{owner.Name} sets the number of replicas",
        OwnerKind.ArgoCd => $"Argo CD application {owner.Name} ({owner.Evidence}): change it in Git, or it is set back",
        OwnerKind.Flux => $"Flux {owner.Name} ({owner.Evidence}): change it in Git, or it is set back",
        OwnerKind.Helm => $"Helm release {owner.Name} ({owner.Evidence}): change its values, or the next upgrade sets it back",
        OwnerKind.Claimed => $"{owner.Name}, says a label alone",
        _ => $"{owner.Name} ({owner.Evidence}) makes it and may set it back",
    };
}
