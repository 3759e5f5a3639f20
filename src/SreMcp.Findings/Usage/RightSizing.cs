namespace SreMcp.Findings;

/// <summary>One piece of advice about what a container sets.</summary>
/// <param name="Field">Such as <c>limits.memory</c>.</param>
/// <param name="Now">What is set; null when nothing is.</param>
/// <param name="Advised">What would fit.</param>
/// <param name="Why">The figures behind it.</param>
/// <param name="Weight">For the order: risk of being killed before starved before waste. Within one kind, how much is at stake.</param>
public sealed record SizingAdvice(WorkloadContainer Container, string Field, string? Now, string Advised, string Why, SizingWeight Weight, decimal AtStake);

/// <summary>How much advice matters.</summary>
public enum SizingWeight
{
    /// <summary>The container is, or is about to be, killed.</summary>
    Danger = 0,

    /// <summary>It gets less than it uses, or the scheduler does not know what it needs.</summary>
    Starved,

    /// <summary>It holds back what others could use.</summary>
    Waste,
}

/// <summary>
/// Advice from one moment's use: generous, because a moment is no peak. It raises what is short at once and lowers only
/// what is far too much.
/// </summary>
public static class RightSizing
{
    private const decimal Mebibyte = 1 << 20;

    /// <summary>Memory near its limit ends in a kill.</summary>
    private const decimal NearLimit = 0.9m;

    /// <summary>A request this many times the highest use is waste even if the moment was quiet.</summary>
    private const decimal FarTooMuch = 4;

    /// <summary>Room above the highest use.</summary>
    private const decimal Room = 1.5m;

    /// <summary>Below these it is not worth a change.</summary>
    private const decimal LeastMemory = 128 * Mebibyte;
    private const decimal LeastCpu = 0.1m;

    /// <summary>What deserves a change, the most dangerous first.</summary>
    public static IReadOnlyList<SizingAdvice> Of(IEnumerable<WorkloadContainer> containers) =>
        [.. containers.SelectMany(Of).OrderBy(advice => advice.Weight).ThenByDescending(advice => advice.AtStake)];

    private static IEnumerable<SizingAdvice> Of(WorkloadContainer container) =>
        new[] { MemoryLimit(container), MemoryRequest(container), CpuLimit(container), CpuRequest(container) }.OfType<SizingAdvice>();

    private static SizingAdvice? MemoryLimit(WorkloadContainer one)
    {
        if (one.Set.MemoryLimit is not (> 0 and var limit))
        {
            return null;
        }

        var peak = one.MemoryPeak ?? 0;
        var fit = Memory(Math.Max(peak * Room, limit * (one.Killed > 0 ? Room : 1)));
        return one.Killed > 0
                ? new(one, "limits.memory", Quantity.Bytes(limit), Quantity.Bytes(fit), $"{one.Killed} of {one.Pods} pods were last ended for memory; highest use now {Quantity.Bytes(peak)}", SizingWeight.Danger, limit)
            : peak >= limit * NearLimit
                ? new(one, "limits.memory", Quantity.Bytes(limit), Quantity.Bytes(fit), $"highest use {Quantity.Bytes(peak)} is {Percent(peak / limit)} of it", SizingWeight.Danger, peak)
            : null;
    }

    private static SizingAdvice? MemoryRequest(WorkloadContainer one)
    {
        if (one.MemoryPeak is not { } peak)
        {
            return null;
        }

        var fit = Memory(peak * Room);
        return one.Set.MemoryRequest switch
        {
            // A limit alone is also the request.
            null or 0 when one.Set.MemoryLimit is null or 0 => new(one, "requests.memory", null, Quantity.Bytes(fit), $"uses up to {Quantity.Bytes(peak)} on {one.Measured} pods and asks for none, so it is evicted first", SizingWeight.Starved, peak),
            null or 0 => null,
            { } request when peak > request * 1.1m => new(one, "requests.memory", Quantity.Bytes(request), Quantity.Bytes(fit), $"highest use {Quantity.Bytes(peak)} is {Percent(peak / request)} of it, so its node may run short", SizingWeight.Starved, peak - request),
            { } request when one.Killed is 0 && request >= LeastMemory && request > peak * FarTooMuch => new(one, "requests.memory", Quantity.Bytes(request), Quantity.Bytes(fit), $"highest use {Quantity.Bytes(peak)} on {one.Measured} pods is {Percent(peak / request)} of it", SizingWeight.Waste, (request - fit) * one.Pods),
            _ => null,
        };
    }

    private static SizingAdvice? CpuLimit(WorkloadContainer one) =>
        one.CpuPeak is { } peak && one.Set.CpuLimit is > 0 and var limit && peak >= limit * NearLimit
            ? new(one, "limits.cpu", Quantity.Cores(limit), Quantity.Cores(Cpu(peak * Room)), $"highest use {Quantity.Cores(peak)} is {Percent(peak / limit)} of it, so it is slowed down", SizingWeight.Starved, peak)
            : null;

    private static SizingAdvice? CpuRequest(WorkloadContainer one)
    {
        if (one.CpuPeak is not { } peak)
        {
            return null;
        }

        var fit = Cpu(peak * Room);
        return one.Set.CpuRequest switch
        {
            null or 0 when one.Set.CpuLimit is null or 0 && peak >= LeastCpu => new(one, "requests.cpu", null, Quantity.Cores(fit), $"uses up to {Quantity.Cores(peak)} on {one.Measured} pods and asks for none", SizingWeight.Starved, peak),
            null or 0 => null,
            { } request when peak > request * 2 && peak >= LeastCpu => new(one, "requests.cpu", Quantity.Cores(request), Quantity.Cores(fit), $"highest use {Quantity.Cores(peak)} is {Percent(peak / request)} of it", SizingWeight.Starved, peak - request),
            { } request when request > LeastCpu && request > peak * FarTooMuch && request > fit => new(one, "requests.cpu", Quantity.Cores(request), Quantity.Cores(fit), $"highest use {Quantity.Cores(peak)} on {one.Measured} pods is {Percent(peak / request)} of it", SizingWeight.Waste, (request - fit) * one.Pods),
            _ => null,
        };
    }

    private static string Percent(decimal share) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{share * 100:0} %");

    /// <summary>Rounded up to steps that people write: 32 Mi below 512 Mi, 128 Mi below 4 Gi, 512 Mi above.</summary>
    private static decimal Memory(decimal bytes)
    {
        var step = bytes switch { < 512 * Mebibyte => 32 * Mebibyte, < 4096 * Mebibyte => 128 * Mebibyte, _ => 512 * Mebibyte };
        return Math.Max(step, Math.Ceiling(bytes / step) * step);
    }

    /// <summary>Rounded up to steps of 10m below half a core, 100m above.</summary>
    private static decimal Cpu(decimal cores)
    {
        var step = cores < 0.5m ? 0.01m : 0.1m;
        return Math.Max(step, Math.Ceiling(cores / step) * step);
    }
}
