namespace SreMcp.Scripts.Review;

/// <summary>The lines of a script as they may be shown: without the secrets in them.</summary>
public sealed class ReviewedText
{
    private const string Hidden = "[a line with a secret]";
    private const int LongestLine = 20_000;

    private static readonly string[] s_files = [".key", ".pem", ".crt", ".cer", ".pub", ".p12", ".pfx", ".jks", ".json", ".yaml", ".yml", ".txt", ".env", ".conf"];
    private static readonly string[] s_speaking = ["echo ", "printf ", "log ", "say ", "#"];

    private readonly string[] _lines;
    private readonly Redactor _redactor;
    private readonly HashSet<int> _keyLines = [];
    private readonly List<string> _secrets = [];

    public ReviewedText(string text, Redactor redactor)
    {
        _lines = text.Split('\n');
        _redactor = redactor;
        var isInKey = false;
        for (var index = 0; index < _lines.Length; index++)
        {
            isInKey |= _lines[index].Contains("PRIVATE KEY", StringComparison.Ordinal) && _lines[index].Contains("BEGIN", StringComparison.Ordinal);
            if (isInKey)
            {
                _keyLines.Add(index + 1);
            }

            isInKey &= !_lines[index].Contains("-----END", StringComparison.Ordinal);
        }
    }

    public int Count => _lines.Length;

    /// <summary>A line as it may be shown; empty for a number that is none.</summary>
    public string Shown(int line)
    {
        if (line < 1 || line > _lines.Length)
        {
            return "";
        }

        var raw = Raw(line);
        return _keyLines.Contains(line) || _secrets.Exists(secret => raw.Contains(secret, StringComparison.Ordinal)) || IsLostInContinuation(line, raw) ? Hidden : _redactor.Redact(raw).Trim();
    }

    /// <summary>Remembers a value that only the language knows to be a secret.</summary>
    internal void Hide(string secret)
    {
        if (secret.Length > 0)
        {
            _secrets.Add(secret);
        }
    }

    /// <summary>True for a line that has a credential written out, not one that names where it comes from.</summary>
    internal bool HoldsSecret(int line, ScriptLanguage language)
    {
        var raw = Raw(line);
        if (_keyLines.Contains(line))
        {
            return raw.Contains("BEGIN", StringComparison.Ordinal);
        }

        var clean = raw.Length < 8 ? raw : _redactor.Redact(raw);
        if (clean == raw)
        {
            return false;
        }

        var at = raw.AsSpan().CommonPrefixLength(clean);

        // The marker begins with a bracket, which the value may do as well.
        return !IsReference(raw, at, language);
    }

    private string Raw(int line) => _lines[line - 1] is var raw && raw.Length > LongestLine ? raw[..LongestLine] : raw;

    private static bool IsReference(string raw, int at, ScriptLanguage language)
    {
        if (at >= raw.Length || raw[at] is '$' or '`' or '<' or '{' or '%' || (at > 0 && raw[at - 1] is '$' or '`'))
        {
            return true;
        }

        var value = raw[at..].Split([' ', ',', ';', '"', '\''], 2)[0];
        if (IsPath(value))
        {
            return true;
        }

        if (language is ScriptLanguage.Bash or ScriptLanguage.PosixShell)
        {
            // A blank here ends a quoted prompt: read -p "Password: " NAME.
            return raw[at] is ' ' || (Array.Exists(s_speaking, word => raw.AsSpan().TrimStart().StartsWith(word)) && value.All(char.IsAsciiLetter));
        }

        if (at > 0 && raw[at - 1] is '"' or '\'')
        {
            return false;
        }

        // Outside quotes a word of these languages is a name or a call, unless it looks like nothing else than a token.
        var word = raw[at..].Split([' ', ',', ';'], 2)[0];
        return word.Any(character => character is '(' or '[' or '.') || word.TrimEnd(')', ']', ':').All(character => char.IsAsciiLetter(character) || character is '_');
    }

    /// <summary>True for where a file is: it begins or ends as a path does, and no part of it looks made by chance.</summary>
    private static bool IsPath(string value) =>
        (value.StartsWith('/') || value.StartsWith("./", StringComparison.Ordinal) || value.StartsWith("../", StringComparison.Ordinal) || value.StartsWith("~/", StringComparison.Ordinal) || Array.Exists(s_files, end => value.EndsWith(end, StringComparison.Ordinal)))
        && value.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '.' or '_' or '-' or '~' or '$' or '{' or '}')
        && !value.Split('/').Any(part => part.Length > 7 && part.Any(char.IsAsciiDigit) && part.Any(char.IsAsciiLetterUpper) && part.Any(char.IsAsciiLetterLower));

    /// <summary>True when a continued line holds what is a secret only together with the line before.</summary>
    private bool IsLostInContinuation(int line, string raw)
    {
        var start = line;
        while (start > 1 && line - start < 20 && Raw(start - 1).TrimEnd('\r').EndsWith('\\'))
        {
            start--;
        }

        if (start == line || raw.Trim().Length is 0)
        {
            return false;
        }

        var whole = string.Join(' ', Enumerable.Range(start, line - start).Select(number => Raw(number).TrimEnd('\r').TrimEnd('\\').Trim()).Append(raw.Trim()));
        var own = _redactor.Redact(raw.Trim());
        return !_redactor.Redact(whole).EndsWith(own, StringComparison.Ordinal);
    }
}
