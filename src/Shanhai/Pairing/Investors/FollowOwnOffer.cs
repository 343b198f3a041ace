using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Pairing.Investors;

/// <summary>
/// What became of one's own offer: anybody with its code and PIN. Nothing tells whether a code exists; five wrong PINs lock it for a quarter of an hour. What officers wrote of it stays with them.
/// </summary>
public sealed record FollowOwnOffer(string? Code, string? Pin)
{
    private const int MostWrong = 5;
    private static readonly TimeSpan Locked = TimeSpan.FromMinutes(15);

    /// <param name="Invested">In fen.</param>
    public sealed record Own(string Code, DateTimeOffset ReceivedAt, string PlaceName, string Words, OfferState State, string? VillageName, long Invested, IReadOnlyList<Step> Steps);

    public sealed record Step(DateOnly On, OfferState To, long? Invested);

    public static async Task<Result<Own>> Handle(FollowOwnOffer input, CurrentRegister places, Vault vault, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(PairingModule.Invest) ?? new Errors().Require(input.Code, "code").Require(input.Pin, "pin").Refusal) is { } no)
        {
            return no;
        }
        var (code, now) = (input.Code!.Normalize(NormalizationForm.FormKC).Trim().ToUpperInvariant(), clock.GetUtcNow());
        var offer = code.Length > 12 ? null : await db.InvestmentOffers.FirstOrDefaultAsync(o => o.Code == code, ct);
        if (offer?.PinLockedUntil > now)
        {
            return new Problem("investors.pin-locked", 429);
        }
        if (offer is null || offer.Open(vault).Pin is not { } pin || !Fits(pin, input.Pin!))
        {
            if (offer is not null)
            {
                offer.PinFailures++;
                offer.PinLockedUntil = offer.PinFailures % MostWrong == 0 ? now + Locked : null;
                await Note(offer, new { pin = "wrong", times = offer.PinFailures }, db, actor, ct);
            }
            return Problem.Missing("investors.code-or-pin");
        }
        if (offer.PinFailures > 0)
        {
            (offer.PinFailures, offer.PinLockedUntil) = (0, null);
            await Note(offer, new { pin = "right again" }, db, actor, ct);
        }
        var register = await places.Read(db, ct);
        var steps = await db.OfferSteps.AsNoTracking().Where(s => s.Offer == offer.Id).OrderBy(s => s.Id).Select(s => new Step(s.On, s.To, s.Invested)).ToListAsync(ct);
        return new Own(offer.Code, offer.ReceivedAt, register.NameOf(offer.Place), offer.Words, offer.State, offer.Village is { } v ? register.NameOf(v) : null, offer.Invested, steps);
    }

    private static bool Fits(string pin, string typed) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(pin), Encoding.UTF8.GetBytes(typed.Normalize(NormalizationForm.FormKC).Trim()));

    private static async Task Note(InvestmentOffer offer, object what, Db db, Actor actor, CancellationToken ct)
    {
        db.Record(actor with { Origin = null }, PairingModule.Invest, "investment-offer:" + offer.Id, what, offer.Place);
        await db.SaveChangesAsync(ct);
    }
}
