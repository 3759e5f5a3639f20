using System.Globalization;

namespace SreMcp.Findings;

/// <summary>A cron line of five fields, or one of the named ones: when it is due.</summary>
public sealed class CronSchedule
{
    private const int Occurrences = 8;
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(400);
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private readonly bool[] _minutes;
    private readonly bool[] _hours;
    private readonly bool[] _days;
    private readonly bool[] _months;
    private readonly bool[] _weekdays;
    private readonly bool _isByDay;
    private readonly bool _isByWeekday;

    private CronSchedule(string[] fields, bool[] minutes, bool[] hours, bool[] days, bool[] months, bool[] weekdays) =>
        (_minutes, _hours, _days, _months, _weekdays, _isByDay, _isByWeekday) = (minutes, hours, days, months, weekdays, fields[2][0] is not ('*' or '?'), fields[4][0] is not ('*' or '?'));

    /// <summary>Null when it cannot be read.</summary>
    public static CronSchedule? Parse(string text)
    {
        var line = text.StartsWith("TZ=", StringComparison.Ordinal) || text.StartsWith("CRON_TZ=", StringComparison.Ordinal) ? text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..] : text;
        string[] fields = (line.Trim() switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            var plain => plain,
        }).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length is 5 && Field(fields[0], 0, 59) is { } minutes && Field(fields[1], 0, 23) is { } hours && Field(fields[2], 1, 31) is { } days
            && Field(fields[3], 1, 12, Months, 1) is { } months && Field(fields[4], 0, 7, Weekdays, 0) is { } weekdays
            ? new(fields, minutes, hours, days, months, weekdays)
            : null;
    }

    /// <summary>The longest time between two of the last runs that were due; null when it is due less than once in a year or so.</summary>
    public TimeSpan? LongestGap(DateTimeOffset now)
    {
        TimeSpan? longest = null;
        DateTimeOffset? later = null;
        foreach (var due in Before(now).Take(Occurrences))
        {
            longest = later - due is { } gap && !(gap < longest) ? gap : longest;
            later = due;
        }

        return longest;
    }

    private IEnumerable<DateTimeOffset> Before(DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        for (var day = utc - utc.TimeOfDay; now - day < Horizon; day = day.AddDays(-1))
        {
            if (!IsDue(day))
            {
                continue;
            }

            for (var minute = (24 * 60) - 1; minute >= 0; minute--)
            {
                if (_hours[minute / 60] && _minutes[minute % 60] && day.AddMinutes(minute) <= now)
                {
                    yield return day.AddMinutes(minute);
                }
            }
        }
    }

    /// <summary>Where both kinds of days are restricted, either of them is enough.</summary>
    private bool IsDue(DateTimeOffset day)
    {
        var (ofMonth, ofWeek) = (_days[day.Day], _weekdays[(int)day.DayOfWeek] || (day.DayOfWeek is DayOfWeek.Sunday && _weekdays[7]));
        return _months[day.Month] && (_isByDay && _isByWeekday ? ofMonth || ofWeek : ofMonth && ofWeek);
    }

    private static bool[]? Field(string text, int least, int most, string[]? names = null, int first = 0)
    {
        var due = new bool[most + 1];
        foreach (var part in text.Split(','))
        {
            var step = part.Split('/') switch { [_] => 1, [_, var every] when int.TryParse(every, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => number, _ => 0 };
            var range = part.Split('/')[0];
            if (step is 0 || Range(range, least, most, names, first, isOpen: part.Contains('/', StringComparison.Ordinal)) is not var (from, to))
            {
                return null;
            }

            for (var value = from; value <= to; value += step)
            {
                due[value] = true;
            }
        }

        return due;
    }

    private static (int From, int To)? Range(string range, int least, int most, string[]? names, int first, bool isOpen)
    {
        if (range is "*" or "?")
        {
            return (least, most);
        }

        var ends = range.Split('-');
        var (from, to) = (Value(ends[0], names, first), Value(ends[^1], names, first));
        return ends.Length <= 2 && from >= least && to <= most && from <= to ? (from.Value, isOpen && ends.Length is 1 ? most : to.Value) : null;
    }

    private static int? Value(string text, string[]? names, int first) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : names is not null && Array.IndexOf(names, text.ToLowerInvariant()) is >= 0 and var index ? index + first
        : null;
}
