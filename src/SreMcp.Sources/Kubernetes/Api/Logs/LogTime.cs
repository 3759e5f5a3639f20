namespace SreMcp.Sources.Kubernetes;

/// <summary>The time that a node puts before a line: RFC 3339 with up to nine digits of a second, in UTC or with an offset.</summary>
internal static class LogTime
{
    private const int Seconds = 19;

    /// <param name="length">How many bytes to take off, the blank included.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, out DateTimeOffset at, out int length)
    {
        (at, length) = (default, 0);
        if (line.Length <= Seconds || line[4] != '-' || line[7] != '-' || line[10] != 'T' || line[13] != ':' || line[16] != ':'
            || Number(line[..4]) is not (>= 1 and var year) || Number(line[5..7]) is not (>= 1 and <= 12 and var month) || Number(line[8..10]) is not (>= 1 and var day)
            || Number(line[11..13]) is not (<= 23 and var hour) || Number(line[14..16]) is not (<= 59 and var minute) || Number(line[17..19]) is not (<= 59 and var second)
            || day > System.Globalization.CultureInfo.InvariantCulture.Calendar.GetDaysInMonth(year, month))
        {
            return false;
        }

        var ticks = new DateOnly(year, month, day).DayNumber * TimeSpan.TicksPerDay + new TimeSpan(hour, minute, second).Ticks;
        var place = Seconds;
        if (line[place] is (byte)'.')
        {
            var unit = TimeSpan.TicksPerSecond;
            while (++place < line.Length && char.IsAsciiDigit((char)line[place]))
            {
                unit /= 10;
                ticks += unit * (line[place] - '0');
            }
        }

        if (!TryReadZone(line, ref place, out var offset) || (place < line.Length && line[place] is not (byte)' ') || ticks - offset.Ticks < 0)
        {
            return false;
        }

        at = new(ticks - offset.Ticks, TimeSpan.Zero);
        length = Math.Min(place + 1, line.Length);
        return true;
    }

    private static bool TryReadZone(ReadOnlySpan<byte> line, ref int place, out TimeSpan offset)
    {
        offset = default;
        if (place < line.Length && line[place] is (byte)'Z')
        {
            place++;
            return true;
        }

        if (place + 6 > line.Length || line[place] is not ((byte)'+' or (byte)'-') || line[place + 3] != ':'
            || Number(line[(place + 1)..(place + 3)]) is not (<= 23 and var hours) || Number(line[(place + 4)..(place + 6)]) is not (<= 59 and var minutes))
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0) * (line[place] is (byte)'-' ? -1 : 1);
        place += 6;
        return true;
    }

    /// <summary>The number that the digits make; null when one of them is none.</summary>
    private static int? Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return null;
            }

            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
