namespace SreMcp.Findings;

/// <summary>Tokens that are more than words.</summary>
internal static class TokenShape
{
    public const int KlogLength = 5;

    private const int ShortName = 3;

    private static readonly System.Buffers.SearchValues<byte> Hexadecimal = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>The head of a line of Kubernetes' own components: <c>E1120</c> for an error on 20 November.</summary>
    public static bool IsKlogHead(ReadOnlySpan<byte> token, int before) =>
        before == 0 && token.Length is KlogLength && token[0] is (byte)'I' or (byte)'W' or (byte)'E' or (byte)'F' && !token[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9');

    public static LogLevel KlogLevel(byte letter) => letter switch
    {
        (byte)'E' => LogLevel.Error,
        (byte)'F' => LogLevel.Fatal,
        (byte)'W' => LogLevel.Warning,
        _ => LogLevel.Info,
    };

    /// <summary>Names of months and days where a time stands, and parts of IPv6 addresses that have no digit.</summary>
    public static bool IsPartOfTime(ReadOnlySpan<byte> token, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (before.EndsWith("*:"u8) || before.EndsWith("::"u8))
        {
            return token.Length <= 4 && !token.ContainsAnyExcept(Hexadecimal);
        }

        if (token.Length != ShortName)
        {
            return false;
        }

        var next = after.IndexOfAnyExcept(" ,/"u8);
        var isBeforeNumber = next > 0 && char.IsAsciiDigit((char)after[next]);
        return IsMonth(token) ? isBeforeNumber || before.EndsWith("* "u8) : IsDay(token) && (isBeforeNumber || (next > 0 && IsMonthAlone(after[next..])));
    }

    /// <summary>Two capitals or more, nothing else.</summary>
    public static bool IsCapital(ReadOnlySpan<byte> word) => word.Length > 1 && !word.ContainsAnyExceptInRange((byte)'A', (byte)'Z');

    private static bool IsMonthAlone(ReadOnlySpan<byte> text) => text.Length > ShortName && text[ShortName] is (byte)' ' && IsMonth(text[..ShortName]);

    private static bool IsMonth(ReadOnlySpan<byte> token) => "JanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(token) is >= 0 and var place && place % ShortName == 0;

    private static bool IsDay(ReadOnlySpan<byte> token) => "MonTueWedThuFriSatSun"u8.IndexOf(token) is >= 0 and var place && place % ShortName == 0;
}
