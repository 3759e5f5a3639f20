namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE02xx: what a policy, configuration or template file got wrong. The message names file and line, what was found and what was expected.</summary>
    public static class Policies
    {
        public static ErrorCode NotYaml { get; } = new("SRE0201", "A file is not YAML.", "Correct the line; the message says what the reader met.");
        public static ErrorCode RefusedYaml { get; } = new("SRE0202", "A file uses YAML that is not accepted: anchors, aliases, tags, merge keys, several documents, or nesting that is too deep.", "Write the values out, in one plain document.");
        public static ErrorCode TooLarge { get; } = new("SRE0203", "A file is larger than is read.", "Split it; every file of the folder is read.");
        public static ErrorCode Unreadable { get; } = new("SRE0204", "A file or folder could not be read.", "Check that it exists and that its permissions let you read it.");
        public static ErrorCode UnknownKey { get; } = new("SRE0205", "A key is not known at this place.", "Use one of the keys that the message names; the JSON Schema on the file's first line lists them in an editor.");
        public static ErrorCode DuplicateKey { get; } = new("SRE0206", "A key stands twice in one mapping.", "Keep one of them.");
        public static ErrorCode MissingKey { get; } = new("SRE0207", "A key that must be there is missing.", "Add it.");
        public static ErrorCode WrongType { get; } = new("SRE0208", "A value has the wrong type.", "Write what the message expects; put quotes around text that looks like a number, a date, null or yes and no.");
        public static ErrorCode UnknownValue { get; } = new("SRE0209", "A value is not one of those that exist.", "Use one of the values that the message names.");
        public static ErrorCode BadPattern { get; } = new("SRE0210", "A pattern cannot be read.", "Patterns are plain text with * for any characters and ? for one.");
        public static ErrorCode DuplicateId { get; } = new("SRE0211", "Two rules or environment lines have the same id.", "Rename one; ids are unique over all files in force.");
        public static ErrorCode ExampleFails { get; } = new("SRE0212", "An example does not hold.", "Correct the rule or the example; `sre-mcp policy explain` shows what decided.");
        public static ErrorCode LiftsFloor { get; } = new("SRE0213", "A file tries to lift the floor.", "The floor is compiled in: nothing executes on production or unknown, and only an exact cluster id opens. Narrow the rule.");
        public static ErrorCode BadLedger { get; } = new("SRE0214", "The list of trusted files cannot be read.", "Correct or remove the line; `sre-mcp trust FILE` writes it anew.");
        public static ErrorCode LiteralSecret { get; } = new("SRE0215", "A secret stands in a file.", "Name where it is instead: { env: VARIABLE } or { file: PATH }. Then change the secret, since it was in a file.");
        public static ErrorCode BadWorkspace { get; } = new("SRE0216", "The workspace is not a folder that can be used.", "Give --workspace an existing folder.");

        internal static IReadOnlyList<ErrorCode> All =>
        [
            NotYaml, RefusedYaml, TooLarge, Unreadable, UnknownKey, DuplicateKey, MissingKey, WrongType,
            UnknownValue, BadPattern, DuplicateId, ExampleFails, LiftsFloor, BadLedger, LiteralSecret, BadWorkspace,
        ];
    }
}
