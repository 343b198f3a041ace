using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Identification;
using Shanhai.Places;
using Shanhai.Programmes.Iati;

namespace Shanhai.Programmes;

/// <summary>Public projects by village with what is planned and paid, for everybody: as a list, and as a file of exactly what is shown.</summary>
public partial class PublishedProjectsPage
{
    // The public reads it on phones.
    private const int Most = 20;
    private static readonly string[] Heads = ["village", "code", "name", "programme", "measure", "from", "to", "state", "budget", "paid", "earned"];

    public sealed record Shown(FindPublicProjects Filter, Page<FindPublicProjects.Row> Found, MeasureCatalogue Measures, string? Under, bool Iati, Problem? Problem);

    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Under { get; init; }
        public string? Measure { get; init; }
        public string? State { get; init; }
        public string? Sort { get; init; }
        public string? After { get; init; }

        public FindPublicProjects Filter(Register register, Actor actor, Errors errors) => new()
        {
            Q = Q, Measure = Measure, Sort = Sort, After = After, State = Enum.TryParse<ProjectState>(State, ignoreCase: true, out var state) ? state : null, Under = NamedPlace.Find(Under, register, actor, errors, "under"),
        };
    }

    public static async Task<IResult> Show(View view, [AsParameters] Address address, Settings settings, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors);
        var found = await FindPublicProjects.Handle(filter with { Size = Most }, with.Measures, with.Charts, with.Places, with.Db, view.Actor, with.Clock, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<PublishedProjectsPage, Shown>(view, view.Say("programmes.published"), new(filter, found.Value, with.Measures, address.Under, IatiActivities.IsIdentifier(settings.Publisher), errors.Refusal), errors.Refusal?.Status ?? 200);
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors) with { After = null, Size = 500 };
        if (errors.Refusal is { } nowhere)
        {
            return Html.Refused(view, nowhere);
        }
        TableColumn[] heads = [.. Heads.Select(k => new TableColumn(view.Say("programmes." + k), 18))];
        return TableFile.Of(view, format, view.Say("programmes.published"), heads, Rows(filter, view, with, ct));
    }

    /// <summary>What is shown as an IATI file.</summary>
    public static async Task<IResult> Activities(View view, [AsParameters] Address address, Settings settings, HttpContext http, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors);
        var input = new ExportIati { Q = filter.Q, Under = filter.Under, Measure = filter.Measure, State = filter.State };
        var exported = errors.Refusal is { } nowhere ? nowhere : await ExportIati.Handle(input, QrPicture.Address(http, settings, ""), settings, with, view.Actor, ct);
        return exported.Problem is { } no ? Html.Refused(view, no) : ExportIati.Download(exported.Value, with.Clock, ct);
    }

    private static async IAsyncEnumerable<object?[]> Rows(FindPublicProjects filter, View view, Reading with, [EnumeratorCancellation] CancellationToken ct)
    {
        for (string? next = ""; next is not null;)
        {
            var page = (await FindPublicProjects.Handle(filter with { After = next }, with.Measures, with.Charts, with.Places, with.Db, view.Actor, with.Clock, ct)).Value;
            foreach (var r in page.Rows)
            {
                yield return [$"{r.Path} / {r.VillageName}", r.Code, r.Name, r.ProgrammeName, view.Say(r.MeasureName), r.From, r.To, view.Say("programmes.state." + r.State), r.BudgetFen / 100m, r.PaidFen / 100m, r.Percent];
            }
            next = page.Next;
        }
    }
}
