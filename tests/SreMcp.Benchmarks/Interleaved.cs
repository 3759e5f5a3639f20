using System.Diagnostics;

namespace SreMcp.Benchmarks;

/// <summary>Times several actions in turn, so that what else the machine does falls on all of them alike.</summary>
internal static class Interleaved
{
    /// <summary>Median nanoseconds of one call of each action.</summary>
    /// <param name="calls">Calls in one sample.</param>
    public static double[] Medians(int rounds, int calls, params Action[] actions)
    {
        var samples = actions.Select(_ => new double[rounds]).ToArray();
        for (var round = -rounds / 4; round < rounds; round++)
        {
            for (var index = 0; index < actions.Length; index++)
            {
                var action = actions[index];
                var start = Stopwatch.GetTimestamp();
                for (var call = 0; call < calls; call++)
                {
                    action();
                }

                if (round >= 0)
                {
                    samples[index][round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
                }
            }
        }

        return [.. samples.Select(sample => sample.Order().ElementAt(rounds / 2))];
    }
}
