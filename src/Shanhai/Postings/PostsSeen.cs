using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Which posts and batches somebody may know of by the area she works in: posts of its villages, and of batches that lie in it whole.</summary>
internal static class PostsSeen
{
    public static IQueryable<Post> Of(Db db, PlaceScope scope)
    {
        var (whole, inside) = (db.Posts.Within(scope, p => p.Place).Select(p => p.Id), db.PostVillages.Within(scope, v => v.Village).Select(v => v.Post));
        return db.Posts.Where(p => whole.Contains(p.Id) || inside.Contains(p.Id));
    }

    /// <summary>Those who wait for a village: their term is not over, and they have none today, be it that it was divided.</summary>
    public static IQueryable<Post> Waiting(this IQueryable<Post> posts, DateOnly today, Db db) =>
        posts.Where(p => p.EndedOn == null && p.ToDay >= today && !db.PostVillages.Any(v => v.Post == p.Id && v.ToDay >= today));

    /// <summary>Those in whom the words occur: in the surname, the unit, the name of a village; where they are read inside, in the batch and its document too.</summary>
    public static IQueryable<Post> Saying(this IQueryable<Post> posts, string words, bool inside, Db db) => posts.Where(p =>
        db.PostedPeople.Any(x => x.Id == p.Person && x.Shown.StartsWith(words))
        || db.Organisations.Any(o => o.Id == p.Sender && (o.Name.Contains(words) || o.ShortName != null && o.ShortName.Contains(words)))
        || db.PostVillages.Any(v => v.Post == p.Id && db.Places.Any(x => x.Code == v.Village && x.Name.Contains(words)))
        || inside && db.PostBatches.Any(b => b.Id == p.Batch && (b.Name.Contains(words) || b.Document.Contains(words))));

    public static IQueryable<PostBatch> Batches(Db db, PlaceScope scope)
    {
        var (whole, inside) = (db.PostBatches.Within(scope, b => b.Place).Select(b => b.Id), Of(db, scope).Select(p => p.Batch));
        return db.PostBatches.Where(b => whole.Contains(b.Id) || inside.Contains(b.Id));
    }
}

/// <summary>A post in a line: whom the unit sent by her surname, where, and from when to when.</summary>
/// <param name="Villages">Those she has now, or had at the end; none: she waits for a place.</param>
/// <param name="To">The last day: of the term, or before she was recalled or had handed over.</param>
public sealed record PostLine(
    Id<Post> Id, string Person, Id<Organisation> Sender, string SenderName, string Kind, Both KindName, Both? AlsoName, IReadOnlyList<PostLine.In> Villages, DateOnly From, DateOnly To, Stage Stage)
{
    public sealed record In(PlaceCode Village, string Name);

    internal static async Task<IReadOnlyList<PostLine>> Of(IReadOnlyList<Post> posts, OrganisationTree tree, Register register, DateOnly today, Db db, CancellationToken ct)
    {
        var (ids, people) = (posts.Select(p => p.Id).ToList(), posts.Select(p => p.Person).Distinct().ToList());
        var names = await db.PostedPeople.AsNoTracking().Where(p => people.Contains(p.Id)).Select(p => new { p.Id, p.Shown }).ToDictionaryAsync(p => p.Id, p => p.Shown, ct);
        var villages = (await db.PostVillages.AsNoTracking().Where(v => ids.Contains(v.Post)).OrderBy(v => v.Village).ToListAsync(ct)).ToLookup(v => v.Post);
        return [.. posts.Select(p => new PostLine(p.Id, names[p.Person], p.Sender, tree.Find(p.Sender)?.Name ?? "", p.Kind, PostKind.Of(p.Kind).Name, p.Also is { } also ? PostKind.Of(also).Name : null,
            [.. villages[p.Id].Where(v => v.ToDay >= (p.LastDay < today ? p.LastDay : today)).Select(v => v.Village).Distinct().Select(v => new In(v, register.NameOf(v)))], p.FromDay, p.LastDay, p.StageOn(today)))];
    }
}
