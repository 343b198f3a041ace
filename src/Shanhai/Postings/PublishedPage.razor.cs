using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Who was sent to which village, for everybody: by unit, kind and term, as a list and as a file of exactly what is shown.</summary>
public partial class PublishedPage
{
    // The public reads it on phones.
    private const int Most = 20;

    public sealed record Shown(Page<PostLine> Found, Address Asked, Problem? Problem);

    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Under { get; init; }
        public string? Kind { get; init; }
        public bool? Over { get; init; }
        public string? After { get; init; }
    }

    public static async Task<IResult> Show(View view, [AsParameters] Address address, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors();
        var found = await FindPosts.Handle(Filter(address, await places.Read(db, ct), view, errors) with { After = address.After, Size = Most }, trees, places, db, view.Actor, clock, ct);
        return found.Problem is { } no ? Html.Refused(view, no) : Html.Show<PublishedPage, Shown>(view, view.Say("postings.public"), new(found.Value, address, errors.Refusal), errors.Refusal?.Status ?? 200);
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = Filter(address, await places.Read(db, ct), view, errors) with { Size = 500 };
        if (errors.Refusal is { } nowhere)
        {
            return Html.Refused(view, nowhere);
        }
        async IAsyncEnumerable<object?[]> Rows()
        {
            for (var next = (string?)""; next is not null;)
            {
                var page = (await FindPosts.Handle(filter with { After = next }, trees, places, db, view.Actor, clock, ct)).Value;
                foreach (var r in page.Rows)
                {
                    yield return PostTable.Row(view, r);
                }
                next = page.Next;
            }
        }
        return TableFile.Of(view, format, view.Say("postings.public"), PostTable.Heads(view), Rows());
    }

    private static FindPosts Filter(Address address, Register register, View view, Errors errors) =>
        new() { Q = address.Q, Under = NamedPlace.Find(address.Under, register, view.Actor, errors, "under"), Kind = address.Kind, Over = address.Over };
}
