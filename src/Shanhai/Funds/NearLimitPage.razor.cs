using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Funds;

/// <summary>Payments that stayed just below the limit several times: by book, with the entries, and as a table.</summary>
public partial class NearLimitPage
{
    /// <param name="MayOpen">Whether the entries themselves may be opened.</param>
    public sealed record Shown(FindNearLimit.Findings Of, string? Under, bool MayOpen, Problem? Problem);

    public sealed record Address
    {
        public string? Under { get; init; }
        public string? From { get; init; }
        public string? To { get; init; }

        public FindNearLimit Filter(Register register, Actor actor, Errors errors) => new()
        {
            Under = string.IsNullOrWhiteSpace(Under) ? null : NamedPlace.Find(Under, register, actor, errors, "under"), From = TypedDay.Read(From, "from", errors), To = TypedDay.Read(To, "to", errors),
        };
    }

    public static async Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors);
        var found = await FindNearLimit.Handle(filter, with.Charts, with.Places, with.Db, view.Actor, with.Clock, ct);
        return found.Problem is { } problem ? Html.Refused(view, problem)
            : Html.Show<NearLimitPage, Shown>(view, view.Say("funds.near-limit"), new(found.Value, address.Under, view.Actor.May(FundsModule.View), errors.Refusal), errors.Refusal?.Status ?? 200, found.Value.Found.Any(f => f.Simulated));
    }

    private static readonly string[] Heads = ["finding", "book", "place", "approveAbove", "number", "on", "text", "document", "payee", "paid", "prepared"];

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors);
        var found = errors.Refusal is { } nowhere ? nowhere : await FindNearLimit.Handle(filter, with.Charts, with.Places, with.Db, view.Actor, with.Clock, ct);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        TableColumn[] heads = [.. Heads.Select(k => new TableColumn(view.Say("funds." + k), 18))];
        return TableFile.Of(view, format, view.Say("funds.near-limit"), heads,
            found.Value.Found.SelectMany((f, i) => f.Payments.Select(p => new object?[] { i + 1, f.BookName, f.PlaceName, f.Limit / 100m, p.Number, p.On, p.Text, p.Document, p.Payee, p.Fen / 100m, p.PreparedBy })).ToAsyncEnumerable(),
            $"{view.Say("funds.near-limit")}-{found.Value.To:yyyyMMdd}");
    }
}
