namespace SreMcp.IntegrationTests.Testbed;

/// <summary>What psql left: 0 for success, 3 for an error in a script (with ON_ERROR_STOP).</summary>
public sealed record PsqlRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Rows of output, one a line.</summary>
    public IReadOnlyList<string> Rows => Output.Split('\n')[..^1];
}
