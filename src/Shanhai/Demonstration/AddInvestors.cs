using Microsoft.EntityFrameworkCore;
using Shanhai.Pairing;
using Shanhai.Pairing.Investors;
using Shanhai.Places;

namespace Shanhai.Demonstration;

/// <summary>Offers of investment of invented senders: one that waits, one in talks, one that came to nothing, and one followed from the first call to the money, in a village whose need it meets.</summary>
public static class AddInvestors
{
    private const string Phone = "0571-00000000";

    public static async Task<Problem?> Handle(IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var (places, vault, clock) = (services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Vault>(), services.GetRequiredService<TimeProvider>());
        if (await db.Resources.AsNoTracking().Where(r => r.Organisation == null && r.What == ResourceKind.Market && r.EndedAt == null).Within(new([InventedProvince.Prefecture]), r => r.Place).OrderBy(r => r.Place).FirstOrDefaultAsync(ct) is not { } need)
        {
            return null;
        }
        var (county, today) = (need.Place.At(Level.County), ChinaDay.Today(clock));
        (InvestorKind Who, ResourceKind What, string? Sector, long Amount, string Words, OfferState[] Steps)[] offers =
        [
            (InvestorKind.Returning, ResourceKind.Market, need.Sector, 300_000, "回乡办加工点，按保底价收购（模拟）", [OfferState.InTalks, OfferState.Agreed, OfferState.Invested, OfferState.Invested]),
            (InvestorKind.Entrepreneur, ResourceKind.Money, "tourism", 800_000, "想改造闲置校舍做民宿（模拟）", [OfferState.InTalks]),
            (InvestorKind.Enterprise, ResourceKind.Training, null, 60, "可以每年办一期电商培训（模拟）", []),
            (InvestorKind.Other, ResourceKind.Land, "energy", 20_000, "想租荒坡装光伏（模拟）", [OfferState.InTalks, OfferState.Dropped]),
        ];
        foreach (var (offer, i) in offers.Select((o, i) => (o, i)))
        {
            var sent = await SendOffer.Handle(new(offer.Who, county, offer.What, offer.Sector, offer.Amount, offer.Words, "模拟投资人", Phone) { ClientKey = $"demonstration-{i}" }, places, vault, db, actor, clock, ct);
            if (sent.Problem is { } unsent)
            {
                return unsent;
            }
            var (id, version) = (await db.InvestmentOffers.Where(o => o.Code == sent.Value.Code).Select(o => o.Id).SingleAsync(ct), 0);
            foreach (var to in offer.Steps)
            {
                var settled = to is OfferState.Agreed or OfferState.Invested;
                if ((await FollowOffer.Handle(id, new(to, settled ? need.Place : null, to == OfferState.Invested ? 150_000 : null, today, "跟进记录（模拟）", version++), places, db, actor, clock, ct)).Problem is { } unfollowed)
                {
                    return unfollowed;
                }
            }
            db.ChangeTracker.Clear();
        }
        return null;
    }
}
