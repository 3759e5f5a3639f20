using SreMcp.Calls;
using SreMcp.Commands;
using SreMcp.Policy;

try
{
    // The way of every client: no parsing of command lines, nothing loaded that serving does not need.
    return args is ["serve"] or ["serve", "--recorded"] || (args is [] && Terminal.IsInputRedirected)
        ? await ServeCommand.RunAsync(new SessionOptions { Recorded = args.Length > 1 })
        : await CommandLine.RunAsync(args);
}
catch (SreException failure)
{
    Terminal.Error($"{failure.Code} {failure.What}");
    if (!failure.Remote.IsEmpty)
    {
        Terminal.Error($"The other side said: {failure.Remote.Line(UntrustedText.ErrorBodyLimit)}");
    }

    Terminal.Error($"Next: {failure.Next}");
    return 1;
}
