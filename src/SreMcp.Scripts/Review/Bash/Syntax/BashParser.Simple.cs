namespace SreMcp.Scripts.Review;

/// <summary>Simple commands: assignments, words, redirections.</summary>
internal sealed partial class BashParser
{
    private void Simple(BashScope scope, BashPipeline pipeline)
    {
        var command = new BashCommand(_at.Line, scope, pipeline);
        while (true)
        {
            Blanks();
            if (Redirection(command))
            {
                continue;
            }

            if (command.Words.Count is 0 && AssignmentLength() is > 0 and var length)
            {
                command.Assignments.Add(Assignment(length));
                continue;
            }

            if (!StartsWord())
            {
                break;
            }

            if (Declares(command.Name) && AssignmentLength() is > 0 and var declared)
            {
                command.Assignments.Add(Assignment(declared));
                continue;
            }

            var word = Word();
            if (command.Words.Count is 0 && command.Assignments.Count is 0 && _at.Current == '(' && word.IsLiteral)
            {
                Blanks();
                Function(word, scope, pipeline);
                return;
            }

            command.Words.Add(word);
        }

        if (command.Words.Count > 0 || command.Assignments.Count > 0 || command.Redirections.Count > 0)
        {
            Add(command);
        }
    }

    public static bool Declares(string name) => name is "local" or "declare" or "typeset" or "export" or "readonly";

    private bool StartsWord() => !_at.IsAtEnd && _at.Current switch
    {
        ' ' or '\t' or '\r' or '\n' or ';' or '&' or '|' or ')' => false,
        '<' or '>' => _at.Next == '(',
        '(' => false,
        _ => true,
    };

    /// <summary>Length of <c>name=</c>, <c>name+=</c> or <c>name[…]=</c> that begins here; 0 when none does.</summary>
    private int AssignmentLength()
    {
        var length = _at.NameLength();
        if (length is 0)
        {
            return 0;
        }

        if (_at.At(length) == '[')
        {
            var index = length + 1;
            while (index - length < 200 && _at.At(index) is not (']' or '\n' or '\0'))
            {
                index++;
            }

            if (_at.At(index) != ']')
            {
                return 0;
            }

            length = index + 1;
        }

        return _at.At(length) == '=' ? length + 1 : _at.At(length) == '+' && _at.At(length + 1) == '=' ? length + 2 : 0;
    }

    private BashAssignment Assignment(int length)
    {
        var (line, start, nameLength) = (_at.Line, _at.Position, _at.NameLength());
        _at.Move(nameLength);
        var name = _at.Since(start);
        _at.Move(length - nameLength);
        if (_at.Current == '(')
        {
            _at.Move();
            return new(name, ArrayWords(), IsArray: true, line);
        }

        return new(name, StartsWord() ? [Word()] : [], IsArray: false, line);
    }

    private List<BashWord> ArrayWords()
    {
        List<BashWord> words = [];
        while (true)
        {
            LineEnds();
            if (_at.IsAtEnd || _at.Current == ')')
            {
                break;
            }

            if (StartsWord())
            {
                words.Add(Word());
            }
            else
            {
                _at.Move();
            }
        }

        _at.Move();
        return words;
    }

    /// <summary>Every redirection that follows here.</summary>
    private void Redirections(BashCommand command)
    {
        do
        {
            Blanks();
        }
        while (Redirection(command));
    }

    private bool Redirection(BashCommand command)
    {
        var digits = 0;
        while (char.IsAsciiDigit(_at.At(digits)) && digits < 3)
        {
            digits++;
        }

        var sign = _at.At(digits);
        var isBoth = sign == '&' && _at.At(digits + 1) == '>';
        if (!isBoth && (sign is not ('<' or '>') || _at.At(digits + 1) == '('))
        {
            return false;
        }

        var line = _at.Line;
        var descriptor = _at.Position;
        _at.Move(digits);
        var prefix = _at.Since(descriptor);
        var @operator = Operator();
        Blanks();
        var target = StartsWord() ? Word() : new BashWord(line, "", [], IsQuoted: false, HasGlob: false);
        var redirection = new BashRedirection(@operator, target, line);
        if (redirection.IsHereDocument)
        {
            _pending.Add(redirection);
        }
        else if (@operator is "<<<")
        {
            (redirection.Body, redirection.BodyLine) = (target.Text, line);
        }

        // What goes to another descriptor than standard output is a log, not a result.
        if (prefix is "" or "1" || !redirection.Writes)
        {
            command.Redirections.Add(redirection);
        }

        return true;
    }

    private string Operator()
    {
        string[] known = ["&>>", "&>", "<<<", "<<-", "<<", "<>", "<&", "<", ">>", ">|", ">&", ">"];
        var found = known.First(_at.StartsWith);
        _at.Move(found.Length);
        return found;
    }
}
