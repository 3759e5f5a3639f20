namespace SreMcp.Calls;

/// <summary>Asks a person through the client.</summary>
internal interface IConfirmation
{
    /// <summary>Whether a person said yes to exactly this text.</summary>
    /// <param name="question">What would happen, to which target, with the exact text that would go out.</param>
    /// <param name="binding">Digest of everything that the answer is good for: tool, arguments, target, operation, rules.</param>
    /// <returns>Yes, no, or that nobody can be asked.</returns>
    ConfirmationAnswer Ask(string question, string binding);
}

internal enum ConfirmationAnswer
{
    /// <summary>The client cannot ask a person: the same as no.</summary>
    Unavailable = 0,
    No = 1,
    Yes = 2,
}

/// <summary>The command line and clients without elicitation: nobody can be asked, so the answer is no.</summary>
internal sealed class NoConfirmation : IConfirmation
{
    public static NoConfirmation Instance { get; } = new();

    public ConfirmationAnswer Ask(string question, string binding) => ConfirmationAnswer.Unavailable;
}
