namespace SreMcp.Policy;

/// <summary>A database, account or host that a caller named and nobody has contacted: what is generated for it proves its identity before it acts.</summary>
/// <param name="Of">The system in lower case, such as <c>postgresql</c> or <c>aws</c>.</param>
/// <param name="Name">How people name it.</param>
/// <param name="Facts">What environment lines and rules match.</param>
public sealed record DeclaredTarget(string Of, string Name, IReadOnlyList<TargetFact> Facts) : Target
{
    public override string System => Of;

    public override string Display => Name;

    public override IReadOnlyList<TargetScope> Scopes => [new(Of, Facts, [])];
}
