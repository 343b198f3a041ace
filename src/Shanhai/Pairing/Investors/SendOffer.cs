using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Pairing.Investors;

/// <summary>Sends an offer of investment. Anybody may, without an account; the answer is a code and a PIN, by which she follows it.</summary>
public sealed record SendOffer(InvestorKind? Who, PlaceCode? Place, ResourceKind? What, string? Sector, long? Amount, string? Words, string? Name, string? Phone)
{
    private const string Letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <summary>Made by the sender: what is sent again under the same key is not taken twice.</summary>
    public string? ClientKey { get; init; }

    public sealed record Sent(string Code, string Pin);

    public Errors Validate()
    {
        var errors = new Errors().Require(Words, "words").Limit(Words, InvestmentOffer.LongestWords, "words").Require(Name, "name").Limit(Name, 60, "name").Require(Phone, "phone").Limit(Phone, 40, "phone").Limit(ClientKey, 80, "clientKey");
        if (Who is null || !Enum.IsDefined(Who.Value))
        {
            errors.Add("who", "field.required");
        }
        if (What is null || !Enum.IsDefined(What.Value))
        {
            errors.Add("what", "field.required");
        }
        if (!string.IsNullOrEmpty(Sector) && !Resource.Sectors.Contains(Sector))
        {
            errors.Add("sector", "pairing.no-sector", Sector);
        }
        if (Amount is <= 0 or > 1_000_000_000_000)
        {
            errors.Add("amount", "investors.amount-range");
        }
        if (Place is null)
        {
            errors.Add("place", "field.required");
        }
        return errors;
    }

    public static async Task<Result<Sent>> Handle(SendOffer input, CurrentRegister places, Vault vault, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(PairingModule.Invest) ?? input.Validate().Refusal) is { } no)
        {
            return no;
        }
        var key = input.ClientKey.Kept();
        if (key is not null && await Before(key, vault, db, ct) is { } before)
        {
            return before;
        }
        var (register, place) = (await places.Read(db, ct), input.Place!.Value);
        if (place.Level < Level.County || register.Find(place) is not (>= 0 and var at) || !register.Stands(at))
        {
            return new Errors().Add("place", "investors.no-place").Refusal!;
        }
        var (id, pin) = (Id<InvestmentOffer>.New(clock), RandomNumberGenerator.GetString("0123456789", 6));
        var offer = new InvestmentOffer
        {
            Id = id, Code = RandomNumberGenerator.GetString(Letters, 10), ClientKey = key, Who = input.Who!.Value, Place = place, What = input.What!.Value, Sector = string.IsNullOrEmpty(input.Sector) ? null : input.Sector, Amount = input.Amount,
            Words = input.Words!.Trim(), Box = InvestmentOffer.Seal(id, new(input.Name!.Trim(), input.Phone!.Trim(), pin), vault), ReceivedAt = clock.GetUtcNow(),
        };
        db.InvestmentOffers.Add(offer);
        db.Record(actor with { Origin = null }, PairingModule.Invest, "investment-offer:" + id, place: place);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException broken) when (key is not null && db.Dialect.IsDuplicate(broken))
        {
            // Two presses at once: the second gets the first one's answer.
            db.ChangeTracker.Clear();
            return await Before(key, vault, db, ct) is { } first ? first : Problem.Clash("investors.key-used");
        }
        return new Sent(offer.Code, pin);
    }

    /// <summary>Whoever has the key made it: she is told the same again.</summary>
    private static async Task<Sent?> Before(string key, Vault vault, Db db, CancellationToken ct) =>
        await db.InvestmentOffers.AsNoTracking().FirstOrDefaultAsync(o => o.ClientKey == key, ct) is { } offer ? new(offer.Code, offer.Open(vault).Pin ?? "") : null;
}
