using System.Text;

namespace SreMcp.Scripts;

/// <summary>What no language can carry: NUL, and halves of a surrogate pair.</summary>
internal static class Quotable
{
    /// <exception cref="SreException">SRE0605.</exception>
    public static string Check(string value, string language)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new SreException(Errors.Templates.Unquotable, $"A value holds a NUL character, which {language} cannot carry.");
        }

        for (var rest = value.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) is not System.Buffers.OperationStatus.Done)
            {
                throw new SreException(Errors.Templates.Unquotable, $"A value holds half of a surrogate pair, which {language} cannot carry.");
            }

            rest = rest[used..];
        }

        return value;
    }
}
