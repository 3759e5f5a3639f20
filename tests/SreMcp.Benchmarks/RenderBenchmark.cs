using System.Diagnostics;
using SreMcp.Scripts;
using SreMcp.UnitTests.Scripts;

namespace SreMcp.Benchmarks;

/// <summary>Every template, filled with its own examples, against starting <c>true</c>: what people would start to run a template engine of their shell.</summary>
internal static class RenderBenchmark
{
    public static Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var all = ExampleInputs.All;
        Action[] actions =
        [
            Start,
            .. all.Select(pair => TemplateCatalog.Embedded.Find(pair.Template)).Zip(all, (template, pair) => (Action)(() => template.Render(ExampleInputs.Of(template.Header, pair.Owner)))),
        ];
        var medians = Interleaved.Medians(rounds: 21, calls: 5, actions);
        var slowest = medians.Skip(1).Index().OrderByDescending(pair => pair.Item).Take(5).ToArray();

        // The first time, a template is read, parsed and held to its contract.
        var loading = Interleaved.Medians(rounds: 11, calls: 1, [Start, .. slowest.Select(slow => (Action)(() => new TemplateCatalog(new EmbeddedTemplates()).Find(all[slow.Index].Template)))]);

        Console.WriteLine($"{all.Count} templates and owners; starting true takes {medians[0] / 1000:F0} us");
        foreach (var (rank, (index, render)) in slowest.Index())
        {
            Console.WriteLine($"{all[index].Template,-32} render {render / 1000,7:F0} us {render / medians[0],6:F2} x true   load once {loading[rank + 1] / 1000,7:F0} us {loading[rank + 1] / loading[0],6:F2} x true");
        }

        return Task.FromResult(medians.Skip(1).All(render => render < medians[0]) ? 0 : 1);
    }

    private static void Start()
    {
        using var process = Process.Start(new ProcessStartInfo("true") { UseShellExecute = false })!;
        process.WaitForExit();
    }
}
