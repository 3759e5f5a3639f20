namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE043x and SRE044x: what is asked of the Kubernetes API.</summary>
    public static class Objects
    {
        public static ErrorCode UnknownKind { get; } = new("SRE0430", "The cluster serves no such kind.", "Check the spelling; kind=customresourcedefinitions lists the custom ones.");
        public static ErrorCode AmbiguousKind { get; } = new("SRE0431", "Several API groups serve a kind of that name.", "Name the kind with its group, for example deployments.apps.");
        public static ErrorCode UnsupportedVerb { get; } = new("SRE0432", "The cluster does not offer this verb for the kind.", "Choose another kind or another way to read it.");
        public static ErrorCode InvalidName { get; } = new("SRE0433", "A name cannot be the name of a Kubernetes object.", "Pass the plain name as the cluster shows it, without slashes, percent signs or control characters.");
        public static ErrorCode InvalidSelector { get; } = new("SRE0434", "A selector or a cursor is too long or holds control characters.", "Shorten the selector; take the cursor from the previous answer as it is.");
        public static ErrorCode WrongScope { get; } = new("SRE0435", "A namespace was given for a cluster-wide kind, or is missing for a namespaced one.", "Add the namespace, or leave it out for a cluster-wide kind.");
        public static ErrorCode CursorExpired { get; } = new("SRE0436", "The place to continue from is older than what the API server remembers.", "Start the list from its beginning.");
        public static ErrorCode NotAWorkload { get; } = new("SRE0437", "Only Deployments, StatefulSets and DaemonSets have rollouts.", "Name one of them, for example Deployment/api.");
        public static ErrorCode UnknownRevision { get; } = new("SRE0438", "The workload has no such revision.", "Choose one of the revisions that the workload's history still holds.");
        public static ErrorCode AlreadyThere { get; } = new("SRE0439", "The workload already runs this revision.", "Nothing needs to be done; choose another revision if this one is not healthy.");
        public static ErrorCode ChangedMeanwhile { get; } = new("SRE0440", "Somebody changed the object after it was read.", "Read it again and decide again.");
        public static ErrorCode CannotBeChanged { get; } = new("SRE0441", "The object's state does not allow the change.", "Read the object and resolve what is named first.");

        internal static IReadOnlyList<ErrorCode> All =>
        [
            UnknownKind, AmbiguousKind, UnsupportedVerb, InvalidName, InvalidSelector, WrongScope,
            CursorExpired, NotAWorkload, UnknownRevision, AlreadyThere, ChangedMeanwhile, CannotBeChanged,
        ];
    }
}
