using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>Lists the versions of rules, of one place and year where asked. Anybody may: what the government judges by is public. Drafts see those who may publish them.</summary>
public sealed record FindRules(PlaceCode? Place = null, Period? Period = null)
{
    public sealed record Row(
        string Code, int Number, Both Name, PlaceCode Jurisdiction, Period From, Period? To, string Basis, Mark Mark, bool NeedsConfirmation, RuleState State,
        string? PublishedBy, DateTimeOffset? PublishedAt, string? Under);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindRules input, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.ViewRules) is { } no)
        {
            return no;
        }
        var book = await Rulebook.Read(db, ct);
        var drafts = actor.Scope(IdentificationModule.Publish);
        var rows = book.Versions
            .Where(v => v.State != RuleState.Draft || drafts.Contains(v.Jurisdiction))
            .Where(v => input.Place is not { } place || v.Jurisdiction.Contains(place) || place.Contains(v.Jurisdiction))
            .Where(v => input.Period is not { } period || v.Judges(period))
            .Select(Of).ToList();
        return new Page<Row>(rows, null, rows.Count);
    }

    internal static Row Of(RuleVersion v)
    {
        var rule = v.Rule();
        return new(v.Code, v.Number, rule.Name, v.Jurisdiction, v.From, v.To, rule.Basis, rule.Mark, rule.Mark.NeedsConfirmation, v.State, v.PublishedBy, v.PublishedAt, rule.Under);
    }
}
