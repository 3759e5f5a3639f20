namespace SreMcp.Policy;

/// <summary>A stable code such as <c>SRE0301</c> with the sentence that the table of codes shows.</summary>
public sealed record ErrorCode(string Code, string Says, string Remedy)
{
    public override string ToString() => Code;
}

/// <summary>Something that the reader can act on: what happened, to which target, what to do next. Never a stack trace or a secret.</summary>
public sealed class SreException : Exception
{
    /// <param name="code">From <see cref="Errors"/>.</param>
    /// <param name="what">What happened to which target, in our words only; remote text goes into <paramref name="remote"/>.</param>
    /// <param name="next">What to do next; the code's own remedy when null.</param>
    /// <param name="remote">What the other side said; shown fenced and cut at <see cref="UntrustedText.ErrorBodyLimit"/>.</param>
    public SreException(ErrorCode code, string what, string? next = null, UntrustedText remote = default, Exception? inner = null)
        : base($"{code.Code} {what}", inner)
    {
        Code = code;
        What = what;
        Next = next ?? code.Remedy;
        Remote = remote;
    }

    public ErrorCode Code { get; }

    public string What { get; }

    public string Next { get; }

    public UntrustedText Remote { get; }
}
