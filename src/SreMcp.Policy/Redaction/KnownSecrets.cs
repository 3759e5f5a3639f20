using System.Buffers;
using System.Text;

namespace SreMcp.Policy;

/// <summary>Exact values that were read as credentials, in every form in which they come back.</summary>
internal sealed class KnownSecrets
{
    private const int MinimumLength = 6;

    private readonly Lock _gate = new();
    private volatile Known _known = new([], SearchValues.Create([], StringComparison.Ordinal));

    /// <summary>Length of the longest form in characters.</summary>
    public int LongestForm => _known.Forms.Length == 0 ? 0 : _known.Forms[0].Text.Length;

    public void Learn(string secret, Func<string, string> fingerprint)
    {
        secret = secret.Trim();
        if (secret.Length < MinimumLength)
        {
            return;
        }

        lock (_gate)
        {
            var marker = fingerprint(secret);
            SecretForm[] forms = [.. _known.Forms.Concat(SecretForm.AllOf(secret, marker)).DistinctBy(form => form.Text).OrderByDescending(form => form.Text.Length)];
            _known = new(forms, SearchValues.Create([.. forms.Select(form => form.Text)], StringComparison.Ordinal));
        }
    }

    public string Replace(string text)
    {
        var known = _known;
        if (known.Forms.Length == 0)
        {
            return text;
        }

        StringBuilder? clean = null;
        var copied = 0;
        for (var index = 0; index < text.Length;)
        {
            var found = text.AsSpan(index).IndexOfAny(known.Values);
            if (found < 0)
            {
                break;
            }

            var at = index + found;
            if (Marker.EndAround(text, at) is var behind and > 0)
            {
                index = behind;
                continue;
            }

            var form = known.LongestAt(text, at);
            var (start, end) = form.IsBase64 ? Token(text, at, form.Text.Length, copied) : (at, at + form.Text.Length);
            clean = (clean ?? new(text.Length)).Append(text, copied, start - copied).Append(form.Marker);
            copied = index = end;
        }

        return clean is null ? text : clean.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>The whole base64 token around a part of it: what is left of a token would still tell parts of the secret.</summary>
    private static (int Start, int End) Token(string text, int start, int length, int floor)
    {
        var end = start + length;
        while (start > floor && IsBase64(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && IsBase64(text[end]))
        {
            end++;
        }

        return (start, end);
    }

    private static bool IsBase64(char character) => char.IsAsciiLetterOrDigit(character) || character is '+' or '/' or '-' or '_' or '=';

    private sealed record Known(SecretForm[] Forms, SearchValues<string> Values)
    {
        public SecretForm LongestAt(string text, int at) => Forms.First(form => text.AsSpan(at).StartsWith(form.Text));
    }
}
