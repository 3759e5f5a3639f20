using System.Buffers;

namespace SreMcp.Findings;

/// <summary>What stays of a line when everything that varies is taken out: two lines with the same template differ in no constant word.</summary>
/// <param name="Text">Constant words with <c>*</c> for numbers, ids, times, addresses and quoted values.</param>
/// <param name="Level">As the line says, or as its words imply.</param>
public sealed record LineTemplate(string Text, LogLevel Level)
{
    /// <summary>Bytes of a line that are looked at; what follows varies.</summary>
    public const int Reach = 4096;

    /// <summary>Reads any line: text, JSON, logfmt, binary.</summary>
    public static LineTemplate Of(ReadOnlySpan<byte> line)
    {
        var reach = line.Length > Reach ? line[..Reach] : line;
        var scratch = ArrayPool<byte>.Shared.Rent(reach.Length);
        using var reader = new TemplateReader(PlainLine.Of(reach, scratch));
        var template = reader.Read(isCut: line.Length > Reach);
        ArrayPool<byte>.Shared.Return(scratch);
        return template;
    }
}
