using System.Text.RegularExpressions;

namespace SreMcp.Policy;

/// <summary>Reads one entry of <c>environments:</c>.</summary>
internal static partial class EnvironmentLineReader
{
    public static IReadOnlyList<string> Keys { get; } = ["id", "environment", "words", "in", "keys", "except", "match", "reason", "examples"];

    public static IReadOnlyDictionary<string, Environment> Environments { get; } =
        SreMcp.Policy.Environments.Nameable.ToDictionary(environment => environment.Name(), StringComparer.Ordinal);

    /// <summary>The keys of a line that looks for words.</summary>
    private static readonly string[] Worded = ["words", "in", "keys", "except"];

    /// <summary>What may stand beside <c>cluster:</c> in a line that opens: only what its owner cannot change by renaming or relabelling.</summary>
    private static readonly TargetAttribute[] Opening = [TargetAttribute.Cluster, TargetAttribute.Server, TargetAttribute.CertificateAuthority, TargetAttribute.Namespace];

    public static EnvironmentLine Read(StrictNode node, Trust trust)
    {
        var line = node.AsMapping("an environment line").Only(Keys);
        var id = RuleReader.Id(line);
        var environment = line.Require("environment").AsChoice("an environment", Environments);
        return new()
        {
            Id = id,
            Environment = environment,
            Test = Test(line, environment),
            Reason = RuleReader.Reason(line),
            Source = line.At,
            Trust = trust,
            Examples = [.. (line.Find("examples")?.AsList("a list of examples") ?? []).Select(example => ExampleReader.Environment(example, id))],
        };
    }

    private static LineTest Test(StrictMapping line, Environment environment)
    {
        if (line.Find("match") is { } match)
        {
            if (Worded.Select(line.Find).FirstOrDefault(node => node is not null) is { } both)
            {
                throw both.Error(Errors.Policies.UnknownKey, "words beside 'match'", "either 'match' or 'words' with 'in'");
            }

            return Match(match.AsMapping("attributes with patterns"), environment);
        }

        var attributes = line.Require("in").AsOneOrMany().Select(item => item.AsChoice("an attribute", TargetAttributes.Worded)).ToArray();
        if (line.Find("keys") is { } keys && !attributes.Any(attribute => attribute.HasKeys()))
        {
            throw keys.Error(Errors.Policies.UnknownKey, "'keys' although 'in' names neither namespace-label nor tag", "it only for labels and tags");
        }

        return new WordTest(
            new([.. line.Require("words").AsOneOrMany().Select(Word)], [.. (line.Find("except")?.AsOneOrMany() ?? []).Select(Word)]),
            attributes,
            [.. (line.Find("keys")?.AsOneOrMany() ?? []).Select(AttributePattern.ReadGlob)]);
    }

    private static MatchTest Match(StrictMapping match, Environment environment)
    {
        match.Only([.. TargetAttributes.Matchable.Keys]);
        var test = new MatchTest([.. match.Entries.Select(entry => AttributePattern.Read(TargetAttributes.Matchable[entry.Key], entry.Value))]);
        if (test.All.Count == 0)
        {
            throw match.Error(Errors.Policies.MissingKey, "nothing to match", "at least one attribute");
        }

        if (test.NamesCluster && environment is not Environment.Production)
        {
            RefuseLooseOpening(match, test);
        }

        return test;
    }

    private static void RefuseLooseOpening(StrictMapping match, MatchTest test)
    {
        foreach (var (entry, pattern) in match.Entries.Zip(test.All))
        {
            if (!Opening.Contains(pattern.Attribute))
            {
                throw entry.Value.Error(Errors.Policies.LiftsFloor, $"'{entry.Key}' beside 'cluster'", "only server, certificate-authority and namespace there: what opens must not change by renaming or relabelling, the floor is compiled in");
            }

            if (pattern.AnyOf.FirstOrDefault(glob => !glob.IsLiteral) is { } wild)
            {
                throw entry.Value.Error(Errors.Policies.LiftsFloor, $"the pattern '{TextCleaner.OneLine(wild.Pattern, 60)}'", $"an exact {entry.Key} in a line that opens; the floor is compiled in");
            }
        }
    }

    private static string Word(StrictNode node)
    {
        var text = node.AsText("a word");
        return Words().IsMatch(text)
            ? text
            : throw node.Error(Errors.Policies.BadPattern, $"'{TextCleaner.OneLine(text, 40)}'", "a word of lower-case letters without separators, with * only at its ends");
    }

    [GeneratedRegex(@"^\*?[\p{Ll}0-9]{2,40}\*?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
