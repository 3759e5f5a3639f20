namespace SreMcp.Scripts;

/// <summary>One segment of a path, or one name or value of a query, percent-encoded in UTF-8: only unreserved characters stay (RFC 3986, sections 2.1 and 2.3).</summary>
internal static class UrlText
{
    /// <exception cref="SreException">
    /// SRE0605 for <c>.</c> and <c>..</c>: as a segment they mean a folder, even when they are encoded; also for NUL and half surrogates.
    /// </exception>
    public static string Fragment(string value) => value is "." or ".."
        ? throw new SreException(Errors.Templates.Unquotable, $"The value {value} would be a step in a URL's path, and there is no escape for it.")
        : Uri.EscapeDataString(Quotable.Check(value, "a URL"));
}
