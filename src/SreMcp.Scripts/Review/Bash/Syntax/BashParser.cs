namespace SreMcp.Scripts.Review;

/// <summary>Reads bash in one pass: lists, chains and pipelines here; words and compound commands in the other parts.</summary>
/// <remarks>It never fails: what it cannot read it steps over, and says so in <see cref="Problems"/>. Every character is read a bounded number of times.</remarks>
internal sealed partial class BashParser
{
    /// <summary>How deep compound commands and substitutions may lie in each other. Deeper than any person writes, shallow for the stack.</summary>
    public const int DepthLimit = 60;

    /// <summary>How many commands are read. A script with more is not one that a person reviews.</summary>
    public const int CommandLimit = 20_000;

    private readonly BashCursor _at;
    private List<BashRedirection> _pending = [];
    private int _depth;

    /// <summary>What the words that are being read stand in.</summary>
    private BashScope _scopeOfWords;

    private BashPipeline? _pipelineOfWords;

    private BashParser(string text, BashScope scope, int firstLine, int depth)
    {
        _at = new(text, firstLine);
        _scopeOfWords = scope;
        _depth = depth;
    }

    public List<BashCommand> Commands { get; } = [];

    public List<BashScope> Functions { get; } = [];

    /// <summary>What could not be read, by line.</summary>
    public List<(int Line, string What)> Problems { get; } = [];

    public long Steps => _at.Steps;

    /// <param name="scope">What the text stands in: the script itself, or the command that runs it.</param>
    public static BashParser Read(string text, BashScope scope, int firstLine = 1, int depth = 0)
    {
        var parser = new BashParser(text, scope, firstLine, depth);
        while (!parser._at.IsAtEnd)
        {
            parser.List(scope, Ends.None);
            if (!parser._at.IsAtEnd)
            {
                parser.StepOver();
            }
        }

        return parser;
    }

    /// <summary>What ends a list.</summary>
    [Flags]
    private enum Ends
    {
        None = 0,
        Parenthesis = 1,
        Words = 2,
        Case = 4,
    }

    private void Problem(string what, int line = 0)
    {
        if (Problems.Count < 20)
        {
            Problems.Add((line is 0 ? _at.Line : line, what));
        }
    }

    /// <summary>A word or sign that belongs nowhere.</summary>
    private void StepOver()
    {
        Problem("something here belongs to nothing before it");
        do
        {
            _at.Move();
        }
        while (!_at.IsAtEnd && char.IsAsciiLetter(_at.Current));
    }

    private void List(BashScope scope, Ends ends)
    {
        var around = _scopeOfWords;
        _scopeOfWords = scope;
        Statements(scope, ends);
        _scopeOfWords = around;
    }

    private void Statements(BashScope scope, Ends ends)
    {
        while (true)
        {
            Gaps();
            if (_at.IsAtEnd || IsEnd(ends))
            {
                return;
            }

            var before = _at.Position;
            Chain(scope);
            if (_at.Position == before)
            {
                if (ends is not Ends.None || IsMisplaced())
                {
                    return;
                }

                StepOver();
            }
        }
    }

    private bool IsEnd(Ends ends) =>
        (ends.HasFlag(Ends.Parenthesis) && _at.Current == ')')
        || (ends.HasFlag(Ends.Case) && _at.Current == ';' && _at.Next is ';' or '&')
        || (ends.HasFlag(Ends.Words) && IsClosingWord());

    private bool IsMisplaced() => _at.Current is ')' || IsClosingWord() || (_at.Current == ';' && _at.Next == ';');

    /// <summary>Blanks, comments, line ends and separators between commands; <c>;;</c> stays.</summary>
    private void Gaps()
    {
        while (!_at.IsAtEnd)
        {
            Blanks();
            if (_at.Current == '\n')
            {
                Newline();
            }
            else if (_at.Current == '&' || (_at.Current == ';' && _at.Next is not (';' or '&')))
            {
                _at.Move();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Blanks, continued lines and a comment.</summary>
    private void Blanks()
    {
        while (true)
        {
            switch (_at.Current)
            {
                case ' ' or '\t' or '\r':
                    _at.Move();
                    break;
                case '\\' when _at.Next == '\n':
                    _at.Move(2);
                    break;
                case '\\' when _at.Next == '\r' && _at.At(2) == '\n':
                    _at.Move(3);
                    break;
                case '#':
                    while (!_at.IsAtEnd && _at.Current != '\n')
                    {
                        _at.Move();
                    }

                    break;
                case '\0' when !_at.IsAtEnd:
                    _at.Move();
                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>The bodies of here-documents follow the line that announces them.</summary>
    private void Newline()
    {
        _at.Move();
        var pending = _pending;
        _pending = [];
        foreach (var document in pending)
        {
            var delimiter = document.Target.Text;
            var body = new System.Text.StringBuilder();
            document.BodyLine = _at.Line;
            while (true)
            {
                if (_at.IsAtEnd)
                {
                    Problem("a here-document has no end");
                    break;
                }

                var line = _at.TakeLine();
                var bare = document.Operator is "<<-" ? line.TrimStart('\t') : line;
                if (bare == delimiter)
                {
                    break;
                }

                body.Append(line).Append('\n');
            }

            document.Body = body.ToString();
        }
    }

    private void Chain(BashScope scope)
    {
        var chain = new BashChain();
        var before = "";
        while (true)
        {
            var pipeline = new BashPipeline(chain, chain.Pipelines.Count, before);
            chain.Pipelines.Add(pipeline);
            Pipeline(scope, pipeline);
            Blanks();
            before = _at.StartsWith("&&") ? "&&" : _at.StartsWith("||") ? "||" : "";
            if (before.Length is 0)
            {
                return;
            }

            _at.Move(2);
            LineEnds();
        }
    }

    private void Pipeline(BashScope scope, BashPipeline pipeline)
    {
        while (true)
        {
            Blanks();
            if (_at.Current == '!' && _at.Next is ' ' or '\t' or '\n')
            {
                pipeline.IsNegated = true;
                _at.Move();
                continue;
            }

            pipeline.Length++;
            var around = _pipelineOfWords;
            _pipelineOfWords = pipeline;
            Command(scope, pipeline);
            _pipelineOfWords = around;
            Blanks();
            if (_at.Current != '|' || _at.Next == '|')
            {
                return;
            }

            _at.Move(_at.Next == '&' ? 2 : 1);
            LineEnds();
        }
    }

    private void LineEnds()
    {
        Blanks();
        while (_at.Current == '\n')
        {
            Newline();
            Blanks();
        }
    }
}
