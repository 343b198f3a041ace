using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>Which firms and social organisations the Party's organisation and work cover: rates by place with what they count, and the list of those that are not covered.</summary>
public partial class BodyCoveragePage
{
    public static readonly IReadOnlyList<string> Heads = ["place", "counted", "alone", "jointly", "without", "unknown", "rate", "sole", "work", "left-out"];

    /// <param name="Under">As it was typed.</param>
    public sealed record Shown(FindBodyCoverage.Shown Found, string? Under, OrganisationKind? Kind, bool MayChange, Problem? Problem);

    /// <summary>What the address says. A place may be given by its name.</summary>
    public sealed record Address
    {
        public string? Under { get; init; }
        public string? On { get; init; }
        public string? Kind { get; init; }
        public string? After { get; init; }

        public FindBodyCoverage Filter(Register register, Actor actor, Errors errors) => new()
        {
            Under = NamedPlace.Find(Under, register, actor, errors, "under"), On = TypedDay.Read(On, "on", errors), After = After,
            Kind = Enum.TryParse<OrganisationKind>(Kind, true, out var kind) && CoverageDefinition.Shipped.Kinds.Contains(kind) ? kind : null,
        };
    }

    public static string WorkOf(FindBodyCoverage.Gap gap) => gap.Work switch { true => "organisations.happened.WorkReached", false => "organisations.happened.WorkNotReached", _ => "organisations.covered-unknown" };

    public static async Task<IResult> Show(View view, [AsParameters] Address address, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await places.Read(db, ct), view.Actor, errors);
        var found = await FindBodyCoverage.Handle(filter, places, db, view.Actor, clock, ct);
        return found.Problem is { } problem ? Html.Refused(view, problem)
            : Html.Show<BodyCoveragePage, Shown>(view, view.Say("organisations.coverage"), new(found.Value, address.Under, filter.Kind, view.Actor.May(OrganisationsModule.Change), errors.Refusal), errors.Refusal?.Status ?? 200);
    }

    /// <param name="table">"places": the rates; else the gap list, all of it.</param>
    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? table, string? format, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await places.Read(db, ct), view.Actor, errors) with { After = null, Size = 5000 };
        var found = errors.Refusal is { } nowhere ? nowhere : await FindBodyCoverage.Handle(filter, places, db, view.Actor, clock, ct);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var day = found.Value.On;
        if (table == "places")
        {
            TableColumn[] rates = [new(view.Say("organisations.place"), 20), .. Heads.Skip(1).Select(h => new TableColumn(view.Say("organisations.coverage-column." + h), 12))];
            var rows = found.Value.Places.Select(r => new object?[] { r.Name, r.Counts.Counted, r.Counts.Alone, r.Counts.Jointly, r.Counts.Without, r.Counts.Unknown, r.Counts.Rate, r.Counts.SoleRate, r.Counts.WorkRate, r.Counts.LeftOut });
            return TableFile.Of(view, format, view.Say("organisations.coverage"), rates, rows.ToAsyncEnumerable(), $"{view.Say("organisations.coverage")}-{day:yyyyMMdd}");
        }
        TableColumn[] heads = [.. new[] { ("name", 30d), ("kind", 14), ("place", 16), ("coverage-since", 16), ("coverage-work", 14) }.Select(c => new TableColumn(view.Say("organisations." + c.Item1), c.Item2))];
        var gaps = Gaps(found.Value, filter, places, db, view, clock, ct).Select(g => new object?[] { g.Name, view.Say("organisations.kind." + g.Kind), g.PlaceName, g.Since, view.Say(WorkOf(g)) });
        return TableFile.Of(view, format, view.Say("organisations.coverage-gaps"), heads, gaps, $"{view.Say("organisations.coverage-gaps")}-{day:yyyyMMdd}");
    }

    private static async IAsyncEnumerable<FindBodyCoverage.Gap> Gaps(
        FindBodyCoverage.Shown page, FindBodyCoverage filter, CurrentRegister places, Db db, View view, TimeProvider clock, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            foreach (var gap in page.Gaps.Rows)
            {
                yield return gap;
            }
            if (page.Gaps.Next is not { } next)
            {
                yield break;
            }
            page = (await FindBodyCoverage.Handle(filter with { After = next }, places, db, view.Actor, clock, ct)).Value;
        }
    }
}
