using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// A village says, with its evidence, that a recorded figure is wrong. While the dispute is open a rule that needs the figure cannot tell. Clerks and
/// officers of the place may.
/// </summary>
public sealed record DisputeFigure(PlaceCode Place, string? Indicator, Period? Period, string? Evidence)
{
    public sealed record Raised(Id<Dispute> Id);

    public Errors Validate()
    {
        var errors = new Errors().Require(Indicator, "indicator").Require(Evidence, "evidence").Limit(Evidence, 4000, "evidence");
        return Period is null ? errors.Add("period", "field.required") : errors;
    }

    public static async Task<Result<Raised>> Handle(
        DisputeFigure input, Db db, Actor actor, Catalogue catalogue, FactColumns columns, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(IdentificationModule.Dispute, input.Place) ?? input.Validate().Refusal) is { } no)
        {
            return no;
        }
        if (catalogue.Find(input.Indicator!) is not { } indicator)
        {
            return Problem.Invalid("rule.indicator-unknown", input.Indicator);
        }
        var (period, place) = (input.Period!.Value.Key, input.Place.Value);
        await using var writing = await db.BeginWriting(ct);
        var fact = await db.Facts.AsNoTracking().FirstOrDefaultAsync(f => f.Indicator == indicator.Id && f.Period == period && f.Place == place && f.SupersededAt == null, ct);
        if (fact is null)
        {
            return Problem.Missing("dispute.no-such-figure", indicator.Name, input.Period.Value.ToString());
        }
        if (await db.Disputes.AnyAsync(d => d.Indicator == indicator.Id && d.Period == period && d.Place == input.Place && d.SettledAt == null, ct))
        {
            return Problem.Clash("dispute.open-already", indicator.Name, input.Period.Value.ToString());
        }

        var dispute = new Dispute
        {
            Id = Id<Dispute>.New(clock),
            Place = input.Place,
            Indicator = indicator.Id,
            Period = period,
            Revision = fact.Revision,
            Reason = input.Evidence!.Trim(),
            RaisedBy = actor.Name,
            RaisedAt = clock.GetUtcNow(),
        };
        db.Disputes.Add(dispute);
        db.Record(actor, IdentificationModule.Dispute, $"dispute:{dispute.Id}", new { figure = $"{input.Place}/{indicator.Code}/{input.Period}/r{fact.Revision}" }, input.Place);
        await db.SaveChangesAsync(ct);
        await FactStamps.Bump(db, [(indicator.Id, period)], ct);
        await writing.Commit(ct);
        columns.Written();
        return new Raised(dispute.Id);
    }
}
