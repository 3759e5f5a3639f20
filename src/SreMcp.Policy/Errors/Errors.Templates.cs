namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE06xx: templates, what they are filled with, and the bundles they become.</summary>
    public static class Templates
    {
        public static ErrorCode UnknownTemplate { get; } = new("SRE0601", "No template has this name.", "Call generate_script without a template to list them.");
        public static ErrorCode UnknownParameter { get; } = new("SRE0602", "The template has no parameter of this name.", "Use a name from the template's declaration.");
        public static ErrorCode MissingParameter { get; } = new("SRE0603", "A required parameter is missing.", "Give it a value; the declaration shows an example.");
        public static ErrorCode WrongParameter { get; } = new("SRE0604", "A parameter's value is not what its declaration asks for.", "Correct the value; the declaration shows its type, its range and an example.");
        public static ErrorCode Unquotable { get; } = new("SRE0605", "A value cannot be written in the language it would land in.", "Change the value: the message names what cannot be written there.");
        public static ErrorCode MalformedHeader { get; } = new("SRE0606", "A template's header is not valid.", "Correct template.yaml at the line that is named.");
        public static ErrorCode MalformedBody { get; } = new("SRE0607", "A template's body uses a placeholder or a name that does not exist.", "Use only the names that the header declares: $NAME in bash, {{name}} in Markdown.");
        public static ErrorCode BrokenContract { get; } = new("SRE0608", "A template breaks the script contract.", "Give it what is missing; kubernetes_rollback shows how.");
        public static ErrorCode UnusableWorkspace { get; } = new("SRE0609", "A bundle cannot be written into the workspace.", "Take the files from the answer, or give the server another workspace.");
        public static ErrorCode BundleDiffers { get; } = new("SRE0610", "A file of this bundle exists with other content.", "Look at what changed it, then move it away and generate again.");
        public static ErrorCode UnknownDescription { get; } = new("SRE0611", "A file does not describe an API.", "Name an OpenAPI 3 or Swagger 2 file (YAML or JSON), or the XML file that the C# compiler writes from doc comments.");

        internal static IReadOnlyList<ErrorCode> All =>
            [UnknownTemplate, UnknownParameter, MissingParameter, WrongParameter, Unquotable, MalformedHeader, MalformedBody, BrokenContract, UnusableWorkspace, BundleDiffers, UnknownDescription];
    }
}
