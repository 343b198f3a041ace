using Shanhai.Places;

namespace Shanhai.Identification;

/// <summary>The rules by which places are named, public: what the government judges by, since when, on what ground.</summary>
public partial class RulesPage
{
    public sealed record Shown(IReadOnlyList<FindRules.Row> Rules, IReadOnlyDictionary<PlaceCode, string> Names, bool MayLoad);

    public static async Task<IResult> Show(View view, [AsParameters] FindRules filter, CurrentRegister current, Db db, CancellationToken ct)
    {
        var found = await FindRules.Handle(filter, db, view.Actor, ct);
        return found.Problem is { } problem
            ? Html.Refused(view, problem)
            : Html.Show<RulesPage, Shown>(view, view.Say("rules.title"), new(found.Value.Rows, await Names(view, found.Value.Rows, current, db, ct), view.Actor.May(IdentificationModule.Publish)));
    }

    internal static async Task<IReadOnlyDictionary<PlaceCode, string>> Names(View view, IEnumerable<FindRules.Row> rules, CurrentRegister current, Db db, CancellationToken ct)
    {
        var register = await current.Read(db, ct);
        return rules.Select(r => r.Jurisdiction).Distinct()
            .ToDictionary(c => c, c => c == PlaceCode.Nation ? view.Say("level.Nation") : register.NameOf(c));
    }
}
