namespace SreMcp.Policy;

/// <summary>What a target is to the people who own it. A closed set: nothing else is an environment.</summary>
/// <remarks>The numeric order is the order of strictness, so the strictest of several votes is the smallest.</remarks>
public enum Environment
{
    /// <summary>Nothing says what it is. Treated as production everywhere.</summary>
    Unknown = 0,

    /// <summary>Serves customers, disaster recovery included. Nothing executes here, whatever a file says.</summary>
    Production = 1,

    /// <summary>Review, pre-production, UAT, QA.</summary>
    Staging = 2,

    /// <summary>Where people develop.</summary>
    Development = 3,

    /// <summary>Where nothing is missed when it breaks.</summary>
    Sandbox = 4,
}

/// <summary>The order and the names of environments.</summary>
public static class Environments
{
    /// <summary>The four classes that a file may name, strictest first. Unknown cannot be named: it is what is left.</summary>
    public static IReadOnlyList<Environment> Nameable { get; } =
        [Environment.Production, Environment.Staging, Environment.Development, Environment.Sandbox];

    /// <summary>Production and unknown: the compiled floor refuses every execute there.</summary>
    public static bool IsClosed(this Environment environment) => environment is Environment.Unknown or Environment.Production;

    /// <summary>The stricter of two; unknown is stricter than production.</summary>
    public static Environment Strictest(Environment one, Environment other) => one < other ? one : other;

    /// <summary>The lower-case name that files and answers use.</summary>
    public static string Name(this Environment environment) => environment switch
    {
        Environment.Production => "production",
        Environment.Staging => "staging",
        Environment.Development => "development",
        Environment.Sandbox => "sandbox",
        _ => "unknown",
    };

    /// <summary>Reads a name that a file may use; false for anything else, <c>unknown</c> included.</summary>
    public static bool TryParse(string text, out Environment environment)
    {
        environment = Nameable.FirstOrDefault(candidate => candidate.Name() == text);
        return environment is not Environment.Unknown;
    }
}
