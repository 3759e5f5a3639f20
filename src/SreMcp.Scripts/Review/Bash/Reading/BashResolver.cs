namespace SreMcp.Scripts.Review;

/// <summary>Finds what a command really runs.</summary>
internal sealed class BashResolver(BashVariables variables, IReadOnlySet<string> wrappers)
{
    private const int LayerLimit = 12;

    private readonly Dictionary<string, BashWord[]> _values = new(StringComparer.Ordinal);

    private static readonly HashSet<string> s_prefixes = new(StringComparer.Ordinal)
    {
        "sudo", "doas", "env", "nohup", "time", "command", "exec", "builtin", "nice", "ionice", "timeout", "stdbuf", "xargs", "parallel", "watch", "setsid", "busybox", "chronic",
    };

    public BashInvocation Resolve(BashCommand command)
    {
        IReadOnlyList<BashWord> words = command.Words;
        List<string> through = [], prefixes = [];
        var isFed = false;
        for (var layer = 0; layer < LayerLimit && words.Count > 0; layer++)
        {
            var first = words[0];
            if (first.IsOnlyExpansion && first.Expansions[0] is { Kind: BashExpansionKind.Variable } expansion)
            {
                prefixes.Add(expansion.Name);
                words = [.. Value(expansion.Name, words.Count), .. words.Skip(1)];
            }
            else if (first.IsLiteral && wrappers.Contains(first.Text))
            {
                through.Add(first.Text);
                words = [.. words.Skip(1)];
            }
            else if (first.IsLiteral && s_prefixes.Contains(NameOf(first)))
            {
                isFed |= NameOf(first) is "xargs" or "parallel";
                words = WithoutPrefix(words);
            }
            else if (RunsElsewhere(words) is { } inner)
            {
                words = inner;
            }
            else
            {
                break;
            }
        }

        return new(command, words, through, prefixes, isFed);
    }

    private static string NameOf(BashWord word) => word.Text[(word.Text.LastIndexOf('/') + 1)..];

    /// <summary>What a variable in front of a command stands for: a client and its options, or nothing that matters here.</summary>
    private BashWord[] Value(string name, int words)
    {
        if (!_values.TryGetValue(name, out var value))
        {
            _values[name] = value = [.. Given(name)];
        }

        return value.Length is 0 && words > 1 && Client(name) is { } client ? [new(0, client, [], IsQuoted: false, HasGlob: false)] : value;
    }

    private IEnumerable<BashWord> Given(string name)
    {
        var given = variables.Of(name).Select(pair => pair.Assignment).Where(assignment => assignment.Values.Count > 0).ToArray();
        if (Array.Find(given, assignment => assignment.IsArray) is { } array)
        {
            return array.Values;
        }

        var text = given.Select(assignment => assignment.Values[0]).FirstOrDefault(value => value.Text is not ("" or "echo" or ":") && value.Text[0] is not '-');
        return text is not null && (text.IsLiteral || text.Text.Contains(' ', StringComparison.Ordinal)) ? text.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => Part(text, part)) : [];
    }

    private static BashWord Part(BashWord whole, string part) => whole with { Text = part, Expansions = part.Contains('$', StringComparison.Ordinal) ? whole.Expansions : [] };

    private static string? Client(string name) => name.ToLowerInvariant() switch
    {
        "kubectl" or "kube" or "k" => "kubectl",
        "helm" => "helm",
        "aws" => "aws",
        "terraform" or "tf" => "terraform",
        "psql" => "psql",
        _ => null,
    };

    private static BashWord[] WithoutPrefix(IReadOnlyList<BashWord> words)
    {
        var program = NameOf(words[0]);
        var index = 1;
        while (index < words.Count)
        {
            var text = words[index].Text;
            if (text.StartsWith('-'))
            {
                index += OptionsWithValue.Takes(program, text) ? 2 : 1;
            }
            else if (program is "env" && text.Contains('=', StringComparison.Ordinal))
            {
                index++;
            }
            else
            {
                break;
            }
        }

        return [.. words.Skip(program is "timeout" ? index + 1 : index)];
    }

    /// <summary>The command behind <c>--</c> of kubectl exec, or behind the container of docker exec.</summary>
    private static BashWord[]? RunsElsewhere(IReadOnlyList<BashWord> words)
    {
        var program = NameOf(words[0]);
        if (program is not ("kubectl" or "oc" or "docker" or "podman") || words.Count < 4 || words.Take(8).All(word => word.Text != "exec"))
        {
            return null;
        }

        var at = words.Select((word, index) => (word, index)).FirstOrDefault(pair => pair.index > 0 && pair.word.Text == (program is "kubectl" or "oc" ? "--" : "exec")).index;
        if (at is 0)
        {
            return null;
        }

        at++;
        if (program is "docker" or "podman")
        {
            while (at < words.Count && words[at].Text.StartsWith('-'))
            {
                at += words[at].Text is "-e" or "-u" or "-w" or "--env" or "--user" or "--workdir" ? 2 : 1;
            }

            at++;
        }

        return [.. words.Skip(at)];
    }
}
