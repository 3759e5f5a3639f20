namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE01xx: calls that cannot be carried out as they were written.</summary>
    public static class Arguments
    {
        public static ErrorCode UnknownTool { get; } = new("SRE0101", "No tool has this name.", "Call one of the listed tools.");
        public static ErrorCode Unknown { get; } = new("SRE0102", "An argument is unknown.", "Use the names that the tool declares.");
        public static ErrorCode Missing { get; } = new("SRE0103", "A required argument is missing.", "Call again with it.");
        public static ErrorCode Wrong { get; } = new("SRE0104", "An argument has the wrong type or is out of range.", "Correct the value and call again.");
        public static ErrorCode TimedOut { get; } = new("SRE0105", "The call took longer than its limit and was stopped.", "Narrow it: one namespace, a selector, a smaller limit.");
        public static ErrorCode Unexpected { get; } = new("SRE0106", "Something failed that should not have; this is a bug.", "Report it with the code and the time; the details stand on stderr.");
        public static ErrorCode UnknownCursor { get; } = new("SRE0107", "The cursor or result id is unknown or has expired.", "Run the original call again.");
        public static ErrorCode NotAllowed { get; } = new("SRE0108", "Policy refuses the operation on this target.", "Use what the refusal names instead.");
        public static ErrorCode NotConfirmed { get; } = new("SRE0109", "A person had to confirm and did not.", "Ask the operator, or use generate_script and let a person run the result.");
        public static ErrorCode ForgedConfirmation { get; } = new("SRE0110", "The confirmation that came back is not the one that was asked for.", "Call the tool again without requestState.");
        public static ErrorCode Manifest { get; } = new("SRE0111", "The manifest is not one object of an allowed kind.", "Send one namespaced workload object without privileged parts.");

        internal static IReadOnlyList<ErrorCode> All =>
        [
            UnknownTool, Unknown, Missing, Wrong, TimedOut, Unexpected, UnknownCursor, NotAllowed, NotConfirmed, ForgedConfirmation, Manifest,
        ];
    }
}
