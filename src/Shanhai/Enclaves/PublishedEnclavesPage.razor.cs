namespace Shanhai.Enclaves;

/// <summary>Published enclaves for everybody, and one of them with its figures by village.</summary>
public partial class PublishedEnclavesPage
{
    public sealed record Shown(FindEnclaves Filter, Page<FindEnclaves.Row> Found, string? Under, Problem? Problem);

    public static async Task<IResult> Show(View view, [AsParameters] EnclavesPage.Address address, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors) with { Published = true, State = null };
        var found = await FindEnclaves.Handle(filter, with.Places, with.Db, view.Actor, with.Clock, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<PublishedEnclavesPage, Shown>(view, view.Say("enclaves.public"), new(filter, found.Value, address.Under, errors.Refusal), errors.Refusal?.Status ?? 200, found.Value.Rows.Any(r => r.Simulated));
    }

    public static Task<IResult> Export(View view, [AsParameters] EnclavesPage.Address address, string? format, string[]? columns, [AsParameters] EnclavesPage.Reading with, CancellationToken ct) =>
        EnclavesPage.Found(view, address with { State = null }, true, "enclaves.public", format, columns, with, ct);

    public static async Task<IResult> One(View view, Id<Enclave> id, int? after, string? q, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var found = await ShowPublished.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<PublishedEnclavePage, PublishedEnclavePage.Shown>(view, found.Value.Name, new(found.Value, EnclavePicture.Of(view, found.Value), Math.Max(0, after ?? 0), q), simulated: found.Value.Simulated);
    }
}
