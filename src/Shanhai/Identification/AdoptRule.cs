using Shanhai.Host.Outside;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// Takes a rule of another place, or one that ships, over as one's own: the same condition under one's own code, for one's own places and years.
/// Adopted again under the same code with later years it becomes the next version. Officers of the adopting place may.
/// </summary>
public sealed record AdoptRule(string? Rule, PlaceCode Place, string? As = null, Period? From = null, Period? To = null, string? Under = null)
{
    public sealed record Adopted(string Code, int Number, Period From, Period? To);

    public static async Task<Result<Adopted>> Handle(AdoptRule input, Db db, Actor actor, Catalogue catalogue, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.Publish, input.Place) is { } no)
        {
            return no;
        }
        var book = await Rulebook.Read(db, ct);
        if ((book.Of(input.Rule).LastOrDefault()?.Rule() ?? await Shipped(input.Rule, catalogue, ct)) is not { } model)
        {
            return Problem.Missing("rule.not-found", input.Rule);
        }

        var rule = model with
        {
            Code = string.IsNullOrWhiteSpace(input.As) ? $"{model.Code}.{input.Place.ToString().TrimEnd('0')}" : input.As.Trim(),
            Jurisdiction = input.Place,
            From = input.From ?? model.From,
            To = input.From is null ? input.To ?? model.To : input.To,
            Under = input.Under,
            Exemptions = [],
        };
        if ((Taken(book, rule, model) ?? book.Unfit(rule, catalogue)) is { } unfit)
        {
            return unfit;
        }
        var saved = await PublishRule.Save(rule, db, actor, "rule.adopt", clock, ct);
        return saved.Problem is { } problem ? problem : new Adopted(rule.Code, saved.Value.Number, rule.From, rule.To);
    }

    // The next version may only follow one's own: a code belongs to one jurisdiction.
    private static Problem? Taken(Rulebook book, Rule rule, Rule model) =>
        book.Of(rule.Code).LastOrDefault() is { } there && there.Jurisdiction != rule.Jurisdiction ? Problem.Clash("rule.code-taken", rule.Code, there.Jurisdiction.ToString())
        : rule.Code == model.Code && rule.Jurisdiction != model.Jurisdiction ? Problem.Clash("rule.code-taken", rule.Code, model.Jurisdiction.ToString())
        : null;

    private static async Task<Rule?> Shipped(string? code, Catalogue catalogue, CancellationToken ct) =>
        await RuleFiles.Read(ShippedData.PathOf("rules"), catalogue, ct) is { Problem: null } files ? files.Value.FirstOrDefault(r => r.Code == code) : null;
}
