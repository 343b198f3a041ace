using System.Globalization;
using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Posts over all batches as a list that is searched, filtered, sorted and exported as it is shown.</summary>
public partial class PostsPage
{
    public sealed record Shown(Page<FindPostsOfArea.Row> Found, Address Asked, Stage? Stage, Problem? Problem);

    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Kind { get; init; }
        public string? Under { get; init; }
        public string? Stage { get; init; }
        public string? Ends { get; init; }
        public string? Waiting { get; init; }
        public string? Sort { get; init; }
        public string? After { get; init; }

        public FindPostsOfArea Filter(Register register, Actor actor, Errors errors) => new()
        {
            Q = Q, Kind = Kind, Under = NamedPlace.Find(Under, register, actor, errors, "under"), Stage = Enum.TryParse<Stage>(Stage, ignoreCase: true, out var stage) && Enum.IsDefined(stage) ? stage : null,
            Ends = int.TryParse(Ends, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : null, Waiting = Waiting == "true", Sort = Sort, After = After,
        };
    }

    public static async Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] BatchPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors);
        var found = await FindPostsOfArea.Handle(filter, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<PostsPage, Shown>(view, view.Say("postings.of-area"), new(found.Value, address, filter.Stage, errors.Refusal), errors.Refusal?.Status ?? 200);
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, [AsParameters] BatchPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors) with { After = null, Size = 500 };
        if ((errors.Refusal ?? view.Actor.Refuses(PostingsModule.View)) is { } no)
        {
            return Html.Refused(view, no);
        }
        return TableFile.Of(view, format, view.Say("postings.of-area"), [.. PostTable.Heads(view), new(view.Say("postings.batch"), 30)], Rows(filter, view, with, ct));
    }

    private static async IAsyncEnumerable<object?[]> Rows(FindPostsOfArea filter, View view, BatchPage.Reading with, [EnumeratorCancellation] CancellationToken ct)
    {
        for (string? next = ""; next is not null;)
        {
            var page = (await FindPostsOfArea.Handle(filter with { After = next }, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Value;
            foreach (var row in page.Rows)
            {
                yield return [.. PostTable.Row(view, row.Post), row.BatchName];
            }
            next = page.Next;
        }
    }
}
