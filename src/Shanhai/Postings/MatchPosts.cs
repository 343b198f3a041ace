using Microsoft.EntityFrameworkCore;
using Shanhai.Analytics.Allocation;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Pairing.Solving;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>
/// Proposes places for those of a batch who have no village: the villages that should have somebody and have not (or, where no rule says which should, those that recorded a need of skill or training), by what they need and what
/// she knows, by sector and distance, with the solver that pairs helpers. It advises; a person accepts. Officers of the batch's area may.
/// </summary>
public sealed record MatchPosts
{
    /// <summary>How many villages each is to have.</summary>
    public int? Each { get; init; }

    private const long MostPairs = 2_000_000;
    internal const int MostEach = 10;

    /// <summary>Coverage of needs of skill and training, distance, the sector of these needs, and as priority the sectors of all other needs.</summary>
    internal static readonly CampaignSettings Weights = new() { Kinds = [], Coverage = 40, Distance = 20, Sector = 20, Past = 0, Priority = 20, Continuity = 0, Level = 0, ServeAll = false };

    /// <param name="Open">Villages that wait for somebody.</param>
    /// <param name="Unplaced">Who would still have none.</param>
    public sealed record Proposed(Id<PostBatch> Batch, string BatchName, Both KindName, int Version, int Each, int Waiting, int Open, IReadOnlyList<Row> Pairs, IReadOnlyList<PostLine> Unplaced, IReadOnlyList<Will> Wills);

    /// <param name="Points">Hundredths of a point.</param>
    /// <param name="Sectors">What she knows and the village needs.</param>
    /// <param name="Second">By how much the total would fall without this pair; null: it was decided, or fewer could be placed without it.</param>
    public sealed record Row(Id<Post> Post, string Person, string SenderName, PlaceCode Village, string VillageName, int Points, double? Km, IReadOnlyList<string> Sectors, bool IsFixed, long? Second);

    public sealed record Will(Id<Post> Post, string Person, string SenderName, PlaceCode Village, string VillageName, bool There, string Why, string By);

    public static async Task<Result<Proposed>> Handle(
        Id<PostBatch> id, [AsParameters] MatchPosts input, CurrentTree trees, CurrentRegister places, IFlowSolver solver, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PostingsModule.Open(id, PostingsModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (batch, tree, register, today) = (found.Value, await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock));
        var (kind, scope, day) = (PostKind.Of(batch.Kind), new PlaceScope([batch.Place]), batch.FromDay > today ? batch.FromDay : today);
        var each = Math.Clamp(input.Each ?? 1, 1, kind.Villages?.Most ?? MostEach);
        var posts = await db.Posts.AsNoTracking().Where(p => p.Batch == id).Waiting(today, db).OrderBy(p => p.Id).ToListAsync(ct);
        var people = posts.Select(p => p.Person).ToList();
        var skills = (await db.PostedPeople.AsNoTracking().Where(p => people.Contains(p.Id)).ToListAsync(ct)).ToDictionary(p => p.Id, p => p.Sectors);
        var lines = await PostLine.Of(posts, tree, register, today, db, ct);
        var at = posts.Select((p, i) => (p.Id, i)).ToDictionary(x => x.Id, x => x.i);
        var ids = posts.Select(p => p.Id).ToList();
        var wills = await db.PostWills.AsNoTracking().Where(w => ids.Contains(w.Post)).OrderBy(w => w.Post).ThenBy(w => w.Village).ToListAsync(ct);

        var asked = (await db.Resources.AsNoTracking().Where(r => r.EndedAt == null && r.Organisation == null).Within(scope, r => r.Place).OrderBy(r => r.Id).ToListAsync(ct))
            .ToLookup(r => register.Standing(r.Place) ?? r.Place);
        var there = await There.Of(kind.Code, scope, day, register, db, ct);
        var ought = kind.Should.Count > 0 ? (await Ought.Of(kind, scope, day, null, register, db, ct)).Villages.Keys : asked.Where(g => g.Any(IsSkill)).Select(g => g.Key);
        bool Stands(PlaceCode v) => register.Find(v) is >= 0 and var i && register.Stands(i);
        var open = ought.Where(v => !there.Now.Contains(v) && Stands(v)).ToHashSet();
        var villages = open.Concat(wills.Where(w => w.There && Stands(w.Village)).Select(w => w.Village)).Distinct().Order().ToList();
        if ((long)posts.Count * villages.Count > MostPairs)
        {
            return Problem.Invalid("post.match-large", posts.Count, villages.Count, MostPairs);
        }
        var helpers = posts.Select(p => new Fit.HelperSide([.. skills[p.Person].SelectMany(s => new Fit.Thing[] { new(ResourceKind.Skill, s, null, null, null), new(ResourceKind.Training, s, null, null, null) })],
            tree.Successor(p.Sender) is { } body ? Gathering.At(register, body.Place) : null, null)).ToList();
        var sides = villages.Select(v => new Fit.VillageSide([.. asked[v].Where(IsSkill).Select(Thing)], Gathering.At(register, v), asked[v].Where(r => !IsSkill(r)).Select(r => r.Sector).OfType<string>().ToHashSet())).ToList();
        FitParts Parts(int h, int v) => Fit.Of(Weights, sides[v], helpers[h], false);
        var villageAt = villages.Select((v, i) => (v, i)).ToDictionary(x => x.v, x => x.i);
        var bodies = posts.Select(p => tree.Successor(p.Sender)).ToList();
        var candidates = villages.SelectMany((code, v) => posts.Index().Where(p => Entering.Wrong(code, batch, bodies[p.Index], register) is null).Select(p => new Candidate(p.Index, v, Parts(p.Index, v).Points))).ToList();
        (int, int)[] Decided(bool isThere) => [.. wills.Where(w => w.There == isThere && villageAt.ContainsKey(w.Village)).Select(w => (at[w.Post], villageAt[w.Village]))];
        var answer = SolvePairing.Solve(new()
        {
            Kinds = [kind.Code], Candidates = candidates, ServeAll = false, Fixed = Decided(true), Forbidden = Decided(false),
            Helpers = [.. posts.Select((p, i) => new PairingBody(p.Id.ToString(), lines[i].Person, 0, each))],
            Villages = [.. villages.Select(v => new PairingVillage(v.ToString(), register.NameOf(v), [1]))],
        }, solver, ct);
        if (!answer.IsSolved)
        {
            return Problem.Clash("post.match-clash", each);
        }
        var pairs = answer.Kinds.SelectMany(k => k.Pairs).OrderBy(p => villages[p.Village]).ThenBy(p => p.Helper).ToList();
        var placed = pairs.Select(p => p.Helper).ToHashSet();
        return new Proposed(id, batch.Name, kind.Name, batch.Version, each, posts.Count, open.Count,
            [.. pairs.Select(p => new Row(posts[p.Helper].Id, lines[p.Helper].Person, lines[p.Helper].SenderName, villages[p.Village], register.NameOf(villages[p.Village]), p.Fit, Parts(p.Helper, p.Village).Km,
                [.. skills[posts[p.Helper].Person].Intersect(asked[villages[p.Village]].Select(r => r.Sector).OfType<string>())], p.IsFixed, p.Second?.Fit))],
            [.. lines.Where((_, i) => !placed.Contains(i))],
            [.. wills.Select(w => new Will(w.Post, lines[at[w.Post]].Person, lines[at[w.Post]].SenderName, w.Village, register.NameOf(w.Village), w.There, w.Why, w.DecidedBy))]);
    }

    private static bool IsSkill(Resource r) => r.What is ResourceKind.Skill or ResourceKind.Training;

    // How many days or people somebody can do is not known of a person: a need is met by whoever knows the sector.
    private static Fit.Thing Thing(Resource r) => new(r.What, r.Sector, null, r.FromDay, r.ToDay);
}
