namespace SreMcp.Findings;

/// <summary>What stays of a line when everything that varies is taken out: two lines with the same template differ in no constant word.</summary>
/// <param name="Text">Constant words with <c>*</c> for numbers, ids, times, addresses and quoted values.</param>
/// <param name="Level">As the line says, or as its words imply.</param>
public sealed record LineTemplate(string Text, LogLevel Level)
{
    /// <summary>Bytes of a line that are looked at; what follows varies.</summary>
    public const int Reach = 4096;

    /// <summary>The digits that the template depends on, as offsets into the line: of HTTP statuses and numeric levels.</summary>
    internal int[] Significant { get; init; } = [];

    /// <summary>Reads any line: text, JSON, logfmt, binary.</summary>
    public static LineTemplate Of(ReadOnlySpan<byte> line)
    {
        using var reader = new TemplateReader(line.Length > Reach ? line[..Reach] : line);
        return reader.Read(isCut: line.Length > Reach);
    }
}
