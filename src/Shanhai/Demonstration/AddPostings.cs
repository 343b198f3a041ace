using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;
using Shanhai.Postings;

namespace Shanhai.Demonstration;

/// <summary>
/// First secretaries of the invented county over two terms: the weak villages of each time but a few, so that the coverage shows some without; hand-overs from the first term to the second, one recall, plans with results, and some who
/// still wait for a village. Names are a surname and "某".
/// </summary>
public static class AddPostings
{
    private const string Surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶";
    private const int HandedOver = 5, WithPlans = 10, Waiting = 4;

    private static readonly string[] Skills = ["种植", "加工", "商贸电商", "乡村旅游"];
    private static readonly (string Duty, string What, string Result)[] Work =
    [
        ("organisation", "帮助村党组织理顺每月议事", "议事会按月开，议题提前三天贴出（模拟）"), ("prosperity", "为茶园找稳定的收购方", "与一家茶企签了两年收购约定（模拟）"),
        ("governance", "把村账目公开到每一笔", "从七月起逐笔张贴并上网（模拟）"), ("service", "修好去卫生室的路灯", "十二盏路灯已亮（模拟）"),
    ];

    /// <summary>The clock of a day that is over.</summary>
    private sealed class AsOf(DateOnly day) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(day.ToDateTime(new TimeOnly(9, 0)), ChinaDay.Offset);
    }

    public static async Task<Problem?> Handle(IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        const int last = Simulation.LastYear;
        var county = InventedProvince.Counties[0].Code;
        var earlier = await Batch("第一批", county, last - 2, 0, services, db, actor, ct);
        var now = earlier.Problem is { } first ? first : await Batch("第二批", county, last, Waiting, services, db, actor, ct);
        if (now.Problem is { } unsent)
        {
            return unsent;
        }
        return await HandOver(earlier.Value, now.Value, new(last - 1, 12, 30), db, actor, ct) ?? await Plans(now.Value, new(last, 6, 30), db, actor, ct) ?? await Recall(now.Value, new(last, 9, 15), db, actor, ct);
    }

    private static async Task<Result<Id<PostBatch>>> Batch(string which, PlaceCode county, int year, int waiting, IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var (trees, places, vault, then) = (services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Vault>(), new AsOf(new(year, 1, 1)));
        var made = await CreatePostBatch.Handle(new("first-secretary", $"{which}驻村第一书记（模拟）", county, new(year, 1, 1), new(year + 1, 12, 31), $"关于选派{which}驻村第一书记的通知（模拟）"), places, db, actor, then, ct);
        if (made.Problem is { } unmade)
        {
            return unmade;
        }
        var (register, period) = (await places.Read(db, ct), Period.Year(year - 1));
        var weak = (await db.Findings.AsNoTracking().Where(f => f.Rule == IdentifyWeak.Rule && f.Period == period && f.SupersededAt == null && f.Outcome == Identification.Outcome.Holds).Within(new([county]), f => f.Place)
            .Select(f => f.Place).Distinct().OrderBy(p => p).ToListAsync(ct)).Where(p => register.Find(p) is >= 0 and var i && register.Stands(i)).ToList();
        var senders = (await trees.Read(db, ct)).All.Where(b => b.Closed is null && b.Place == county && b.Kind == OrganisationKind.Department).OrderBy(b => b.Name, StringComparer.Ordinal).Select(b => b.Name).ToList();
        var placed = weak.Where((_, i) => i % 4 != 3).ToList();
        PostRow Row(int i, string? villages) => new(i + 2)
        {
            Name = $"{Surnames[(i + year) % Surnames.Length]}某（模拟）", Number = $"{year}-{i + 1}", Sender = senders[i % senders.Count], Villages = villages, Also = i % 3 == 0 ? "instructor" : null, Skills = Skills[i % Skills.Length],
        };
        var rows = placed.Select((v, i) => Row(i, v.ToString())).Concat(Enumerable.Range(placed.Count, waiting).Select(i => Row(i, null))).ToList();
        db.ChangeTracker.Clear();
        var done = rows.Count == 0 ? null : (await ImportPosts.Handle(made.Value.Id, new(rows), false, trees, places, vault, db, actor, then, ct)).Problem;
        db.ChangeTracker.Clear();
        return done is { } wrong ? wrong : made.Value.Id;
    }

    /// <summary>Where the two terms have a village in common, the first hands over to the second.</summary>
    private static async Task<Problem?> HandOver(Id<PostBatch> from, Id<PostBatch> to, DateOnly on, Db db, Actor actor, CancellationToken ct)
    {
        var next = (await Placed(to, db, ct)).ToLookup(p => p.Village, p => p.Post);
        foreach (var (post, village) in (await Placed(from, db, ct)).Where(p => next.Contains(p.Village)).Take(HandedOver))
        {
            var input = new HandOverPost(next[village].First(), "在办：茶园灌溉项目，合同存村委会\n未了：两户危房改造，等县里批复\n资料：村情台账一册（模拟）", on, on, 1);
            if ((await HandOverPost.Handle(post, input, db, actor, new AsOf(on.AddDays(3)), ct)).Problem is { } problem)
            {
                return problem;
            }
            db.ChangeTracker.Clear();
        }
        return null;
    }

    private static async Task<Problem?> Plans(Id<PostBatch> batch, DateOnly due, Db db, Actor actor, CancellationToken ct)
    {
        foreach (var ((post, _), i) in (await Placed(batch, db, ct)).Take(WithPlans).Select((p, i) => (p, i)))
        {
            foreach (var (duty, what, result) in Work.Take(2 + i % 3))
            {
                var planned = await PlanTask.Handle(post, new(duty, null, what, due), db, actor, new AsOf(due.AddMonths(-4)), ct);
                if ((planned.Problem ?? (duty == "service" ? null : (await RecordTaskResult.Handle(planned.Value.Id, new(result, due.AddDays(-i), null, null, 1), db, actor, new AsOf(due), ct)).Problem)) is { } problem)
                {
                    return problem;
                }
            }
        }
        db.ChangeTracker.Clear();
        return null;
    }

    private static async Task<Problem?> Recall(Id<PostBatch> batch, DateOnly on, Db db, Actor actor, CancellationToken ct)
    {
        var placed = await Placed(batch, db, ct);
        return placed.Count < 2 ? null : (await RecallPost.Handle(placed[^1].Post, new("不能脱产驻村，派出单位另派（模拟）", on, 1), db, actor, new AsOf(on), ct)).Problem;
    }

    private static async Task<List<(Id<Post> Post, PlaceCode Village)>> Placed(Id<PostBatch> batch, Db db, CancellationToken ct) =>
        [.. (await db.PostVillages.AsNoTracking().Where(v => db.Posts.Any(p => p.Id == v.Post && p.Batch == batch)).OrderBy(v => v.Village).ThenBy(v => v.Post).Select(v => new { v.Post, v.Village }).ToListAsync(ct)).Select(v => (v.Post, v.Village))];
}
