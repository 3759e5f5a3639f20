using System.Collections.Concurrent;

namespace SreMcp.Policy;

/// <summary>The environment lines that a layer sees, and what they found in names before: the same few names come with every call.</summary>
internal sealed class EnvironmentLines(IReadOnlyList<EnvironmentLine> all)
{
    private const int NamesKept = 4_096;

    private readonly (EnvironmentLine Line, WordTest Test)[] _worded = [.. Tests<WordTest>(all)];
    private readonly (EnvironmentLine Line, MatchTest Test)[] _matching = [.. Tests<MatchTest>(all)];
    private readonly ConcurrentDictionary<TargetFact, (EnvironmentLine Line, string Word)[]> _found = new();

    public IReadOnlyList<EnvironmentLine> All => all;

    /// <summary>One vote of each line for each scope in which it finds something.</summary>
    public List<Vote> VotesOn(IReadOnlyList<ScopeNames> scopes)
    {
        List<Vote> votes = [];
        for (var scope = 0; scope < scopes.Count; scope++)
        {
            List<EnvironmentLine> voted = [];
            foreach (var name in scopes[scope].Names)
            {
                foreach (var (line, word) in WordsIn(name))
                {
                    if (!voted.Exists(other => ReferenceEquals(other, line)))
                    {
                        voted.Add(line);
                        votes.Add(Vote(line, scope, $"{name.Says} has the word '{word}'"));
                    }
                }
            }
        }

        foreach (var (line, test) in _matching)
        {
            if (test.FindIn(scopes) is { } scope)
            {
                votes.Add(Vote(line, scope, test.Says(scopes, line.Id)));
            }
        }

        return votes;
    }

    private (EnvironmentLine Line, string Word)[] WordsIn(FactName name)
    {
        if (_found.TryGetValue(name.Fact, out var found))
        {
            return found;
        }

        found = [.. _worded.Select(pair => (pair.Line, Word: pair.Test.FindIn(name))).Where(pair => pair.Word is not null).Select(pair => (pair.Line, pair.Word!))];
        if (_found.Count >= NamesKept)
        {
            _found.Clear();
        }

        return _found[name.Fact] = found;
    }

    private static Vote Vote(EnvironmentLine line, int scope, string because) =>
        new(line.Trust is Trust.Workspace ? VoteKind.Workspace : VoteKind.Trusted, scope, new(line.Environment, because, line.Source), line.Opens);

    private static IEnumerable<(EnvironmentLine Line, T Test)> Tests<T>(IReadOnlyList<EnvironmentLine> lines)
        where T : LineTest => lines.Where(line => line.Test is T).Select(line => (line, (T)line.Test));
}
