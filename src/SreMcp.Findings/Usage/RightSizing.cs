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

/// <summary>How well the figures know the peaks.</summary>
/// <param name="Room">What is advised is this many times the use.</param>
/// <param name="FarTooMuch">A request this many times the use is waste.</param>
public sealed record SizingBasis(decimal Room, decimal FarTooMuch)
{
    /// <summary>One moment, or less than a day: generous, because that is no peak.</summary>
    public static SizingBasis Moment { get; } = new(1.5m, 4);

    /// <summary>A day or more: its peaks are known.</summary>
    public static SizingBasis Days { get; } = new(1.2m, 2);

    /// <param name="window">Null for a moment.</param>
    public static SizingBasis Over(TimeSpan? window) => window >= TimeSpan.FromDays(1) ? Days : Moment;
}

/// <summary>Advice by use. It raises what is short at once and lowers only what is far too much.</summary>
public static class RightSizing
{
    private const decimal Mebibyte = 1 << 20;

    /// <summary>Memory near its limit ends in a kill.</summary>
    private const decimal NearLimit = 0.9m;

    /// <summary>What was killed used more than its limit, which no figure shows.</summary>
    private const decimal RoomAfterKill = 1.5m;

    /// <summary>Below these it is not worth a change.</summary>
    private const decimal LeastMemory = 128 * Mebibyte;
    private const decimal LeastCpu = 0.1m;

    /// <summary>What deserves a change, the most dangerous first.</summary>
    public static IReadOnlyList<SizingAdvice> Of(IEnumerable<WorkloadContainer> containers, SizingBasis basis) =>
        [.. containers.SelectMany(container => Of(container, basis)).OrderBy(advice => advice.Weight).ThenByDescending(advice => advice.AtStake)];

    private static IEnumerable<SizingAdvice> Of(WorkloadContainer container, SizingBasis basis) =>
        new[] { MemoryLimit(container, basis), MemoryRequest(container, basis), CpuLimit(container, basis), CpuRequest(container, basis) }.OfType<SizingAdvice>();

    private static SizingAdvice? MemoryLimit(WorkloadContainer one, SizingBasis basis)
    {
        if (one.Set.MemoryLimit is not (> 0 and var limit))
        {
            return null;
        }

        var peak = one.MemoryPeak ?? 0;
        var fit = Memory(Math.Max(peak * basis.Room, limit * (one.Killed > 0 ? RoomAfterKill : 1)));
        return one.Killed > 0
                ? new(one, "limits.memory", Quantity.Bytes(limit), Quantity.Bytes(fit), $"{one.Killed} of {one.Pods} pods were last ended for memory; highest use seen {Quantity.Bytes(peak)}", SizingWeight.Danger, limit)
            : peak >= limit * NearLimit
                ? new(one, "limits.memory", Quantity.Bytes(limit), Quantity.Bytes(fit), $"highest use {Quantity.Bytes(peak)} is {Percent(peak / limit)} of it", SizingWeight.Danger, peak)
            : null;
    }

    private static SizingAdvice? MemoryRequest(WorkloadContainer one, SizingBasis basis)
    {
        if (one.MemoryPeak is not { } peak)
        {
            return null;
        }

        var fit = Memory(peak * basis.Room);
        return one.Set.MemoryRequest switch
        {
            // A limit alone is also the request.
            null or 0 when one.Set.MemoryLimit is null or 0 => new(one, "requests.memory", null, Quantity.Bytes(fit), $"uses up to {Quantity.Bytes(peak)} on {one.Measured} pods and asks for none, so it is evicted first", SizingWeight.Starved, peak),
            null or 0 => null,
            { } request when peak > request * 1.1m => new(one, "requests.memory", Quantity.Bytes(request), Quantity.Bytes(fit), $"highest use {Quantity.Bytes(peak)} is {Percent(peak / request)} of it, so its node may run short", SizingWeight.Starved, peak - request),
            { } request when one.Killed is 0 && request >= LeastMemory && request > peak * basis.FarTooMuch => new(one, "requests.memory", Quantity.Bytes(request), Quantity.Bytes(fit), $"highest use {Quantity.Bytes(peak)} on {one.Measured} pods is {Percent(peak / request)} of it", SizingWeight.Waste, (request - fit) * one.Pods),
            _ => null,
        };
    }

    private static SizingAdvice? CpuLimit(WorkloadContainer one, SizingBasis basis) =>
        one.CpuPeak is { } peak && one.Set.CpuLimit is > 0 and var limit && peak >= limit * NearLimit
            ? new(one, "limits.cpu", Quantity.Cores(limit), Quantity.Cores(Cpu(peak * basis.Room)), $"highest use {Quantity.Cores(peak)} is {Percent(peak / limit)} of it, so it is slowed down", SizingWeight.Starved, peak)
            : null;

    /// <summary>CPU beyond the request is only missing when others want it too: where a longer time is known, a rare peak does not count.</summary>
    private static SizingAdvice? CpuRequest(WorkloadContainer one, SizingBasis basis)
    {
        if ((one.UsualCpu ?? one.CpuPeak) is not { } use)
        {
            return null;
        }

        var fit = Cpu(use * basis.Room);
        var named = one.UsualCpu is null ? "highest use" : "95th percentile of use";
        return one.Set.CpuRequest switch
        {
            null or 0 when one.Set.CpuLimit is null or 0 && use >= LeastCpu => new(one, "requests.cpu", null, Quantity.Cores(fit), $"uses up to {Quantity.Cores(use)} on {one.Measured} pods and asks for none", SizingWeight.Starved, use),
            null or 0 => null,
            { } request when use > request * 2 && use >= LeastCpu => new(one, "requests.cpu", Quantity.Cores(request), Quantity.Cores(fit), $"{named} {Quantity.Cores(use)} is {Percent(use / request)} of it", SizingWeight.Starved, use - request),
            { } request when request > LeastCpu && request > use * basis.FarTooMuch && request > fit => new(one, "requests.cpu", Quantity.Cores(request), Quantity.Cores(fit), $"{named} {Quantity.Cores(use)} on {one.Measured} pods is {Percent(use / request)} of it", SizingWeight.Waste, (request - fit) * one.Pods),
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
