namespace SreMcp.Clients;

/// <summary>A client's file as it would be.</summary>
/// <param name="Text">The same as before when there is nothing to do.</param>
/// <param name="Approvals">Keys of our entry, already there, that keep the client from asking before a tool runs.</param>
internal sealed record Merged(string Text, IReadOnlyList<string> Approvals);
