using System.ComponentModel;
using ModelContextProtocol.Server;

namespace SreMcp.Skeleton;

/// <summary>Tools as a small server has them: a text, a few parameters, hardly any work.</summary>
internal static class FiveTools
{
    [McpServerTool(Name = "list", ReadOnly = true), Description("List objects of a kind.")]
    public static string List([Description("The kind, such as pods.")] string kind, [Description("One namespace.")] string? @namespace = null, [Description("How many.")] int limit = 20) =>
        $"{limit} {kind} in {@namespace}";

    [McpServerTool(Name = "fetch", ReadOnly = true), Description("Fetch paths from the API server, one after the other, and say how many bytes came.")]
    public static Task<string> FetchAsync([Description("Paths, separated by spaces.")] string paths) => PlainClient.FetchAsync(paths.Split(' '));

    [McpServerTool(Name = "logs", ReadOnly = true), Description("The last lines that a pod wrote.")]
    public static string Logs([Description("The pod.")] string pod, [Description("Lines.")] int lines = 100, [Description("Of the container before.")] bool previous = false) =>
        $"{lines} of {pod}, {previous}";

    [McpServerTool(Name = "events", ReadOnly = true), Description("What happened lately.")]
    public static string Events([Description("One namespace.")] string? @namespace = null, [Description("Only warnings.")] bool warnings = true) =>
        $"{@namespace}, {warnings}";

    [McpServerTool(Name = "echo", ReadOnly = true), Description("Says what it was told.")]
    public static string Echo([Description("Any text.")] string text) => text;
}
