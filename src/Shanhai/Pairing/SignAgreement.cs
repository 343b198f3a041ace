using Microsoft.EntityFrameworkCore;

namespace Shanhai.Pairing;

/// <summary>Records that both sides signed the agreement, and the sum it names; recorded again, the agreement was changed. Officers of the village's area may.</summary>
/// <param name="Pledged">Money and goods in yuan; null: it names no sum.</param>
public sealed record SignAgreement(DateOnly? On, decimal? Pledged = null)
{
    public sealed record Signed(Id<Partnership> Id);

    public static async Task<Result<Signed>> Handle(Id<Partnership> id, SignAgreement input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.End) is { } no)
        {
            return no;
        }
        await using var writing = await db.BeginWriting(ct);
        await RecordContribution.WaitFor(id, db, ct);
        if (await db.Partnerships.Within(actor.Area(PairingModule.End), p => p.Village).FirstOrDefaultAsync(p => p.Id == id, ct) is not { EndedOn: null } pair)
        {
            return Problem.Missing("pairing.no-partnership");
        }
        var errors = new Errors();
        if (input.On is not { } on || on > ChinaDay.Today(clock))
        {
            errors.Add("signedOn", "pairing.signed-day");
        }
        var fen = Contribution.Units(input.Pledged, 100);
        if (fen is not (null or (> 0 and < Contribution.MostUnits)) || fen is { } sum && sum != decimal.Truncate(sum))
        {
            errors.Add("pledged", "pairing.amount-yuan");
        }
        else if (fen is { } least && await RecordContribution.Given(id, db, ct) is var given && given > least)
        {
            errors.Add("pledged", "pairing.given-already", given / 100m);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        (pair.SignedOn, pair.Pledged) = (input.On, (long?)fen);
        db.Record(actor, PairingModule.End, "partnership:" + id, new { signed = $"{input.On:yyyy-MM-dd}", pledged = fen }, pair.Village);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return new Signed(id);
    }
}
