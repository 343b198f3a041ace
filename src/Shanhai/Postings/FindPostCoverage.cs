using Microsoft.EntityFrameworkCore;
using Shanhai.Identification;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Places.Lists;

namespace Shanhai.Postings;

/// <summary>
/// Which villages should have somebody of a kind on a day and by which rule, which have, and which have not and since when. Villages are those of the reader's area as they stood on the day; no person is counted or compared. Those who
/// work in the area may.
/// </summary>
public sealed record FindPostCoverage
{
    public string? Kind { get; init; }
    public DateOnly? On { get; init; }
    public PlaceCode? Under { get; init; }

    /// <summary>The rule whose findings count; without it the one that ran last.</summary>
    public string? Rule { get; init; }

    /// <summary>Those that have somebody too.</summary>
    public bool? All { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    /// <param name="Should">How many should have one; with none of the kind's rules met, nobody should.</param>
    public sealed record Shown(string Kind, Both KindName, DateOnly On, string? Rule, Period? Period, int Should, int Have, IReadOnlyList<PostKind.Ought> By, Page<Row> Villages);

    /// <param name="Why">Which of the kind's rules, by their place among them.</param>
    /// <param name="Posts">Who is there.</param>
    /// <param name="Since">First day without; null: nobody was ever entered there.</param>
    public sealed record Row(PlaceCode Village, string Name, string Path, IReadOnlyList<int> Why, IReadOnlyList<PostLine> Posts, DateOnly? Since);

    public static async Task<Result<Shown>> Handle([AsParameters] FindPostCoverage input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PostingsModule.View) is { } no)
        {
            return no;
        }
        if (PostKind.Find(input.Kind ?? PostKind.All[0].Code) is not { } kind)
        {
            return new Errors().Add("kind", "postings.no-kind").Refusal!;
        }
        var (register, today, size) = (await places.Read(db, ct), ChinaDay.Today(clock), Math.Clamp(input.Size ?? 50, 1, 500));
        var (on, scope) = (input.On ?? today, input.Under is { } under ? actor.Scope(PostingsModule.View).And(under) : actor.Scope(PostingsModule.View));
        var ought = await Ought.Of(kind, scope, on, input.Rule, register, db, ct);
        var there = await There.Of(kind.Code, scope, on, register, db, ct);
        var have = ought.Villages.Keys.Count(there.Now.Contains);
        var rows = ought.Villages.Where(v => input.All == true || !there.Now.Contains(v.Key)).OrderBy(v => v.Key).AsEnumerable();
        if (PlaceCode.TryParse(input.After, out var after))
        {
            rows = rows.Where(v => v.Key > after);
        }
        var page = rows.Take(size + 1).ToList();
        var ids = page.Take(size).SelectMany(v => there.Now[v.Key]).Distinct().ToList();
        var posts = (await PostLine.Of(await db.Posts.AsNoTracking().Where(p => ids.Contains(p.Id)).OrderBy(p => p.Id).ToListAsync(ct), await trees.Read(db, ct), register, today, db, ct)).ToDictionary(p => p.Id);
        return new Shown(kind.Code, kind.Name, on, ought.Rule, ought.Period, ought.Villages.Count, have, kind.Should,
            new([.. page.Take(size).Select(v => new Row(v.Key, register.NameOn(register.Find(v.Key), on), register.Path(register.Find(v.Key), on), v.Value, [.. there.Now[v.Key].Select(p => posts[p])],
                there.Now.Contains(v.Key) ? null : there.Left.TryGetValue(v.Key, out var last) ? last.AddDays(1) : null))], page.Count > size ? page[size - 1].Key.ToString() : null));
    }

    /// <summary>How many villages of an area should have somebody of each kind on a day and have nobody. Where a kind is for every village, it counts as soon as the area has had a batch of it: elsewhere nobody is sent.</summary>
    internal static async Task<IReadOnlyList<(PostKind Kind, int Villages)>> Without(PlaceScope scope, DateOnly on, Register register, Db db, CancellationToken ct)
    {
        var (without, begun) = (new List<(PostKind, int)>(), await PostsSeen.Batches(db, scope).AsNoTracking().Select(b => b.Kind).Distinct().ToListAsync(ct));
        foreach (var kind in PostKind.All.Where(k => k.Should.Count > 0 && (k.Should.All(s => s.By != ShouldBy.Every) || begun.Contains(k.Code))))
        {
            var ought = await Ought.Of(kind, scope, on, null, register, db, ct);
            if (ought.Villages.Count > 0)
            {
                var there = await There.Of(kind.Code, scope, on, register, db, ct, now: true);
                without.Add((kind, ought.Villages.Keys.Count(v => !there.Now.Contains(v))));
            }
        }
        return without;
    }
}

/// <summary>The villages of an area that should have somebody of a kind on a day, each with the rules of the kind that say so.</summary>
internal sealed record Ought(IReadOnlyDictionary<PlaceCode, IReadOnlyList<int>> Villages, string? Rule, Period? Period)
{
    public static async Task<Ought> Of(PostKind kind, PlaceScope scope, DateOnly on, string? rule, Register register, Db db, CancellationToken ct)
    {
        var found = new Dictionary<PlaceCode, List<int>>();
        void Add(PlaceCode village, int by)
        {
            if (village.Level == Level.Village && scope.Contains(village) && register.Find(village) is >= 0 and var at && register.StandsOn(at, on))
            {
                (found.TryGetValue(village, out var why) ? why : found[village] = []).Add(by);
            }
        }
        Period? period = null;
        var lists = kind.Should.Any(s => s.By == ShouldBy.List) ? await Listed.On(on, register, db, ct) : null;
        foreach (var (by, should) in kind.Should.Index())
        {
            if (should.By == ShouldBy.Every)
            {
                foreach (var i in scope.Roots.Select(register.Slice).SelectMany(s => Enumerable.Range(s.First, s.End - s.First)))
                {
                    Add(register.Code(i), by);
                }
            }
            else if (should.By == ShouldBy.List)
            {
                Array.ForEach(lists!.GetValueOrDefault(should.List!, []), code => Add(new(code), by));
            }
            else
            {
                (rule, period) = await Newest(rule, on, db, ct);
                if (period is { } year)
                {
                    (await db.Findings.AsNoTracking().Where(f => f.Rule == rule && f.Period == year && f.SupersededAt == null && Standing.Named.Contains(f.Stand)).Within(scope, f => f.Place).Select(f => f.Place).ToListAsync(ct)).ForEach(p => Add(p, by));
                }
            }
        }
        return new(found.ToDictionary(f => f.Key, f => (IReadOnlyList<int>)f.Value), rule, period);
    }

    /// <summary>What was known on the day: the findings of the newest period that was over by then.</summary>
    private static async Task<(string? Rule, Period? Period)> Newest(string? rule, DateOnly on, Db db, CancellationToken ct)
    {
        var stamps = (await db.FindingStamps.AsNoTracking().Where(s => rule == null || s.Rule == rule).Select(s => new { s.Rule, s.Period }).ToListAsync(ct)).Where(s => s.Period.To <= on).OrderByDescending(s => s.Period).ThenBy(s => s.Rule, StringComparer.Ordinal).FirstOrDefault();
        return (stamps?.Rule ?? rule, stamps?.Period);
    }
}

/// <summary>Who of a kind was in which village of an area on a day, and where nobody was, the last day somebody had been. A village that was merged by then counts where it was on the day.</summary>
internal sealed record There(ILookup<PlaceCode, Id<Post>> Now, IReadOnlyDictionary<PlaceCode, DateOnly> Left)
{
    /// <param name="now">Who is there alone, without who had been.</param>
    public static async Task<There> Of(string kind, PlaceScope scope, DateOnly on, Register register, Db db, CancellationToken ct, bool now = false)
    {
        var first = now ? on : DateOnly.MinValue;
        var rows = await db.PostVillages.AsNoTracking().Within(scope, v => v.Village).Where(v => v.FromDay <= on && v.ToDay >= v.FromDay && v.ToDay >= first && db.Posts.Any(p => p.Id == v.Post && (p.Kind == kind || p.Also == kind)))
            .Select(v => new { v.Post, v.Village, v.FromDay, v.ToDay }).ToListAsync(ct);
        IEnumerable<PlaceCode> At(PlaceCode village, DateOnly from) =>
            register.Find(village) is >= 0 and var i && register.StandsOn(i, on) ? [village] : register.Became(village, from.AddDays(-1), on);
        return new(rows.Where(r => r.ToDay >= on).SelectMany(r => At(r.Village, r.FromDay), (r, village) => (village, r.Post)).Distinct().OrderBy(x => x.Post).ToLookup(x => x.village, x => x.Post),
            rows.Where(r => r.ToDay < on).SelectMany(r => At(r.Village, r.FromDay), (r, village) => (village, r.ToDay)).GroupBy(x => x.village).ToDictionary(g => g.Key, g => g.Max(x => x.ToDay)));
    }
}
