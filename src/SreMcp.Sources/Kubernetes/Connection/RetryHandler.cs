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

    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public RetryHandler(TimeProvider time, HttpMessageHandler inner)
        : base(inner)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        _pipeline = builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = Attempts,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(200),
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(IsWorthRepeating(arguments.Outcome, time)),
            DelayGenerator = arguments => ValueTask.FromResult(RetryAfter(arguments.Outcome.Result, time)),
            OnRetry = arguments =>
            {
                arguments.Outcome.Result?.Dispose();
                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Method == HttpMethod.Get
            ? _pipeline.ExecuteAsync(async token => await base.SendAsync(request, token), cancellationToken).AsTask()
            : base.SendAsync(request, cancellationToken);

    /// <summary>How long the server asks to wait; null when it does not say.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage? response, TimeProvider time) => response?.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } moment } => moment > time.GetUtcNow() ? moment - time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>A connection that could not be made is told at once; one that broke is tried again.</summary>
    private static bool IsWorthRepeating(Outcome<HttpResponseMessage> outcome, TimeProvider time) => outcome switch
    {
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError } } => true,
        { Result: { StatusCode: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented } response } =>
            RetryAfter(response, time) is not { } wait || wait <= LongestWait,
        _ => false,
    };
}
