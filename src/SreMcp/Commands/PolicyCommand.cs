#pragma warning disable RS0030 // Reads the case file that a person names on the command line.
using System.CommandLine;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Tools.Read;

namespace SreMcp.Commands;

/// <summary><c>sre-mcp policy check|explain|test|forget</c>: for the people who write the rules.</summary>
internal static class PolicyCommand
{
    public static Command Create(Func<ParseResult, SessionOptions> options) => new("policy", "Check, explain and test policy files.")
    {
        Check(options), Explain(options), Test(options),
    };

    private static Command Check(Func<ParseResult, SessionOptions> options)
    {
        var folder = new Option<DirectoryInfo?>("--policies") { Description = "Check the files of this folder as an operator's, instead of the operator's own." };
        var check = new Command("check", "Load every policy file, run its examples, and name the rules that no example exercises.") { folder };
        check.SetAction(parsed =>
        {
            var policy = Load(options(parsed), parsed.GetValue(folder));
            var coverage = policy.Cover();
            foreach (var (path, trust) in coverage.Files)
            {
                Terminal.Write($"{trust.ToString().ToLowerInvariant(),-9} {path}");
            }

            foreach (var notice in policy.Notices)
            {
                Terminal.Write($"note: {notice}");
            }

            Terminal.Write($"{coverage.Rules} rules, {coverage.EnvironmentLines} environment lines, {coverage.Examples.Count} examples hold.");
            foreach (var (id, source) in coverage.Unexercised)
            {
                Terminal.Write($"no example exercises {id}   {source}");
            }

            return coverage.Unexercised.Count is 0 ? 0 : 2;
        });
        return check;
    }

    private static Command Explain(Func<ParseResult, SessionOptions> options)
    {
        var operation = new Argument<string>("operation") { Description = "Such as kubernetes.restart." };
        var target = new Argument<string>("target") { Description = "context/namespace/Kind/name." };
        var explain = new Command("explain", "The decision on an operation with its evidence: which rule, which line, why.") { operation, target };
        explain.SetAction(async (parsed, cancelled) =>
        {
            await using var session = Session.Start(options(parsed));
            var given = new Dictionary<string, System.Text.Json.JsonElement>(StringComparer.Ordinal)
            {
                ["operation"] = System.Text.Json.JsonSerializer.SerializeToElement(parsed.GetRequiredValue(operation), CallJson.Default.String),
                ["target"] = System.Text.Json.JsonSerializer.SerializeToElement(parsed.GetRequiredValue(target), CallJson.Default.String),
            };
            var outcome = await new CallHandler(session).HandleAsync("read_policy", given, new(NoConfirmation.Instance, Progress: null), cancelled);
            Terminal.Write(outcome.Text);
            return outcome.IsError ? 1 : 0;
        });
        return explain;
    }

    private static Command Test(Func<ParseResult, SessionOptions> options)
    {
        var file = new Argument<FileInfo>("file") { Description = "A file with cases: each an example as in a policy file." };
        var folder = new Option<DirectoryInfo?>("--policies") { Description = "Test the files of this folder as an operator's." };
        var test = new Command("test", "Run extra cases against the rules in force.") { file, folder };
        test.SetAction(parsed =>
        {
            var cases = parsed.GetRequiredValue(file);
            if (!cases.Exists)
            {
                throw new SreException(Errors.Commands.Usage, $"There is no file {TextCleaner.OneLine(cases.FullName, 300)}.");
            }

            var results = Load(options(parsed), parsed.GetValue(folder)).Test(cases.FullName, File.ReadAllText(cases.FullName));
            foreach (var failed in results.Where(result => !result.Holds))
            {
                Terminal.Write($"fails: {failed.Source}: {failed.Says}: expected {failed.Expected}, got {failed.Got}{(failed.DecidedBy.Count > 0 ? $" by {string.Join(", ", failed.DecidedBy)}" : "")}");
            }

            Terminal.Write($"{results.Count(result => result.Holds)} of {results.Count} cases hold.");
            return results.All(result => result.Holds) ? 0 : 1;
        });
        return test;
    }

    private static PolicySet Load(SessionOptions options, DirectoryInfo? folder) =>
        folder is null ? Session.ReadPolicy(options) : PolicyFiles.Check(folder.FullName);
}
