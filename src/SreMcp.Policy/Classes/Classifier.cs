namespace SreMcp.Policy;

/// <summary>Says what environment a target is in, and remembers it.</summary>
internal sealed class Classifier(EnvironmentLines lines, IClassMemory memory, KnownProduction known)
{
    private readonly Dictionary<Identity, Environment> _seen = [];

    public Classification Classify(Target target)
    {
        var scopes = ScopeNames.Of(target.Scopes);
        var votes = lines.VotesOn(scopes);
        votes.AddRange(Remembered(scopes, out var unreadable));
        var (environment, counting) = Votes.Count(votes);
        Keep(scopes, votes.Where(vote => vote.Kind is VoteKind.Trusted));
        foreach (var vote in counting.Where(vote => vote.For is Environment.Production))
        {
            foreach (var identity in scopes[vote.Scope].Scope.Identities)
            {
                known.Add(identity, vote.Evidence.Because);
            }
        }

        var evidence = counting.Select(vote => vote.Evidence).ToList();
        if (Closed(target, scopes, counting, unreadable) is { } closed)
        {
            environment = Environment.Unknown;
            evidence.Add(closed);
        }
        else if (counting.Count == 0)
        {
            evidence.Add(new(Environment.Unknown, scopes.Count == 0 ? "it is on this machine, in no environment" : "no line says what it is", FileLine.CompiledIn));
        }

        return new(environment, !environment.IsClosed() && counting.Any(vote => vote.Opens), [.. evidence.OrderBy(item => item.Votes)]);
    }

    /// <summary>Classifies by lines alone, as examples do.</summary>
    public static Classification ByLines(EnvironmentLines lines, IReadOnlyList<TargetScope> scopes)
    {
        var (environment, counting) = Votes.Count(lines.VotesOn(ScopeNames.Of(scopes)));
        return new(environment, !environment.IsClosed() && counting.Any(vote => vote.Opens), [.. counting.Select(vote => vote.Evidence).OrderBy(item => item.Votes)]);
    }

    /// <summary>Why the target counts as unknown whatever voted; null when it does not.</summary>
    private static Evidence? Closed(Target target, IReadOnlyList<ScopeNames> scopes, IReadOnlyList<Vote> counting, bool unreadable)
    {
        var because = 0 switch
        {
            _ when target.IsUnverified => "the connection does not prove who answers (insecure-skip-tls-verify or plain http)",
            _ when counting.Any(vote => vote is { For: Environment.Production, Kind: not VoteKind.Workspace }) => null,
            _ when target.OpenedBy is { } attribute && !scopes.Any(scope => scope.Names.Any(name => name.Fact.Attribute == attribute)) => $"its {attribute.Says()} could not be read",
            _ when unreadable => "what was seen of it before could not be read from the store",
            _ => null,
        };
        return because is null ? null : new(Environment.Unknown, because, FileLine.CompiledIn);
    }

    private List<Vote> Remembered(IReadOnlyList<ScopeNames> scopes, out bool unreadable)
    {
        List<Vote> votes = [];
        unreadable = false;
        for (var scope = 0; scope < scopes.Count; scope++)
        {
            foreach (var identity in scopes[scope].Scope.Identities)
            {
                try
                {
                    if (!identity.IsLoopback && memory.StrictestSeen(identity) is { } seen)
                    {
                        _seen[identity] = seen.Environment;
                        votes.Add(Remember(scope, seen.Environment, $"{Says(identity)} was {seen.Environment.Name()} on {seen.Seen:yyyy-MM-dd} ({TextCleaner.OneLine(seen.Because, 120)})"));
                    }
                }
                catch (SreException)
                {
                    // Without memory nothing proves that it was never production; reads go on.
                    unreadable = true;
                }

                if (known.Find([identity]) is { } production)
                {
                    votes.Add(Remember(scope, Environment.Production, $"{Says(identity)} was production before in this session ({production.Because})"));
                }
            }
        }

        return votes;

        static Vote Remember(int scope, Environment environment, string because) => new(VoteKind.Remembered, scope, new(environment, because, FileLine.CompiledIn), Opens: false);
    }

    /// <summary>Keeps the strictest class of each scope for its identities. A workspace's word is not kept: a cloned folder must not close a cluster for good.</summary>
    private void Keep(IReadOnlyList<ScopeNames> scopes, IEnumerable<Vote> trusted)
    {
        foreach (var votes in trusted.GroupBy(vote => vote.Scope))
        {
            var strictest = votes.MinBy(vote => vote.For);
            foreach (var identity in scopes[votes.Key].Scope.Identities.Where(identity => !identity.IsLoopback && !(_seen.TryGetValue(identity, out var seen) && seen <= strictest.For)))
            {
                try
                {
                    memory.Remember(identity, strictest.For, strictest.Evidence.Because);
                }
                catch (SreException)
                {
                    // The decision itself is recorded next; when that fails too, execute is refused.
                    return;
                }
            }
        }
    }

    private static string Says(Identity identity) => identity.Value.Split(':', 2) switch
    {
        ["authority", var address] => $"the server {TextCleaner.OneLine(address, 80)}",
        ["ca", var fingerprint] => $"the certificate authority {ScopeNames.ShortId(fingerprint)}",
        ["kubernetes", var rest] => Kubernetes(rest),
        _ => TextCleaner.OneLine(identity.Value, 80),
    };

    private static string Kubernetes(string identity)
    {
        var parts = identity.Split('/', 2);
        var cluster = $"cluster {ScopeNames.ShortId(parts[0]["cluster:".Length..])}";
        return parts.Length > 1 ? $"the namespace in {cluster}" : cluster;
    }
}
