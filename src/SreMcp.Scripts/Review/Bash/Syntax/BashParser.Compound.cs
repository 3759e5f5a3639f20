namespace SreMcp.Scripts.Review;

/// <summary>Compound commands: branches, loops, groups, functions and tests.</summary>
internal sealed partial class BashParser
{
    /// <summary>How many commands of conditions a branch remembers; a chain of thousands of elif must not cost their square.</summary>
    private const int ConditionLimit = 50;

    private static readonly string[] s_closing = ["then", "fi", "do", "done", "elif", "else", "esac", "}"];

    private bool IsClosingWord() => Array.Exists(s_closing, IsWordHere);

    /// <summary>True when the reserved word stands here as a word of its own.</summary>
    private bool IsWordHere(string word) =>
        _at.Current == word[0] && _at.StartsWith(word) && _at.At(word.Length) is '\0' or ' ' or '\t' or '\r' or '\n' or ';' or '&' or '|' or ')' or '(' or '<' or '>';

    private bool Take(string word)
    {
        Gaps();
        if (!IsWordHere(word))
        {
            Problem($"'{word}' is missing");
            return false;
        }

        _at.Move(word.Length);
        return true;
    }

    private void Command(BashScope scope, BashPipeline pipeline)
    {
        if (++_depth > DepthLimit)
        {
            Problem("what follows lies too deep inside other commands and was not read");
            _at.MoveToEnd();
        }
        else if (!Compound(scope, pipeline))
        {
            Simple(scope, pipeline);
        }

        _depth--;
    }

    private bool Compound(BashScope scope, BashPipeline pipeline)
    {
        switch (_at.Current)
        {
            case '(' when _at.Next == '(':
                Arithmetic(scope, pipeline);
                return true;
            case '(':
                _at.Move();
                Block(new(BashScopeKind.Subshell, scope, _at.Line, pipeline), ")");
                return true;
            case '{' when IsWordHere("{"):
                _at.Move();
                Block(new(BashScopeKind.Group, scope, _at.Line, pipeline), "}");
                return true;
            case '[' when IsWordHere("[["):
                Test(scope, pipeline);
                return true;
            case 'i' when IsWordHere("if"):
                If(scope, pipeline);
                return true;
            case 'w' when IsWordHere("while"):
            case 'u' when IsWordHere("until"):
                _at.Move(5);
                While(scope, pipeline);
                return true;
            case 'f' when IsWordHere("for"):
                _at.Move(3);
                For(scope, pipeline);
                return true;
            case 's' when IsWordHere("select"):
                _at.Move(6);
                For(scope, pipeline);
                return true;
            case 'c' when IsWordHere("case"):
                _at.Move(4);
                Case(scope, pipeline);
                return true;
            case 'f' when IsWordHere("function"):
                _at.Move(8);
                Blanks();
                Function(Word(), scope, pipeline);
                return true;
            default:
                return false;
        }
    }

    private void Block(BashScope inner, string end)
    {
        List(inner, end is ")" ? Ends.Parenthesis : Ends.Words);
        Gaps();
        if (end is ")" ? _at.Current == ')' : IsWordHere(end))
        {
            _at.Move();
        }
        else
        {
            Problem($"'{end}' is missing");
        }

        Redirections(new(inner.Line, inner, inner.Pipeline!));
    }

    /// <summary>Commands of a condition; they stand in a scope of their own.</summary>
    private List<BashCommand> Condition(BashScope scope, BashPipeline pipeline)
    {
        var from = Commands.Count;
        List(new(BashScopeKind.Condition, scope, _at.Line, pipeline), Ends.Words);
        return Commands.GetRange(from, Commands.Count - from);
    }

    private void If(BashScope scope, BashPipeline pipeline)
    {
        _at.Move(2);
        List<BashCommand> asked = Condition(scope, pipeline);
        while (true)
        {
            Take("then");
            List(new(BashScopeKind.Branch, scope, _at.Line, pipeline) { Conditions = [.. asked.TakeLast(ConditionLimit)] }, Ends.Words);
            if (!IsWordHere("elif"))
            {
                break;
            }

            _at.Move(4);
            asked.AddRange(Condition(scope, pipeline));
        }

        if (IsWordHere("else"))
        {
            _at.Move(4);
            List(new(BashScopeKind.Branch, scope, _at.Line, pipeline) { Conditions = [.. asked.TakeLast(ConditionLimit)], IsElse = true }, Ends.Words);
        }

        Take("fi");
        Redirections(new(_at.Line, scope, pipeline));
    }

    private void While(BashScope scope, BashPipeline pipeline)
    {
        var asked = Condition(scope, pipeline);
        Body(new(BashScopeKind.Loop, scope, _at.Line, pipeline) { Conditions = asked });
    }

    private void For(BashScope scope, BashPipeline pipeline)
    {
        Blanks();
        List<BashWord> words = [];
        var name = "";
        if (_at.Current == '(' && _at.Next == '(')
        {
            Arithmetic(scope, pipeline);
        }
        else
        {
            name = Word().Text;
            LineEnds();
            if (IsWordHere("in"))
            {
                _at.Move(2);
                for (Blanks(); StartsWord(); Blanks())
                {
                    words.Add(Word());
                }
            }
        }

        Body(new(BashScopeKind.Loop, scope, _at.Line, pipeline) { Name = name, Subjects = words });
    }

    private void Body(BashScope loop)
    {
        Gaps();
        var end = IsWordHere("{") ? "}" : "done";
        if (end is "}")
        {
            _at.Move();
        }
        else
        {
            Take("do");
        }

        List(loop, Ends.Words);
        Take(end);
        Redirections(new(_at.Line, loop, loop.Pipeline!));
    }

    private void Case(BashScope scope, BashPipeline pipeline)
    {
        Blanks();
        var subject = Word();
        LineEnds();
        Take("in");
        while (true)
        {
            Gaps();
            if (_at.IsAtEnd || IsWordHere("esac"))
            {
                break;
            }

            var before = _at.Position;
            List(new(BashScopeKind.Branch, scope, _at.Line, pipeline) { Subjects = [subject], Patterns = Patterns() }, Ends.Words | Ends.Case);
            if (_at.Current == ';')
            {
                _at.Move(_at.Next is ';' && _at.At(2) == '&' ? 3 : 2);
            }

            if (_at.Position == before)
            {
                StepOver();
            }
        }

        Take("esac");
        Redirections(new(_at.Line, scope, pipeline));
    }

    private List<BashWord> Patterns()
    {
        List<BashWord> patterns = [];
        if (_at.Current == '(')
        {
            _at.Move();
        }

        for (Blanks(); !_at.IsAtEnd && _at.Current is not (')' or '\n'); Blanks())
        {
            if (_at.Current is '|' or ';' or '&' or '<' or '>' or '(')
            {
                _at.Move();
            }
            else
            {
                patterns.Add(Word());
            }
        }

        if (_at.Current == ')')
        {
            _at.Move();
        }

        return patterns;
    }

    /// <summary>The name has been read.</summary>
    private void Function(BashWord name, BashScope scope, BashPipeline pipeline)
    {
        Blanks();
        if (_at.Current == '(' && _at.Next == ')')
        {
            _at.Move(2);
        }

        LineEnds();
        var function = new BashScope(BashScopeKind.Function, scope, name.Line, pipeline: null) { Name = name.Text };
        Functions.Add(function);
        var chain = new BashChain();
        var body = new BashPipeline(chain, 0, "") { Length = 1 };
        chain.Pipelines.Add(body);
        Command(function, body);
    }

    /// <summary><c>((…))</c>: every name in it is an expansion.</summary>
    private void Arithmetic(BashScope scope, BashPipeline pipeline)
    {
        var command = new BashCommand(_at.Line, scope, pipeline);
        _at.Move(2);
        var start = _at.Position;
        var names = ArithmeticNames();
        var text = _at.Since(start, 200).TrimEnd(')');
        command.Words.Add(new(command.Line, "((", [], IsQuoted: false, HasGlob: false));
        command.Words.Add(new(command.Line, text, names, IsQuoted: true, HasGlob: false));
        Add(command);
    }

    /// <summary><c>[[ … ]]</c>: words split at blanks only.</summary>
    private void Test(BashScope scope, BashPipeline pipeline)
    {
        var command = new BashCommand(_at.Line, scope, pipeline);
        Add(command);
        while (!_at.IsAtEnd)
        {
            Blanks();
            if (_at.Current == '\n')
            {
                Newline();
                continue;
            }

            if (_at.IsAtEnd || _at.Current == ';')
            {
                Problem("']]' is missing");
                return;
            }

            var word = TestWord();
            command.Words.Add(word);
            if (word is { Text: "]]", IsQuoted: false })
            {
                break;
            }
        }

        Redirections(command);
    }

    private void Add(BashCommand command)
    {
        if (Commands.Count >= CommandLimit)
        {
            Problem("what follows was not read: there are too many commands");
            _at.MoveToEnd();
            return;
        }

        Commands.Add(command);
        command.Pipeline.Commands.Add(command);
    }
}
