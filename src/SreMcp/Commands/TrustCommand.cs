using System.CommandLine;
using SreMcp.Calls;
using SreMcp.Policy;

namespace SreMcp.Commands;

/// <summary><c>sre-mcp trust FILE</c>: a person at a terminal pins the digest of a workspace file, so that it may loosen.</summary>
internal static class TrustCommand
{
    public static Command Create(Func<ParseResult, SessionOptions> options)
    {
        var file = new Argument<FileInfo>("file") { Description = "A policy or configuration file of the workspace." };
        var trust = new Command("trust", "Pin a workspace file as it is now. Only at a terminal; a later change of the file undoes it.") { file };
        trust.SetAction(parsed =>
        {
            if (!Terminal.IsInteractive)
            {
                throw new SreException(Errors.Commands.TerminalOnly, "sre-mcp trust was not started at a terminal.");
            }

            var path = parsed.GetRequiredValue(file).FullName;
            var places = PolicyPlaces.Of(options(parsed).Workspace);
            Terminal.Error($"{path}\nmay open targets and allow operations once it is trusted. Read it first.");
            if (Terminal.Ask($"Type its name ({Path.GetFileName(path)}) to trust it as it is now: ") != Path.GetFileName(path))
            {
                Terminal.Error("Nothing was changed.");
                return 1;
            }

            Terminal.Write($"Trusted with digest {TrustLedger.Trust(places.Ledger, path)} in {places.Ledger}.");
            return 0;
        });
        return trust;
    }
}
