using SreMcp.Answers;
using SreMcp.Scripts;

namespace SreMcp.Generation;

/// <summary>What templates there are, and what one needs.</summary>
internal static class TemplateList
{
    public static Answer Of(TemplateCatalog catalog, Func<TemplateHeader, bool> which)
    {
        var answer = new Answer();
        foreach (var system in catalog.All.Where(which).GroupBy(header => header.System, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var table = new TextTable(system.Key is TemplateHeader.NoSystem ? "FILES FOR A REPOSITORY" : system.Key.ToUpperInvariant(), "DOES") { IsOurs = true, Limit = 200 };
            foreach (var header in system)
            {
                table.Add(header.Name, header.Does);
            }

            answer.Table(table);
        }

        foreach (var line in catalog.Notices.Concat(catalog.Problems))
        {
            answer.Say(line);
        }

        return answer.Say("Call again with template=… to see its parameters.");
    }

    public static Answer Describe(TemplateHeader header)
    {
        var answer = new Answer().Say($"{header.Name}: {header.Does}");
        if (header.System is not TemplateHeader.DocumentSystem)
        {
            answer.Say($"Changes: {header.Changes} Safety: {header.Safety.Name()}.").Say($"Undo: {header.Undo}");
        }

        return answer.Say("Parameters:").Say(header.Declaration);
    }
}
