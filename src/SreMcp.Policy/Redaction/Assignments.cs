using System.Text;

namespace SreMcp.Policy;

/// <summary>Finds secrets by the name in front of them: <c>password: x</c>, <c>"apiKey":"x"</c>, <c>--token x</c>, <c>Pwd=x;</c>, headers, and the name/value pairs of containers.</summary>
/// <remarks>A hand-written scan from separator to separator: each character is looked at a bounded number of times, whatever the text.</remarks>
internal sealed class Assignments
{
    private readonly string _text;
    private readonly Func<string, string> _fingerprint;
    private StringBuilder? _clean;
    private int _copied;
    private (int End, string Name) _pair = (-1, "");

    private Assignments(string text, Func<string, string> fingerprint)
    {
        _text = text;
        _fingerprint = fingerprint;
    }

    public static string Replace(string text, Func<string, string> fingerprint) => new Assignments(text, fingerprint).Run();

    private string Run()
    {
        for (var index = 0; index < _text.Length;)
        {
            var found = _text.AsSpan(index).IndexOfAny(':', '=', '-');
            if (found < 0)
            {
                break;
            }

            var at = index + found;
            index = _text[at] == '-' ? Flag(at) : Separator(at);
        }

        return _clean is null ? _text : _clean.Append(_text, _copied, _text.Length - _copied).ToString();
    }

    /// <summary><c>--token abc</c>; with <c>=</c> it is an assignment like any other.</summary>
    private int Flag(int at)
    {
        var end = at;
        while (end < _text.Length && _text[end] == '-')
        {
            end++;
        }

        var start = end;
        while (end < _text.Length && end - start < AssignedKey.Longest && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] is '-' or '_'))
        {
            end++;
        }

        var isFlag = start - at == 2 && end > start && end + 1 < _text.Length && _text[end] == ' ' && _text[end + 1] != '-'
            && SecretKeys.KindOf(_text.AsSpan(start, end - start)) is KeyKind.Secret;
        return isFlag ? Hide(AssignedValue.After(_text, end, KeyKind.Secret), KeyKind.Secret) ?? end : Math.Max(start, at + 1);
    }

    private int Separator(int at)
    {
        var key = AssignedKey.Before(_text, at, _copied);
        var next = at + 1;
        if (key.Length == 0)
        {
            return next;
        }

        var kind = KindOf(key, at);
        if (kind is KeyKind.Other)
        {
            return next;
        }

        if (_text[at] == '=' && next < _text.Length && _text[next] is '>' or '=')
        {
            next++;
        }

        var value = AssignedValue.After(_text, next, kind);
        return key.IsProse(_text, at) && value.IsWord(_text) ? next : Hide(value, kind) ?? next;
    }

    /// <summary>In <c>name: DB_PASSWORD, value: x</c> the name speaks for the value that follows it.</summary>
    private KeyKind KindOf(AssignedKey key, int at)
    {
        var name = key.In(_text);
        if (name is "name" or "Name")
        {
            var value = AssignedValue.After(_text, at + 1, KeyKind.Secret);
            _pair = (value.End, value.Length <= AssignedKey.Longest ? value.In(_text).ToString() : "");
            return KeyKind.Other;
        }

        if (name is "value" or "Value" && _pair.End >= 0 && key.Start - _pair.End is >= 0 and <= 64 && AssignedKey.OnlyPunctuation(_text.AsSpan(_pair.End, key.Start - _pair.End)))
        {
            return SecretKeys.KindOf(_pair.Name);
        }

        return key.IsTightReference(_text, at) ? KeyKind.Other : SecretKeys.KindOf(name);
    }

    /// <summary>Replaces the value when it is one to hide and returns where to go on; null when it stays.</summary>
    private int? Hide(AssignedValue value, KeyKind kind)
    {
        var text = value.In(_text);
        var hidden = kind is KeyKind.Secret or KeyKind.Header
            ? !PlainValues.IsPlaceholder(text) && !Marker.IsAllOf(text) && !IsSmallNumber(text)
            : PlainValues.IsOpaque(text.Length > 256 ? text[..256] : text);
        if (value.Length == 0 || !hidden)
        {
            return null;
        }

        _clean = (_clean ?? new(_text.Length)).Append(_text, _copied, value.Start - _copied).Append(_fingerprint(text.ToString()));
        return _copied = value.End;
    }

    private static bool IsSmallNumber(ReadOnlySpan<char> text) => text.Length <= 3 && !text.ContainsAnyExceptInRange('0', '9');
}
