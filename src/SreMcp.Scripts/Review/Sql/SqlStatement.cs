namespace SreMcp.Scripts.Review;

/// <summary>One statement, or one line of psql's own.</summary>
/// <param name="IsInBlock">True inside a <c>DO</c> block, which is one statement for the server.</param>
internal sealed record SqlStatement(IReadOnlyList<SqlToken> Tokens, bool IsInBlock)
{
    private const int StatementLimit = 20_000;

    public int Line => Tokens[0].Line;

    public bool IsMeta => Tokens[0].Kind is SqlTokenKind.Meta;

    public string First => Tokens[0].Kind is SqlTokenKind.Word ? Tokens[0].Text : "";

    /// <summary>The verb with its object, of words that SQL knows: <c>DROP TABLE</c>.</summary>
    public string Name => Verb switch
    {
        "DROP" or "CREATE" or "ALTER" => Tokens.Skip(1).FirstOrDefault(token => token.Text is "TABLE" or "INDEX" or "DATABASE" or "SCHEMA" or "VIEW" or "ROLE" or "USER" or "FUNCTION" or "TYPE" or "SEQUENCE" or "TRIGGER" or "EXTENSION" or "COLUMN" or "CONSTRAINT").Text is { } kind ? $"{Verb} {kind}" : Verb,
        var verb => verb,
    };

    /// <summary>What it does; of <c>WITH</c>, what its first part that changes something does.</summary>
    public string Verb => First is "WITH" or "EXPLAIN" ? Tokens.FirstOrDefault(token => token.Text is "DELETE" or "UPDATE" or "INSERT" or "MERGE").Text ?? First : First;

    public bool ChangesRows => Verb is "DELETE" or "UPDATE" or "INSERT" or "MERGE" && (First is not "EXPLAIN" || Has("ANALYZE"));

    public bool ChangesSchema => Verb is "DROP" or "ALTER" or "TRUNCATE" or "REINDEX" or "CLUSTER" || (Verb is "VACUUM" && Has("FULL")) || (Verb is "CREATE" && !Has("TEMP") && !Has("TEMPORARY"));

    public bool Changes => ChangesRows || ChangesSchema || Verb is "GRANT" or "REVOKE" || (Verb is "COPY" && Has("FROM"));

    public bool Destroys => Verb is "DELETE" or "TRUNCATE" || (Verb is "DROP" && Name is not "DROP INDEX") || IsUnbounded || (Verb is "ALTER" && Follows("DROP", "COLUMN"));

    /// <summary>True for DELETE and UPDATE without a WHERE of their own.</summary>
    public bool IsUnbounded
    {
        get
        {
            for (var index = 0; index < Tokens.Count; index++)
            {
                if (IsWord(index, "DELETE") && IsWord(index + 1, "FROM") && !HasOwnWhere(index))
                {
                    return true;
                }
            }

            return Verb is "UPDATE" && First is "UPDATE" && Has("SET") && !HasOwnWhere(0);
        }
    }

    public bool Has(string word) => Tokens.Any(token => token.Kind is SqlTokenKind.Word && token.Text == word);

    /// <summary>True when these words stand one behind the other.</summary>
    public bool Follows(params string[] words) =>
        Enumerable.Range(0, Math.Max(0, Tokens.Count - words.Length + 1)).Any(start => words.Select((word, index) => IsWord(start + index, word)).All(fits => fits));

    /// <summary>The name behind a word; empty when there is none.</summary>
    public string After(params string[] words)
    {
        var at = Tokens.ToList().FindIndex(token => token.Kind is SqlTokenKind.Word && words.Contains(token.Text, StringComparer.Ordinal));
        var rest = at < 0 ? [] : Tokens.Skip(at + 1).SkipWhile(token => token.Text is "ONLY" or "IF" or "NOT" or "EXISTS").Take(3).ToArray();
        var name = rest is [_, { Text: "." }, var last] ? last : rest.FirstOrDefault();
        return (name.Text ?? "").ToUpperInvariant();
    }

    /// <summary>Statements of a text in order, with those inside its <c>DO</c> blocks behind them.</summary>
    public static IReadOnlyList<SqlStatement> Read(string text, int firstLine = 1, bool isInBlock = false)
    {
        List<SqlStatement> statements = [];
        List<SqlToken> tokens = [];
        var lexer = new SqlLexer(text, firstLine);
        while (lexer.Next() is { } token && statements.Count < StatementLimit)
        {
            if (token.Kind is SqlTokenKind.Meta)
            {
                statements.Add(new([token], isInBlock));
            }
            else if (token is { Kind: SqlTokenKind.Sign, Text: ";" })
            {
                End(statements, tokens, isInBlock);
                tokens = [];
            }
            else if (isInBlock && tokens.Count is 0 && token.Text is "BEGIN" or "DECLARE" or "THEN" or "ELSE" or "LOOP" or "END")
            {
                // Words of the block, not of a statement.
            }
            else
            {
                tokens.Add(token);
                if (isInBlock && token.Text is "THEN" or "LOOP" && tokens[0].Text is "IF" or "FOR" or "WHILE" or "ELSIF")
                {
                    End(statements, tokens, isInBlock);
                    tokens = [];
                }
            }
        }

        End(statements, tokens, isInBlock);
        return statements;
    }

    private static void End(List<SqlStatement> statements, List<SqlToken> tokens, bool isInBlock)
    {
        if (tokens.Count is 0)
        {
            return;
        }

        var statement = new SqlStatement(tokens, isInBlock);
        statements.Add(statement);
        if (statement.First is "DO" && !isInBlock && tokens.Find(token => token.Kind is SqlTokenKind.Text) is { Text: { } body } block)
        {
            statements.AddRange(Read(body, block.Line, isInBlock: true));
        }
    }

    private bool IsWord(int index, string word) => index < Tokens.Count && Tokens[index].Kind is SqlTokenKind.Word && Tokens[index].Text == word;

    private bool HasOwnWhere(int verb)
    {
        for (var index = verb + 1; index < Tokens.Count && Tokens[index].Depth >= Tokens[verb].Depth; index++)
        {
            if (IsWord(index, "DELETE") && Tokens[index].Depth == Tokens[verb].Depth)
            {
                return false;
            }

            if (IsWord(index, "WHERE") && Tokens[index].Depth == Tokens[verb].Depth)
            {
                return true;
            }
        }

        return false;
    }
}
