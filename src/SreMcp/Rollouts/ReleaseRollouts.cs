using System.Text.Json;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Tools;

namespace SreMcp.Rollouts;

/// <summary>The history of one Helm release, its values, and what followed its newest change.</summary>
internal static class ReleaseRollouts
{
    /// <summary>How a caller names a release: <c>Helm/api</c>.</summary>
    public const string Prefix = "Helm/";

    private const int MostOpened = 10;

    public static async Task<Answer> ReadAsync(RolloutQuestion question, string release, Call call)
    {
        var cluster = call.Session.Open(question.Context);
        var space = question.Namespace ?? cluster.Connection.Context.Namespace ?? "default";
        var target = await cluster.IdentifyAsync(space, "HelmRelease", release, call.Ended);
        var environment = call.Allow(Operations.KubernetesRead, target).Decision.Classification.Environment.Name();
        var kept = await HelmReleases.ListAsync(cluster, space, release, call.Ended);
        var marks = kept.Marks;
        var newest = marks.Count > 0 ? marks[0] : throw Unknown($"Namespace {space} of {TextCleaner.OneLine(target.Context, 120)} has no Helm release {TextCleaner.OneLine(release, 60)}.", kept.Unseen);
        var shown = Choose(marks, question.Revision) ?? newest;
        var before = question.Against is null ? marks.FirstOrDefault(mark => mark.Number < shown.Number) : Choose(marks, question.Against);
        var opened = await OpenAsync(cluster, [.. marks.Take(MostOpened).Append(shown).Append(before ?? shown).Distinct()], call);
        var (current, now) = (opened.Find(shown.Number), call.Session.Time.GetUtcNow());
        var answer = new Answer().Quote($"{TextCleaner.OneLine(target.Display, 300)} ({environment}): revision {newest.Number}, ", new($"{newest.Status}, chart {opened.Find(newest.Number).Chart}"));
        AddHistory(answer, marks, opened, now);
        if (opened.Find(newest.Number) is { IsPending: true, Deployed: { } begun })
        {
            answer.Say($"Helm takes the operation of {Moments.Of(begun, now)} for still running and refuses the next one until it ends or a person clears it with helm rollback.");
        }

        if (before is not null && before.Number != shown.Number)
        {
            AddDifference(answer, opened.Find(before.Number), current);
        }

        AddValues(answer, current, question.WithValues);
        answer.Say("BY is the program that made the revision; Helm keeps no person, the audit log of the API server does. What templates rendered is not opened.");
        AddUnseen(answer, kept.Unseen);
        return shown == newest && current.Deployed is { } deployed ? await AddWorkloadsAsync(answer, cluster, current, deployed, call) : answer;
    }

    private static SreException Unknown(string what, SreException? unseen) =>
        unseen is null ? new(Errors.Releases.Unknown, what) : new(Errors.Releases.Unknown, $"{what} Not looked at: {unseen.What}", $"{unseen.Next} {Errors.Releases.Unknown.Remedy}");

    private static void AddUnseen(Answer answer, SreException? unseen)
    {
        if (unseen is not null)
        {
            answer.Say($"Not looked at: {unseen.What} {unseen.Next}");
        }
    }

    private static HelmRevisionMark? Choose(IReadOnlyList<HelmRevisionMark> marks, long? number) => number is null
        ? null
        : marks.FirstOrDefault(mark => mark.Number == number)
            ?? throw new SreException(Errors.Releases.Unknown, $"Helm release {marks[0].Release} has no revision {number}; kept are {string.Join(", ", marks.Take(20).Select(mark => mark.Number))}.", "Choose one of them.");

    private static async Task<OpenedRevisions> OpenAsync(Cluster cluster, IReadOnlyList<HelmRevisionMark> marks, Call call)
    {
        // One after the other: unpacked records may be large.
        var opened = new OpenedRevisions();
        foreach (var mark in marks)
        {
            opened.Add(await HelmReleases.ReadAsync(cluster, mark, call.Ended));
        }

        return opened;
    }

    private static void AddHistory(Answer answer, IReadOnlyList<HelmRevisionMark> marks, OpenedRevisions opened, DateTimeOffset now)
    {
        var table = new TextTable("REVISION", "AGE", "BY", "STATUS", "CHART", "APP", "DESCRIPTION") { Limit = 200 };
        foreach (var mark in marks.Take(MostOpened))
        {
            var revision = opened.Find(mark.Number);
            table.Add($"{mark.Number}", revision.Deployed is { } deployed ? Age.Of(now - deployed) : "", mark.Program, mark.Status, revision.Chart, revision.AppVersion, revision.Description.Line(300));
        }

        answer.Table(table);
        if (marks.Count > MostOpened)
        {
            answer.Say($"{marks.Count - MostOpened} older revisions are kept.");
        }
    }

    /// <summary>What was given and what the chart itself brings are told apart: different people change them.</summary>
    private static void AddDifference(Answer answer, HelmRevision before, HelmRevision after)
    {
        var between = $"From revision {before.Number} to {after.Number}";
        if (before.Chart != after.Chart || before.AppVersion != after.AppVersion)
        {
            answer.Quote($"{between}, chart: ", new($"{before.Chart} (app {before.AppVersion}) -> {after.Chart} (app {after.AppVersion})"));
        }

        var given = TemplateDiff.Between(before.Values ?? Empty, after.Values ?? Empty);
        ChangeLines.Add(answer, $"{between}, values given", given);
        var paths = given.Select(change => change.Path).ToHashSet(StringComparer.Ordinal);
        FieldChange[] brought = [.. TemplateDiff.Between(before.Effective, after.Effective).Where(change => !paths.Contains(change.Path))];
        if (brought.Length > 0)
        {
            ChangeLines.Add(answer, $"{between}, through defaults of the chart", brought);
        }
    }

    private static void AddValues(Answer answer, HelmRevision revision, bool isWhole)
    {
        var text = revision.Values is { } values && values.EnumerateObject().Any() ? YamlText.Of(values) : null;
        if (text is null)
        {
            answer.Say($"Revision {revision.Number} was given no values, or more than is read.");
        }
        else if (isWhole)
        {
            answer.Say($"Values given to revision {revision.Number}:").Block(new UntrustedText(text));
        }
        else
        {
            answer.Say($"Values given to revision {revision.Number}: {text.AsSpan().Count('\n') + 1} lines; values=true shows them.");
        }
    }

    private static async Task<Answer> AddWorkloadsAsync(Answer answer, Cluster cluster, HelmRevision revision, DateTimeOffset deployed, Call call)
    {
        var workloads = await ReleaseWorkloads.FindAsync(cluster, revision, call);
        if (workloads.Count is 0)
        {
            return answer;
        }

        List<OwnObjects> own = [];
        foreach (var workload in workloads)
        {
            own.Add(OwnObjects.Of(workload, await Revisions.ListAsync(cluster, workload, call.Ended)));
        }

        answer.Quote("Workloads (each has its own history): ", new(string.Join("; ", workloads.Select(workload => $"{workload.Kind}/{workload.Name} {RolloutStatus.Of(workload)}"))), 600);
        await FollowingEvents.AddAsync(answer, cluster, revision.Namespace, deployed, OwnObjects.Of(own), $"revision {revision.Number}", call);
        return answer;
    }

    private static JsonElement Empty { get; } = NoValues();

    private static JsonElement NoValues()
    {
        var reader = new Utf8JsonReader("{}"u8);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>The records that were opened, by number.</summary>
    private sealed class OpenedRevisions
    {
        private readonly Dictionary<int, HelmRevision> _byNumber = [];

        public void Add(HelmRevision revision) => _byNumber[revision.Number] = revision;

        public HelmRevision Find(int number) => _byNumber.TryGetValue(number, out var revision)
            ? revision
            : throw new SreException(Errors.Releases.Unreadable, $"Helm's record of revision {number} says that it is another one.");
    }
}
