namespace SreMcp.Scripts;

/// <summary>A layer over the text of a value in a Compose file, before it is quoted for YAML: a dollar sign is doubled (Compose specification, "Interpolation"). Not for keys, where Compose reads no variables.</summary>
internal static class ComposeVariable
{
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Escape(string value) => Quotable.Check(value, "a Compose file").Replace("$", "$$", StringComparison.Ordinal);
}
