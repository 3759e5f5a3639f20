namespace SreMcp.Scripts.Review;

/// <summary>Tells the language of a script by its first line, then by its name, then by how it begins.</summary>
public static class LanguageRecognition
{
    private const int LooksAt = 60;

    private static readonly string[] s_others = [".rb", ".pl", ".js", ".ts", ".mjs", ".go", ".rs", ".java", ".cs", ".php", ".lua", ".bat", ".cmd", ".yaml", ".yml", ".json", ".tf", ".toml", ".xml", ".md"];
    private static readonly string[] s_sql = ["select", "insert", "update", "delete", "create", "alter", "drop", "truncate", "begin", "set", "with", "grant", "revoke", "vacuum", "reindex", "copy", "start", "do"];
    private static readonly string[] s_python = ["import ", "from ", "def ", "class ", "if __name__"];
    private static readonly string[] s_powerShell = ["param(", "param (", "[cmdletbinding", "function ", "import-module", "#requires", "connect-az", "get-", "set-", "remove-", "new-", "$erroractionpreference"];

    /// <summary>Null for another language, and when nothing gives it away.</summary>
    /// <param name="fileName">Null for text without a file.</param>
    public static RecognisedLanguage? Of(string text, string? fileName)
    {
        var isOther = s_others.Contains(Path.GetExtension(fileName ?? "").ToLowerInvariant(), StringComparer.Ordinal);
        return text.StartsWith("#!", StringComparison.Ordinal) ? ByFirstLine(text) : ByExtension(fileName) ?? (isOther ? null : ByContent(text));
    }

    private static RecognisedLanguage? ByFirstLine(string text)
    {
        var end = text.AsSpan().IndexOf('\n');
        var words = text[2..Math.Min(end < 0 ? text.Length : end, 200)].Split([' ', '\t', '\r', '/'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words.Where(word => word.Length < 20 && word[0] != '-'))
        {
            var name = word.TrimEnd('.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            if (Interpreter(name) is { } language)
            {
                return new(language, "its first line");
            }
        }

        return null;
    }

    private static ScriptLanguage? Interpreter(string name) => name switch
    {
        "bash" or "zsh" => ScriptLanguage.Bash,
        "sh" or "dash" or "ash" or "ksh" or "busybox" => ScriptLanguage.PosixShell,
        "python" => ScriptLanguage.Python,
        "pwsh" or "powershell" => ScriptLanguage.PowerShell,
        "psql" => ScriptLanguage.Sql,
        _ => null,
    };

    private static RecognisedLanguage? ByExtension(string? fileName)
    {
        var extension = Path.GetExtension(fileName ?? "").ToLowerInvariant();
        ScriptLanguage? language = extension switch
        {
            ".bash" or ".zsh" or ".sh" => ScriptLanguage.Bash,
            ".ksh" => ScriptLanguage.PosixShell,
            ".py" => ScriptLanguage.Python,
            ".ps1" or ".psm1" => ScriptLanguage.PowerShell,
            ".sql" or ".psql" or ".ddl" => ScriptLanguage.Sql,
            _ => null,
        };
        return language is { } known ? new(known, $"the extension {extension}") : null;
    }

    private static RecognisedLanguage? ByContent(string text)
    {
        const string How = "how it begins";
        var lines = text.AsSpan(0, Math.Min(text.Length, 20_000)).ToString().Split('\n').Take(LooksAt).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
        var telling = lines.Where(line => line[0] != '#' && !line.StartsWith("--", StringComparison.Ordinal)).ToArray();
        if (telling.Length is 0)
        {
            return null;
        }

        if (lines.Any(line => Begins(line, s_python) && (line[0] != 'f' || line.Contains(" import ", StringComparison.Ordinal))))
        {
            return new(ScriptLanguage.Python, How);
        }

        var first = telling[0].ToLowerInvariant();
        if (lines.Any(line => Begins(line, s_powerShell) && (!line.StartsWith("function ", StringComparison.Ordinal) || line.Contains('-', StringComparison.Ordinal))))
        {
            return new(ScriptLanguage.PowerShell, How);
        }

        var word = first.Split([' ', '\t', ';', '('], 2)[0];
        var isSql = s_sql.Contains(word, StringComparer.Ordinal) && (word is not "set" || !first.StartsWith("set -", StringComparison.Ordinal)) && telling.Any(line => line.EndsWith(';'));
        return new(isSql || telling[0].StartsWith("/*", StringComparison.Ordinal) ? ScriptLanguage.Sql : ScriptLanguage.Bash, isSql ? How : "nothing else fits");
    }

    private static bool Begins(string line, string[] words) => Array.Exists(words, word => line.StartsWith(word, StringComparison.OrdinalIgnoreCase));
}
