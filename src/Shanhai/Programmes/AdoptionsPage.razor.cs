using System.Globalization;
using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Measures that villages have adopted: list, export, the form that records one, and the table that estimators read.</summary>
public partial class AdoptionsPage
{
    private static readonly string[] Heads = ["village", "village-code", "measure", "adopted-from", "adopted-to", "source"];

    public sealed record Shown(Page<FindAdoptions.Row> Found, MeasureCatalogue Measures, string? Under, string? Measure, bool Running, bool Works, bool MayAdopt, bool Sent, Problem? Problem, IReadOnlyDictionary<string, string?> Typed);

    public sealed record Address
    {
        public string? Under { get; init; }
        public string? Measure { get; init; }
        public string? Running { get; init; }
        public string? After { get; init; }

        public FindAdoptions Filter(Register register, Actor actor, Errors errors) => new() { Measure = Measure, Running = Running == "true", After = After, Under = NamedPlace.Find(Under, register, actor, errors, "under") };
    }

    public static Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct) => Page(view, address, false, null, new Dictionary<string, string?>(), with, ct);

    public static async Task<IResult> Adopt(View view, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = new TypedForm(sent);
        var village = NamedPlace.Find(form["village"], await with.Places.Read(with.Db, ct), view.Actor, form.Errors, "village");
        var input = new AdoptMeasure(village, form["kind"], form.Day("from"), form.Day("to"), form["source"]);
        var made = form.Errors.Refusal is { } wrong ? wrong : await AdoptMeasure.Handle(input, with.Measures, with.Places, with.Db, view.Actor, with.Clock, ct);
        // The form's list of measures has a name of its own, because the filter above it has one too.
        return made.Problem is { } problem ? await Page(view, new(), true, problem with { Fields = [.. problem.Fields.Select(f => f.Field == "measure" ? f with { Field = "kind" } : f)] }, form.All, with, ct)
            : Html.Go($"/measures/adopted/{made.Value.Id}");
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors) with { After = null, Size = 1000 };
        if (errors.Refusal is { } nowhere)
        {
            return Html.Refused(view, nowhere);
        }
        TableColumn[] heads = [.. Heads.Select(k => new TableColumn(view.Say("programmes." + k), 20))];
        return TableFile.Of(view, format, view.Say("programmes.adopted"), heads, Rows(filter, view, with, ct));
    }

    /// <summary>The table that estimators of staggered adoption read, as <c>shanhai stats</c> takes it.</summary>
    public static async Task<IResult> Treatment(View view, string? of, string? indicator, string? first, string? last, string? log, Catalogue catalogue, FactColumns columns, [AsParameters] Reading with, CancellationToken ct)
    {
        static int? Year(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null;
        var input = new ReadTreatment { Measure = of, Indicator = indicator, From = Year(first), To = Year(last), Log = log == "true" };
        var read = await ReadTreatment.Handle(input, with.Measures, catalogue, columns, with.Places, with.Db, view.Actor, ct);
        return read.Problem is { } no ? Html.Refused(view, no)
            : TableFile.Of(view, TableFile.Csv, of ?? "", ReadTreatment.Heads, ReadTreatment.Lines(read.Value), $"{of}-{indicator}");
    }

    private static async IAsyncEnumerable<object?[]> Rows(FindAdoptions filter, View view, Reading with, [EnumeratorCancellation] CancellationToken ct)
    {
        for (string? next = ""; next is not null;)
        {
            var page = (await FindAdoptions.Handle(filter with { After = next }, with.Measures, with.Places, with.Db, view.Actor, ct)).Value;
            foreach (var r in page.Rows)
            {
                yield return [$"{r.Path} / {r.VillageName}", r.Village.ToString(), view.Say(r.MeasureName), r.From, r.To, r.Source];
            }
            next = page.Next;
        }
    }

    private static async Task<IResult> Page(View view, Address address, bool sent, Problem? problem, IReadOnlyDictionary<string, string?> typed, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var errors = new Errors();
        var found = await FindAdoptions.Handle(address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors), with.Measures, with.Places, with.Db, view.Actor, ct);
        problem ??= errors.Refusal;
        return (found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<AdoptionsPage, Shown>(view, view.Say("programmes.adopted"),
                new(found.Value, with.Measures, address.Under, address.Measure, address.Running == "true", view.Actor.May(ProgrammesModule.View), view.Actor.May(ProgrammesModule.Facts), sent, problem, typed), problem?.Status ?? 200);
    }
}
