using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places.Lists;

/// <summary>
/// Takes a place off a list as of a day, on the ground of a document; or, where it was put there by mistake, out of it altogether: then the journal
/// alone remembers. Officers of the list's jurisdiction may.
/// </summary>
/// <param name="On">The first day it is no longer on the list; not needed for a mistake.</param>
public sealed record EndListing(DateOnly? On, string? Document, bool Mistake = false)
{
    public sealed record Ended(PlaceCode Place, DateOnly? On);

    public Errors Validate()
    {
        var errors = new Errors().Require(Document, "document").Limit(Document, 400, "document");
        return On is null && !Mistake ? errors.Add("on", "field.required") : errors;
    }

    public static async Task<Result<Ended>> Handle(Id<Listing> id, EndListing input, CurrentRegister current, Db db, Actor actor, CancellationToken ct)
    {
        var listing = await db.Listings.FirstOrDefaultAsync(l => l.Id == id, ct);
        var list = listing is null ? null : await db.NamedLists.AsNoTracking().FirstAsync(l => l.Id == listing.List, ct);
        if (listing is null || list is null)
        {
            return actor.Refuses(PlacesModule.List) ?? Problem.Missing("list.entry-not-found");
        }
        if ((actor.Refuses(PlacesModule.List, list.Jurisdiction) ?? input.Validate().Refusal) is { } no)
        {
            return no;
        }
        var before = new { place = listing.Place.ToString(), listing.From, listing.To, listing.Document, listing.Kind };
        if (input.Mistake)
        {
            db.Listings.Remove(listing);
        }
        else if (listing.End(input.On!.Value, input.Document!.Trim(), actor.Name) is { } problem)
        {
            return problem;
        }
        db.Record(actor, PlacesModule.List, $"list:{list.Jurisdiction}/{list.Code}", new { before, input.Mistake, to = listing.To, document = input.Document!.Trim() }, listing.Place);
        await RegisterStamp.Raise(db, null, ct);
        await db.SaveChangesAsync(ct);
        current.Written();
        return new Ended(listing.Place, listing.To);
    }
}
