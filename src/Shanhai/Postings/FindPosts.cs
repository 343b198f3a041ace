using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>
/// Lists who was sent to which village, by whom and from when to when, the newest first. Anybody may: a person is named by her surname alone, and why somebody was recalled is not told. Posts that have not begun, were cancelled or have
/// no village are not among it.
/// </summary>
public sealed record FindPosts
{
    /// <summary>A surname, or a part of the name of a unit or a village.</summary>
    public string? Q { get; init; }
    public PlaceCode? Under { get; init; }
    public string? Kind { get; init; }

    /// <summary>Those that are over too.</summary>
    public bool? Over { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public static async Task<Result<Page<PostLine>>> Handle([AsParameters] FindPosts input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PostingsModule.Read) is { } no)
        {
            return no;
        }
        var (today, size) = (ChinaDay.Today(clock), Math.Clamp(input.Size ?? 50, 1, 500));
        var villages = input.Under is { } under ? db.PostVillages.Within(new([under]), v => v.Village) : db.PostVillages;
        // A post that runs may have left a village.
        villages = input.Over == true ? villages.Where(v => v.FromDay <= today && v.ToDay >= v.FromDay) : villages.Where(v => v.FromDay <= today && v.ToDay >= today);
        var query = db.Posts.AsNoTracking().Where(p => p.FromDay <= today && (p.EndedOn == null || p.EndedOn > p.FromDay) && villages.Any(v => v.Post == p.Id));
        if (input.Over != true)
        {
            query = query.Where(p => (p.EndedOn == null || p.EndedOn > today) && p.ToDay >= today);
        }
        if (input.Kind is { Length: > 0 } kind)
        {
            query = query.Where(p => p.Kind == kind || p.Also == kind);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            query = query.Saying(q, inside: false, db);
        }
        var total = await query.LongCountAsync(ct);
        if (Id<Post>.TryParse(input.After, null, out var after))
        {
            query = query.Where(p => p.Id < after);
        }
        var found = await query.OrderByDescending(p => p.Id).Take(size + 1).ToListAsync(ct);
        return new Page<PostLine>(await PostLine.Of([.. found.Take(size)], await trees.Read(db, ct), await places.Read(db, ct), today, db, ct), found.Count > size ? found[size - 1].Id.ToString() : null, total);
    }
}

/// <summary>Lists the batches that concern the reader's area, the newest first.</summary>
public sealed record FindPostBatches
{
    /// <summary>A part of the name or of the document.</summary>
    public string? Q { get; init; }
    public string? Kind { get; init; }

    /// <summary>Those of this area, and those that have somebody in it.</summary>
    public PlaceCode? Under { get; init; }

    /// <summary>Those alone that are not closed.</summary>
    public bool? Open { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    /// <param name="Posts">As far as the reader may see them.</param>
    /// <param name="Waiting">Of these, without a village.</param>
    public sealed record Row(Id<PostBatch> Id, string Name, string Kind, Both KindName, PlaceCode Place, string PlaceName, DateOnly From, DateOnly To, string Document, DateOnly? ClosedOn, int Posts, int Waiting);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindPostBatches input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PostingsModule.View) is { } no)
        {
            return no;
        }
        var (register, size, scope, today) = (await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 200), actor.Scope(PostingsModule.View), ChinaDay.Today(clock));
        var query = PostsSeen.Batches(db, scope).AsNoTracking();
        if (input.Kind is { Length: > 0 } kind)
        {
            query = query.Where(b => b.Kind == kind);
        }
        if (input.Under is { } under)
        {
            var there = PostsSeen.Batches(db, new([under])).Select(b => b.Id);
            query = query.Where(b => there.Contains(b.Id));
        }
        if (input.Open == true)
        {
            query = query.Where(b => b.ClosedOn == null);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            query = query.Where(b => b.Name.Contains(q) || b.Document.Contains(q));
        }
        var total = await query.LongCountAsync(ct);
        if (Id<PostBatch>.TryParse(input.After, null, out var after))
        {
            query = query.Where(b => b.Id < after);
        }
        var seen = PostsSeen.Of(db, scope);
        var found = await query.OrderByDescending(b => b.Id).Take(size + 1).ToListAsync(ct);
        var ids = found.Select(b => b.Id).ToList();
        var counts = (await seen.AsNoTracking().Where(p => ids.Contains(p.Batch)).GroupBy(p => p.Batch)
            .Select(g => new { g.Key, Posts = g.Count(), Waiting = g.Count(p => p.EndedOn == null && p.ToDay >= today && !db.PostVillages.Any(v => v.Post == p.Id && v.ToDay >= today)) }).ToListAsync(ct)).ToDictionary(c => c.Key);
        return new Page<Row>([.. found.Take(size).Select(b => new Row(b.Id, b.Name, b.Kind, PostKind.Of(b.Kind).Name, b.Place, register.NameOf(b.Place), b.FromDay, b.ToDay, b.Document, b.ClosedOn,
            counts.GetValueOrDefault(b.Id)?.Posts ?? 0, counts.GetValueOrDefault(b.Id)?.Waiting ?? 0))], found.Count > size ? found[size - 1].Id.ToString() : null, total);
    }
}
