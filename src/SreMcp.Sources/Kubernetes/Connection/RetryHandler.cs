using System.Net;
using Polly;
using Polly.Retry;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Repeats reads that a busy or failing server did not answer. What changes something is sent once.</summary>
internal sealed class RetryHandler : DelegatingHandler
{
    /// <summary>Further attempts after the first.</summary>
    public const int Attempts = 3;

    /// <summary>The longest wait that a server may ask for; a longer one is told to the reader instead.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Made when something has to be repeated: most sessions never do, and making it is a good part of a first answer.</summary>
    private readonly Lazy<ResiliencePipeline<HttpResponseMessage>> _pipeline;

    private readonly TimeProvider _time;

    public RetryHandler(TimeProvider time, HttpMessageHandler inner)
        : base(inner)
    {
        _time = time;
        _pipeline = new(() => Pipeline(time));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
            if (!IsWorthRepeating(response, _time))
            {
                return response;
            }
        }
        catch (HttpRequestException broken) when (IsWorthRepeating(broken))
        {
            // Told when all attempts end so.
        }

        return await RepeatAsync(request, response, cancellationToken);
    }

    /// <param name="first">What the first attempt gave; null when its connection broke.</param>
    private async Task<HttpResponseMessage> RepeatAsync(HttpRequestMessage request, HttpResponseMessage? first, CancellationToken cancellationToken)
    {
        var isFirst = true;
        return await _pipeline.Value.ExecuteAsync(
            async token =>
            {
                if (!isFirst)
                {
                    return await base.SendAsync(request, token);
                }

                isFirst = false;
                return first ?? throw new HttpRequestException(HttpRequestError.ResponseEnded);
            },
            cancellationToken);
    }

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(TimeProvider time) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = Attempts,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(200),
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Result is { } response ? IsWorthRepeating(response, time) : arguments.Outcome.Exception is HttpRequestException broken && IsWorthRepeating(broken)),
                DelayGenerator = arguments => ValueTask.FromResult(RetryAfter(arguments.Outcome.Result, time)),
                OnRetry = arguments =>
                {
                    arguments.Outcome.Result?.Dispose();
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    /// <summary>How long the server asks to wait; null when it does not say.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage? response, TimeProvider time) => response?.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } moment } => moment > time.GetUtcNow() ? moment - time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>A connection that could not be made is told at once; one that broke is tried again.</summary>
    private static bool IsWorthRepeating(HttpRequestException broken) => broken.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError;

    private static bool IsWorthRepeating(HttpResponseMessage response, TimeProvider time) =>
        response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented
        && (RetryAfter(response, time) is not { } wait || wait <= LongestWait);
}
