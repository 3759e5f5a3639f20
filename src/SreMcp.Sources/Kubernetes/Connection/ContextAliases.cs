using System.Collections.Immutable;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Finds the contexts that lead to the same place: by server or by CA, also through a third one. Their names vote for each other.</summary>
internal static class ContextAliases
{
    public static IReadOnlyList<ConnectionDetails> Add(IReadOnlyList<ConnectionDetails> contexts)
    {
        var group = Enumerable.Range(0, contexts.Count).ToArray();
        var first = new Dictionary<Identity, int>();
        int Root(int index) => group[index] == index ? index : group[index] = Root(group[index]);
        for (var index = 0; index < contexts.Count; index++)
        {
            foreach (var identity in IdentitiesOf(contexts[index].Context))
            {
                if (!first.TryAdd(identity, index))
                {
                    group[Root(index)] = Root(first[identity]);
                }
            }
        }

        var members = Enumerable.Range(0, contexts.Count)
            .GroupBy(Root, index => contexts[index].Context.Name)
            .ToDictionary(names => names.Key, names => names.Order(StringComparer.Ordinal).ToImmutableArray());
        return [.. contexts.Select((details, index) => details with { Context = details.Context with { Group = members[Root(index)] } })];
    }

    private static IEnumerable<Identity> IdentitiesOf(KubernetesContext context)
    {
        if (context.Server != KubernetesContext.NoServer)
        {
            yield return Identity.Authority(context.Server);
        }

        if (context.CertificateAuthority is { } authority)
        {
            yield return Identity.CertificateAuthority(authority);
        }
    }
}
