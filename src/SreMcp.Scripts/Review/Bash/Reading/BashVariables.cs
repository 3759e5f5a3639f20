namespace SreMcp.Scripts.Review;

/// <summary>What the script's variables are given.</summary>
internal sealed class BashVariables
{
    private readonly Dictionary<string, List<(BashAssignment Assignment, BashCommand Command)>> _given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _plain = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _temporary = new(StringComparer.Ordinal);
    private readonly HashSet<int> _linesOfMktemp = [];
    private readonly HashSet<string> _tested = new(StringComparer.Ordinal);

    public BashVariables(IReadOnlyList<BashCommand> commands)
    {
        foreach (var command in commands)
        {
            if (command.Name is "mktemp")
            {
                _linesOfMktemp.Add(command.Line);
            }

            if (command.Name is "[[" or "[" or "test")
            {
                _tested.UnionWith(command.Expansions.Select(expansion => expansion.Name));
            }

            foreach (var assignment in command.Assignments)
            {
                Add(assignment.Name, (assignment, command));
            }
        }
    }

    /// <summary>Every assignment of a variable; none when the script gives it no value.</summary>
    public IReadOnlyList<(BashAssignment Assignment, BashCommand Command)> Of(string name) => _given.TryGetValue(name, out var all) ? all : [];

    public IEnumerable<string> Names => _given.Keys;

    public IEnumerable<(BashAssignment Assignment, BashCommand Command)> All => _given.Values.SelectMany(all => all);

    /// <summary>True when a test of the script looks at it.</summary>
    public bool IsTested(string name) => _tested.Contains(name);

    /// <summary>True when every value is plain text that needs no quotes.</summary>
    public bool IsPlain(string name) => Remembered(_plain, name, all => all.All(given => given.Assignment.Values.All(NeedsNoQuotes)));

    /// <summary>True when it only ever holds a path that mktemp made.</summary>
    public bool IsTemporary(string name) => Remembered(_temporary, name, all => all.All(given => given.Assignment.Text.Length is 0 || IsMade(given.Assignment)));

    private static bool NeedsNoQuotes(BashWord value) =>
        value.Text.Length > 0 && value.Expansions.All(expansion => expansion.Kind is BashExpansionKind.Arithmetic)
        && !value.Text.Any(character => char.IsWhiteSpace(character) || character is '*' or '?' or '[');

    private bool IsMade(BashAssignment given) => given.Text.StartsWith("$()", StringComparison.Ordinal) && _linesOfMktemp.Contains(given.Line);

    private bool Remembered(Dictionary<string, bool> known, string name, Func<IReadOnlyList<(BashAssignment Assignment, BashCommand Command)>, bool> find)
    {
        if (!known.TryGetValue(name, out var answer))
        {
            known[name] = answer = Of(name) is { Count: > 0 } all && find(all);
        }

        return answer;
    }

    private void Add(string name, (BashAssignment, BashCommand) given)
    {
        if (!_given.TryGetValue(name, out var all))
        {
            _given[name] = all = [];
        }

        all.Add(given);
    }
}
