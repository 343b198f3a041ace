using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Which villages should have somebody and have not, on a day: as a list and as a file.</summary>
public partial class CoveragePage
{
    public sealed record Shown(FindPostCoverage.Shown Of, PostKind Kind, Address Asked, Problem? Problem);

    public sealed record Address
    {
        public string? Kind { get; init; }
        public string? On { get; init; }
        public string? Under { get; init; }
        public string? Rule { get; init; }
        public bool? All { get; init; }
        public string? After { get; init; }
    }

    public static async Task<IResult> Show(View view, [AsParameters] Address address, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = Filter(address, await places.Read(db, ct), view, errors);
        var found = await FindPostCoverage.Handle(filter with { After = address.After }, trees, places, db, view.Actor, clock, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<CoveragePage, Shown>(view, view.Say("postings.coverage"), new(found.Value, PostKind.Of(found.Value.Kind), address, errors.Refusal), errors.Refusal?.Status ?? 200);
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = Filter(address, await places.Read(db, ct), view, errors) with { Size = 500 };
        var first = errors.Refusal is { } wrong ? wrong : await FindPostCoverage.Handle(filter, trees, places, db, view.Actor, clock, ct);
        if (first.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        async IAsyncEnumerable<object?[]> Rows()
        {
            for (var shown = first.Value; ;)
            {
                foreach (var r in shown.Villages.Rows)
                {
                    yield return
                    [
                        r.Name, r.Village.ToString(), r.Path, string.Join(view.Say("pairing.comma"), r.Why.Select(w => view.Say(shown.By[w].Name))), string.Join(view.Say("pairing.comma"), r.Posts.Select(p => p.SenderName)),
                        r.Posts.Count > 0 ? null : r.Since is { } since ? $"{since:yyyy-MM-dd}" : view.Say("postings.never"),
                    ];
                }
                if (shown.Villages.Next is not { } next)
                {
                    yield break;
                }
                shown = (await FindPostCoverage.Handle(filter with { After = next }, trees, places, db, view.Actor, clock, ct)).Value;
            }
        }
        return TableFile.Of(view, format, view.Say("postings.coverage"),
            [new(view.Say("postings.village"), 20), new(view.Say("postings.code"), 16), new(view.Say("postings.path"), 36), new(view.Say("postings.why-should"), 30), new(view.Say("postings.sender"), 32), new(view.Say("postings.without-since"), 16)], Rows());
    }

    private static FindPostCoverage Filter(Address address, Register register, View view, Errors errors) => new()
    {
        Kind = string.IsNullOrEmpty(address.Kind) ? null : address.Kind, On = TypedDay.Read(address.On, "on", errors), Under = NamedPlace.Find(address.Under, register, view.Actor, errors, "under"),
        Rule = address.Rule.Kept(), All = address.All,
    };
}
