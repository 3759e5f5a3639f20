namespace SreMcp.Scripts.Review;

/// <summary>Secrets that only the language gives away: <c>PASSWORD 'x'</c>, <c>mysql -px</c>, <c>curl -u user:x</c>, <c>sshpass -p x</c>.</summary>
internal static class LanguageSecrets
{
    public static IEnumerable<(int Line, string Value)> InSql(string text)
    {
        foreach (var statement in SqlStatement.Read(text))
        {
            for (var index = 0; index + 1 < statement.Tokens.Count; index++)
            {
                if (statement.Tokens[index] is { Kind: SqlTokenKind.Word, Text: "PASSWORD" } && statement.Tokens[index + 1] is { Kind: SqlTokenKind.Text, Text.Length: > 0 } value && value.Text[0] is not ':')
                {
                    yield return (value.Line, value.Text);
                }
            }
        }
    }

    public static IEnumerable<(int Line, string Value)> InShell(string text, ScriptLanguage language)
    {
        foreach (var invocation in BashScript.Read(text, language).Invocations)
        {
            var value = invocation.Program switch
            {
                "curl" or "wget" when invocation.ValueOf("-u", "--user") is { } user && user.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon => user[(colon + 1)..],
                "sshpass" => invocation.ValueOf("-p"),
                "mysql" or "mysqldump" or "mariadb" => invocation.Arguments.FirstOrDefault(word => word.Text.Length > 2 && word.Text.StartsWith("-p", StringComparison.Ordinal))?.Text[2..],
                "redis-cli" => invocation.ValueOf("-a"),
                "docker" when invocation.Does("login") => invocation.ValueOf("-p"),
                _ => null,
            };
            if (value is { Length: > 0 } && !value.Contains('$', StringComparison.Ordinal))
            {
                yield return (invocation.Command.Line, value);
            }

            foreach (var statement in DatabaseEffects.Statements(invocation).Where(_ => invocation.Program is "psql"))
            {
                foreach (var (line, secret) in InSql(statement.Text).Where(found => !found.Value.Contains('$', StringComparison.Ordinal)))
                {
                    yield return (statement.Line + line - 1, secret);
                }
            }
        }
    }

    /// <summary><c>ConvertTo-SecureString 'x' -AsPlainText</c>.</summary>
    public static IEnumerable<(int Line, string Value)> InPowerShell(string text)
    {
        foreach (var statement in new PowerShellLexer(text).Read())
        {
            var at = statement.Tokens.FindIndex(token => token.Text.Equals("ConvertTo-SecureString", StringComparison.OrdinalIgnoreCase));
            if (at >= 0 && statement.Has("-AsPlainText") && statement.Tokens.Skip(at).FirstOrDefault(token => token.Kind is CodeTokenKind.Text) is { Text.Length: > 0 } value)
            {
                yield return (value.Line, value.Text);
            }
        }
    }
}
