using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Pairing.Investors;

/// <summary>
/// Records how far an offer has come: talks, agreement with a village, money invested (as often as some comes), or that it comes to nothing. Officers of the place may.
/// </summary>
/// <param name="Invested">Yuan that came; only with the step to "invested".</param>
public sealed record FollowOffer(OfferState? To, PlaceCode? Village, decimal? Invested, DateOnly? On, string? Words, int? Version)
{
    public sealed record Followed(Id<InvestmentOffer> Id, OfferState State, int Version);

    public static async Task<Result<Followed>> Handle(Id<InvestmentOffer> id, FollowOffer input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Follow) is { } no)
        {
            return no;
        }
        if (await db.InvestmentOffers.Within(actor.Area(PairingModule.Follow), o => o.Place).FirstOrDefaultAsync(o => o.Id == id, ct) is not { } offer)
        {
            return Problem.Missing("investors.no-offer");
        }
        var (register, today, errors) = (await places.Read(db, ct), ChinaDay.Today(clock), new Errors().Require(input.Words, "words").Limit(input.Words, OfferStep.LongestWords, "words"));
        if (input.To is not { } to || to == OfferState.Offered || !Enum.IsDefined(to))
        {
            return errors.Add("to", "field.required").Refusal!;
        }
        var village = input.Village ?? offer.Village;
        if (to is OfferState.Agreed or OfferState.Invested && village is null)
        {
            errors.Add("village", "field.required");
        }
        else if (village is { } v && (v.Level != Level.Village || !offer.Place.Contains(v) || register.Find(v) is not (>= 0 and var at) || !register.Stands(at)))
        {
            errors.Add("village", "investors.no-village");
        }
        var fen = Contribution.Units(input.Invested, 100);
        if (to == OfferState.Invested ? fen is not (> 0 and < Contribution.MostUnits) || fen != decimal.Truncate(fen.Value) : fen is not null)
        {
            errors.Add("invested", to == OfferState.Invested ? "pairing.amount-yuan" : "investors.only-invested");
        }
        if (input.On is not { } on || on > today || on < ChinaDay.Of(offer.ReceivedAt))
        {
            errors.Add("on", "pairing.on-day", $"{ChinaDay.Of(offer.ReceivedAt):yyyy-MM-dd}", $"{today:yyyy-MM-dd}");
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        if (offer.State == OfferState.Dropped || offer.State == OfferState.Invested && to is OfferState.InTalks or OfferState.Agreed)
        {
            return Problem.Clash("investors.over");
        }
        if (input.Version is { } seen && seen != offer.Version)
        {
            return Problem.Clash("pairing.changed-meanwhile");
        }
        db.OfferSteps.Add(new()
        {
            Id = Id<OfferStep>.New(clock), Offer = id, To = to, Village = village, Invested = (long?)fen, On = input.On!.Value, Words = input.Words!.Trim(), By = actor.Name, At = clock.GetUtcNow(),
        });
        // What was invested stays invested, whatever becomes of the rest.
        offer.State = to == OfferState.Dropped && offer.Invested > 0 ? OfferState.Invested : to;
        (offer.Village, offer.Invested, offer.Version) = (village, offer.Invested + (long)(fen ?? 0), offer.Version + 1);
        db.Record(actor, PairingModule.Follow, "investment-offer:" + id, new { to = to.ToString(), village = village?.ToString(), fen }, offer.Place);
        return await PairingModule.Save(db, ct) is { } meanwhile ? meanwhile : new Followed(id, offer.State, offer.Version);
    }
}

/// <summary>Opens who sent an offer and how to reach her, for those who follow it and say why; the reason is journalled before anything is shown.</summary>
public sealed record OpenInvestor(string? Reason)
{
    public sealed record Opened(string Name, string Phone);

    public static async Task<Result<Opened>> Handle(Id<InvestmentOffer> id, OpenInvestor input, Vault vault, Db db, Actor actor, CancellationToken ct)
    {
        if ((actor.Refuses(PairingModule.Follow) ?? new Errors().Require(input.Reason, "reason").Limit(input.Reason, 400, "reason").Refusal) is { } no)
        {
            return no;
        }
        if (await db.InvestmentOffers.AsNoTracking().Within(actor.Area(PairingModule.Follow), o => o.Place).FirstOrDefaultAsync(o => o.Id == id, ct) is not { } offer)
        {
            return Problem.Missing("investors.no-offer");
        }
        await db.RecordReading(actor, PairingModule.Follow, "investment-offer:" + id, new { reason = input.Reason!.Trim() }, offer.Place, ct: ct);
        var person = offer.Open(vault);
        return new Opened(person.Name, person.Phone);
    }
}
