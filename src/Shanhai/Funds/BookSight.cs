using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Which books somebody sees and works on. Whoever holds the role in the area reads; she writes there too, unless her grant is for another body: the books of villages are kept
/// by the township's government and by the bodies that look after what <see cref="LedgerRules.Keepers"/> names.
/// </summary>
public static class BookSight
{
    public static IQueryable<Book> Books(Db db, Actor actor, string verb) => db.Books.AsNoTracking().Within(actor.Scope(verb), b => b.Place);

    /// <summary>The book where she may do this, else why not: a book that she may not even see is not there.</summary>
    public static async Task<Result<Book>> Find(Id<Book> id, string verb, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(verb) is { } no)
        {
            return no;
        }
        if (await Books(db, actor, FundsModule.View).FirstOrDefaultAsync(b => b.Id == id, ct) is not { } book)
        {
            return Problem.Missing("funds.no-book");
        }
        if (verb == FundsModule.View)
        {
            return book;
        }
        return MayDo(actor, verb, book, await trees.Read(db, ct)) ? book : Problem.Refused("funds.not-your-book", book.Name);
    }

    public static bool MayDo(Actor actor, string verb, Book book, OrganisationTree tree) => MayDo(actor, verb, book.Owner, book.Place, tree);

    public static bool MayDo(Actor actor, string verb, Id<Organisation> owner, PlaceCode place, OrganisationTree tree)
    {
        if (!actor.Scope(verb).Contains(place))
        {
            return false;
        }
        var roles = actor.Access.RolesOf(verb);
        return actor.Holdings.Where(h => roles.Contains(h.Role) && h.Place.Contains(place)).Any(h =>
            h.Organisation is not { } body || tree.Successor(new(body)) is { } held
            && (held.Id == tree.Successor(owner)?.Id || place.Level == Level.Village && h.Place.Level < Level.Village && LedgerRules.Shipped.KeepsVillages(held)));
    }
}
