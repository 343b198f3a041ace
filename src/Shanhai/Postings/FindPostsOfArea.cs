using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Lists the posts of every batch that the reader may know of, by words, kind, place, state and end; those whose term ends first come first. Whoever works there may.</summary>
public sealed record FindPostsOfArea
{
    /// <summary>How many days before the end of a term it is time to see to a successor: no text says so, it is a choice of this program.</summary>
    public const int Soon = 60;

    /// <summary>A surname, or a part of the name of a unit, a village, a batch or its document.</summary>
    public string? Q { get; init; }
    public string? Kind { get; init; }

    /// <summary>Those with a village in this area, and those of a batch that lies in it whole.</summary>
    public PlaceCode? Under { get; init; }
    public Stage? Stage { get; init; }

    /// <summary>Those whose term ends within so many days from today.</summary>
    public int? Ends { get; init; }

    /// <summary>Those alone who wait for a village.</summary>
    public bool? Waiting { get; init; }

    /// <summary>"to" (default) or "from"; a leading minus turns the order round.</summary>
    public string? Sort { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    /// <param name="ExtendedBy">The document by which the term was extended.</param>
    public sealed record Row(PostLine Post, Id<PostBatch> Batch, string BatchName, string? ExtendedBy);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindPostsOfArea input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PostingsModule.View) is { } no)
        {
            return no;
        }
        var (today, size) = (ChinaDay.Today(clock), Math.Clamp(input.Size ?? 50, 1, 500));
        var seen = PostsSeen.Of(db, actor.Scope(PostingsModule.View)).AsNoTracking();
        var query = Matching(input, seen, today, db);
        var total = await query.LongCountAsync(ct);
        var found = await Ordered(await Following(query, seen, input, ct), input.Sort).Take(size + 1).ToListAsync(ct);
        List<Post> shown = [.. found.Take(size)];
        var batches = shown.Select(p => p.Batch).Distinct().ToList();
        var names = await db.PostBatches.AsNoTracking().Where(b => batches.Contains(b.Id)).Select(b => new { b.Id, b.Name }).ToDictionaryAsync(b => b.Id, b => b.Name, ct);
        var lines = await PostLine.Of(shown, await trees.Read(db, ct), await places.Read(db, ct), today, db, ct);
        return new Page<Row>([.. lines.Select((line, i) => new Row(line, shown[i].Batch, names[shown[i].Batch], shown[i].ExtendedBy))], found.Count > size ? found[size - 1].Id.ToString() : null, total);
    }

    /// <summary>Those whose term ends soon, and nobody has ended it before.</summary>
    internal static IQueryable<Post> Ending(IQueryable<Post> posts, int days, DateOnly today)
    {
        var last = today.AddDays(Math.Clamp(days, 0, 3_660));
        return posts.Where(p => p.EndedOn == null && p.ToDay >= today && p.ToDay <= last);
    }

    private static IQueryable<Post> Matching(FindPostsOfArea input, IQueryable<Post> query, DateOnly today, Db db)
    {
        if (input.Under is { } under)
        {
            var there = PostsSeen.Of(db, new([under])).Select(p => p.Id);
            query = query.Where(p => there.Contains(p.Id));
        }
        if (input.Kind is { Length: > 0 } kind)
        {
            query = query.Where(p => p.Kind == kind || p.Also == kind);
        }
        if (input.Ends is { } days)
        {
            query = Ending(query, days, today);
        }
        if (input.Waiting == true)
        {
            query = query.Waiting(today, db);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            query = query.Saying(q, inside: true, db);
        }
        return input.Stage switch
        {
            Pairing.Stage.Cancelled => query.Where(p => p.EndedOn == p.FromDay),
            Pairing.Stage.Over => query.Where(p => (p.EndedOn == null || p.EndedOn > p.FromDay) && (p.EndedOn <= today || p.ToDay < today)),
            Pairing.Stage.NotBegun => query.Where(p => (p.EndedOn == null || p.EndedOn > today && p.EndedOn > p.FromDay) && p.ToDay >= today && p.FromDay > today),
            Pairing.Stage.Runs => query.Where(p => (p.EndedOn == null || p.EndedOn > today) && p.ToDay >= today && p.FromDay <= today),
            _ => query,
        };
    }

    // The mark is the last row's id, looked up again where the reader may see it.
    private static async Task<IQueryable<Post>> Following(IQueryable<Post> query, IQueryable<Post> seen, FindPostsOfArea input, CancellationToken ct)
    {
        if (!Id<Post>.TryParse(input.After, null, out var id) || await seen.FirstOrDefaultAsync(p => p.Id == id, ct) is not { } last)
        {
            return query;
        }
        return input.Sort switch
        {
            "from" => query.Where(p => p.FromDay > last.FromDay || p.FromDay == last.FromDay && p.Id > id),
            "-from" => query.Where(p => p.FromDay < last.FromDay || p.FromDay == last.FromDay && p.Id < id),
            "-to" => query.Where(p => p.ToDay < last.ToDay || p.ToDay == last.ToDay && p.Id < id),
            _ => query.Where(p => p.ToDay > last.ToDay || p.ToDay == last.ToDay && p.Id > id),
        };
    }

    private static IQueryable<Post> Ordered(IQueryable<Post> query, string? sort) => sort switch
    {
        "from" => query.OrderBy(p => p.FromDay).ThenBy(p => p.Id),
        "-from" => query.OrderByDescending(p => p.FromDay).ThenByDescending(p => p.Id),
        "-to" => query.OrderByDescending(p => p.ToDay).ThenByDescending(p => p.Id),
        _ => query.OrderBy(p => p.ToDay).ThenBy(p => p.Id),
    };
}
