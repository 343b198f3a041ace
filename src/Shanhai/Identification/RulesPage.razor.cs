namespace Shanhai.Identification;

/// <summary>The rules by which places are named, public: what the government judges by, since when, on what ground.</summary>
public partial class RulesPage
{
    public sealed record Shown(IReadOnlyList<FindRules.Row> Rules, bool MayLoad);

    public static async Task<IResult> Show(View view, [AsParameters] FindRules filter, Db db, CancellationToken ct)
    {
        var found = await FindRules.Handle(filter, db, view.Actor, ct);
        return found.Problem is { } problem
            ? Html.Refused(view, problem)
            : Html.Show<RulesPage, Shown>(view, view.Say("rules.title"), new(found.Value.Rows, view.Actor.May(IdentificationModule.Publish)));
    }
}
