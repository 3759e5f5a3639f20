using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>SQL that is rehearsed or only reads must not end the transaction that it is in.</summary>
internal static partial class PostgresContract
{
    /// <summary>Milliseconds; a template is somebody else's text.</summary>
    private const int MatchLimit = 1000;

    /// <exception cref="SreException">SRE0608, with file and line.</exception>
    public static void Check(string folder, IReadOnlyList<Body> bodies)
    {
        foreach (var sql in bodies.OfType<TextBody>().Where(body => body.Name.EndsWith(".sql", StringComparison.Ordinal)))
        {
            for (var index = 0; index < sql.Lines.Count; index++)
            {
                if (TransactionEnd().IsMatch(sql.Lines[index]))
                {
                    throw ScriptContract.Broken($"{folder}/{sql.Name}", index + 1, "the script begins and ends the transaction, so that a rehearsal can roll it back; a file of SQL has no command of psql and ends no transaction");
                }
            }
        }
    }

    [GeneratedRegex(@"(^|;)\s*(commit|rollback|abort|start\s+transaction|prepare\s+transaction|\\)|^(begin|end)(\s+(work|transaction))?\s*;", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, MatchLimit)]
    private static partial Regex TransactionEnd();
}
