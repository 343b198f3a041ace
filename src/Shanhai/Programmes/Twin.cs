using System.Text;
using Microsoft.EntityFrameworkCore;
using Shanhai.Analytics.Integrity;
using Shanhai.Funds;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>
/// Two projects that may be one thing. The database joins those of one village and two programmes whose terms overlap, that one paper approved, or that were paid to one payee by one paper; a title is judged here, row by row as the
/// rows come, and only pairs that bear a sign are kept. So what is held is what is found, however many projects there are. Villages that became one are looked at together.
/// </summary>
/// <param name="Not">Why somebody says that they are two.</param>
internal sealed record Twin(PlaceCode Village, Id<Project> One, Id<Project> Other, DuplicateSign Signs, NotDuplicate? Not)
{
    /// <summary>Of character pairs, shared: titles that share more are near.</summary>
    private const double FarthestTitle = 0.5;
    private const int AtOnce = 500;

    /// <param name="Ends">One that was stopped ended there.</param>
    private sealed record Light(Id<Project> Id, Id<Programme> Programme, string Code, string Name, PlaceCode Village, string Measure, DateOnly From, DateOnly Ends, string? Document);

    private sealed record Two(Light One, Light Other);

    /// <summary>Those of the projects that the actor sees, in the order of the villages.</summary>
    public static async Task<IReadOnlyList<Twin>> Of(PlaceCode under, Charts charts, Register register, Db db, Actor actor, CancellationToken ct)
    {
        var seen = ProgrammeSight.Projects(db, actor, ProgrammesModule.View);
        var (there, paid) = (seen.Within(new([under]), p => p.Village), await Payments(charts, db, actor, ct));
        var (joined, found) = (await Joined(under, seen, register, db, ct), new Dictionary<(Id<Project>, Id<Project>), (PlaceCode Village, DuplicateSign Signs)>());
        void Judge(Light one, Light other, bool samePayment)
        {
            if (SignsOf(one, other, samePayment) is not DuplicateSign.None and var signs)
            {
                found[(one.Id, other.Id)] = (joined.GetValueOrDefault(one.Village, one.Village), signs);
            }
        }
        var alike = from a in there
                    join b in seen on a.Village equals b.Village
                    where a.Programme != b.Programme && a.Id < b.Id
                        && (a.FromDay <= (b.StoppedOn ?? b.ToDay) && b.FromDay <= (a.StoppedOn ?? a.ToDay) || a.Document != null && a.Document == b.Document)
                    select new Two(
                        new(a.Id, a.Programme, a.Code, a.Name, a.Village, a.Measure, a.FromDay, a.StoppedOn ?? a.ToDay, a.Document),
                        new(b.Id, b.Programme, b.Code, b.Name, b.Village, b.Measure, b.FromDay, b.StoppedOn ?? b.ToDay, b.Document));
        await foreach (var two in alike.AsAsyncEnumerable().WithCancellation(ct))
        {
            Judge(two.One, two.Other, false);
        }
        var twice = from a in there
                    join b in seen on a.Village equals b.Village
                    join e in paid on a.Code equals e.Project
                    join o in paid on b.Code equals o.Project
                    where a.Programme != b.Programme && a.Id < b.Id && e.Payee == o.Payee && e.Document == o.Document
                    select new Two(
                        new(a.Id, a.Programme, a.Code, a.Name, a.Village, a.Measure, a.FromDay, a.StoppedOn ?? a.ToDay, a.Document),
                        new(b.Id, b.Programme, b.Code, b.Name, b.Village, b.Measure, b.FromDay, b.StoppedOn ?? b.ToDay, b.Document));
        await foreach (var two in twice.AsAsyncEnumerable().WithCancellation(ct))
        {
            Judge(two.One, two.Other, true);
        }
        await OfJoined(joined, seen, paid, Judge, ct);
        var not = (await db.NotDuplicates.AsNoTracking().Where(d => seen.Any(p => p.Id == d.One)).ToListAsync(ct)).ToDictionary(d => (d.One, d.Other));
        return [.. found.OrderBy(f => f.Value.Village).ThenBy(f => f.Key.Item1).ThenBy(f => f.Key.Item2)
            .Select(f => new Twin(f.Value.Village, f.Key.Item1, f.Key.Item2, f.Value.Signs, not.GetValueOrDefault(f.Key)))];
    }

    /// <summary>Titles that say the same in other words: without signs, and by the pairs of characters they share.</summary>
    public static bool IsNear(string one, string other)
    {
        var (a, b) = (Plain(one), Plain(other));
        return a == b || a.Length > 1 && b.Length > 1 && StringDistance.Jaccard(a, b) <= FarthestTitle;
    }

    private static string Plain(string text) => new([.. text.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit)]);

    private static DuplicateSign SignsOf(Light one, Light other, bool samePayment)
    {
        var signs = (one.Measure == other.Measure ? DuplicateSign.SameMeasure : 0) | (IsNear(one.Name, other.Name) ? DuplicateSign.NearTitle : 0) | (one.From <= other.Ends && other.From <= one.Ends ? DuplicateSign.Overlap : 0)
            | (one.Document is not null && one.Document == other.Document ? DuplicateSign.SameDocument : 0) | (samePayment ? DuplicateSign.SamePayment : 0);
        var alike = signs.HasFlag(DuplicateSign.Overlap) && (signs & (DuplicateSign.SameMeasure | DuplicateSign.NearTitle)) != 0;
        return alike || (signs & (DuplicateSign.SameDocument | DuplicateSign.SamePayment)) != 0 ? signs : DuplicateSign.None;
    }

    /// <summary>Villages with projects that have become part of another, and those others: each with where it stands today. A village joins one of its county.</summary>
    private static async Task<Dictionary<PlaceCode, PlaceCode>> Joined(PlaceCode under, IQueryable<Project> seen, Register register, Db db, CancellationToken ct)
    {
        var around = under.Level > Level.County ? under.At(Level.County) : under;
        var closed = await seen.Within(new([around]), p => p.Village).Where(p => db.Places.Any(v => v.Code == p.Village && v.Closed != null)).Select(p => p.Village).Distinct().ToListAsync(ct);
        return closed.Select(v => (Then: v, Now: register.Standing(v) ?? v)).Where(v => v.Now != v.Then).GroupBy(v => v.Now)
            .Where(g => under.Contains(g.Key) || g.Any(v => under.Contains(v.Then)))
            .SelectMany(g => g.Select(v => v.Then).Append(g.Key), (g, village) => (village, g.Key)).ToDictionary(v => v.village, v => v.Key);
    }

    private static async Task OfJoined(Dictionary<PlaceCode, PlaceCode> joined, IQueryable<Project> seen, IQueryable<Entry> paid, Action<Light, Light, bool> judge, CancellationToken ct)
    {
        var (all, payments) = (new List<Light>(), new List<(string Project, string Payee, string Document)>());
        foreach (var some in joined.Keys.Chunk(AtOnce).Select(c => c.ToList()))
        {
            all.AddRange(await seen.Where(p => some.Contains(p.Village)).Select(p => new Light(p.Id, p.Programme, p.Code, p.Name, p.Village, p.Measure, p.FromDay, p.StoppedOn ?? p.ToDay, p.Document)).ToListAsync(ct));
        }
        foreach (var codes in all.Chunk(AtOnce).Select(c => c.Select(p => p.Code).ToList()))
        {
            payments.AddRange((await paid.Where(e => codes.Contains(e.Project!)).Select(e => new { e.Project, e.Payee, e.Document }).Distinct().ToListAsync(ct)).Select(p => (p.Project!, p.Payee!, p.Document)));
        }
        var of = payments.ToLookup(p => p.Project, p => (p.Payee, p.Document));
        foreach (var village in all.OrderBy(p => p.Id).GroupBy(p => joined[p.Village]).Select(g => g.ToList()))
        {
            for (var i = 0; i < village.Count; i++)
            {
                foreach (var other in village.Skip(i + 1).Where(o => o.Programme != village[i].Programme))
                {
                    judge(village[i], other, of[village[i].Code].Intersect(of[other.Code]).Any());
                }
            }
        }
    }

    // What public books paid, and what a village's own books spent, with a payee and not taken back. A detail is of its main account's kind.
    private static async Task<IQueryable<Entry>> Payments(Charts charts, Db db, Actor actor, CancellationToken ct)
    {
        var inside = BookSight.Books(db, actor, FundsModule.View);
        var main = charts.All.SelectMany(c => c.Accounts).Where(a => a.Stage == Stage.Disbursement || a.Money).Select(a => a.Code).ToHashSet();
        var added = await db.BookAccounts.AsNoTracking().Select(a => new { a.Code, a.Money }).Distinct().ToListAsync(ct);
        List<string> paying = [.. main.Union(added.Where(a => a.Money || main.Contains(a.Code.Split('.')[0])).Select(a => a.Code))];
        return db.Entries.Where(e => e.Project != null && e.Payee != null && e.Reverses == null && !db.Entries.Any(r => r.Reverses == e.Id)
            && db.Books.Any(b => b.Id == e.Book && (b.Public || inside.Any(i => i.Id == b.Id))) && db.Postings.Any(p => p.Entry == e.Id && paying.Contains(p.Account)));
    }
}
