using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;
using Shanhai.Host.Web.Parts;

namespace Shanhai.Funds;

/// <summary>Where public money went: a list of what may be followed, and one book from its source to the payee, as a picture and in rows.</summary>
public partial class MoneyPage
{
    private static readonly string[] Heads = ["village", "village-code", "project", "payee", "allocated", "paid", "received", "returned", "posted"];

    /// <param name="Of">Null: the list.</param>
    /// <param name="MayOpen">The reader works with the book itself.</param>
    /// <param name="Pages">Where more is said of what a path names as its project.</param>
    public sealed record Shown(IReadOnlyList<FindFollowed.Row> All, FollowMoney? Of, string? Year, bool MayOpen = false, IReadOnlyDictionary<string, string>? Pages = null)
    {
        /// <summary>
        /// Bars as wide as the money: the source (the book), budget, commitment and appropriation with what still stands before each, then the villages, and there the projects or payees, with what is not paid yet. The smallest villages are drawn together. A bar's name is its own:
        /// two villages of one name, two villages' projects of one name and a book called like a village are different bars.
        /// </summary>
        public SankeyChart Picture(View view)
        {
            var of = Of!;
            var twice = of.Paths.DistinctBy(p => p.Village).GroupBy(p => p.VillageName).Where(g => g.Count() > 1 || g.Key == of.BookName).Select(g => g.Key).ToHashSet();
            var villages = of.Paths.GroupBy(p => p.Village).Select(g => (VillageName: twice.Contains(g.First().VillageName) ? $"{g.First().VillageName} {g.Key}" : g.First().VillageName, Fen: g.Sum(p => p.Allocated), Paths: g.ToList())).Where(v => v.Fen > 0).OrderByDescending(v => v.Fen).ToList();
            var (drawn, links) = (villages.Take(MostVillages).ToList(), new List<SankeyChart.Link>());
            var root = Early(view, links);
            foreach (var (village, fen, paths) in drawn)
            {
                links.Add(new(root, village, fen / 100.0));
                links.AddRange(paths.Where(p => p.Paid > 0).GroupBy(p => p.Project ?? (p.Persons ? view.Say("funds.persons-together") : p.Payee) ?? view.Say("funds.unnamed"))
                    .Select(g => new SankeyChart.Link(village, $"→ {village}·{g.Key}", g.Sum(p => p.Paid) / 100.0)));
                var unpaid = fen - paths.Sum(p => p.Paid + p.Returned);
                if (unpaid > 0)
                {
                    links.Add(new(village, "→ " + view.Say("funds.unpaid"), unpaid / 100.0));
                }
            }
            var rest = of.Allocated - drawn.Sum(v => v.Fen);
            if (rest > 0)
            {
                links.Add(new(root, view.Say("funds.other-villages", of.Villages - drawn.Count), rest / 100.0));
            }
            return new(view.Say("funds.picture-title", Amounts.Say(Commodity.Fen, of.Allocated), of.Villages, Amounts.Say(Commodity.Fen, of.Paid)), links)
            {
                Unit = view.Say("funds.yuan"), Height = ChartHeight.Tall, AllSimulated = of.Simulated, Note = view.Say("funds.picture-note"), FromTitle = view.Say("funds.link-from"), ToTitle = view.Say("funds.link-to"),
            };
        }

        private const int MostVillages = 16;

        private static readonly Stage[] Before = [Stage.Budget, Stage.Commitment, Stage.Appropriation];

        // From the book to the stage before the villages; what has not gone on is a bar of its own. A year in which a stage was not reached is drawn without it.
        private string Early(View view, List<SankeyChart.Link> links)
        {
            var (of, from, stood) = (Of!, Of!.BookName, (FollowMoney.OfStage?)null);
            foreach (var stage in Before.Select(b => of.Stages.FirstOrDefault(s => s.Stage == b)).OfType<FollowMoney.OfStage>().Where(s => s.Reached > 0))
            {
                var name = view.Say("funds.picture-stage", view.Say(stage.Name));
                links.Add(new(from, name, stage.Reached / 100.0));
                Stays(view, links, from, stood, stage.Reached);
                (from, stood) = (name, stage);
            }
            Stays(view, links, from, stood, of.Allocated);
            return from;
        }

        private static void Stays(View view, List<SankeyChart.Link> links, string from, FollowMoney.OfStage? stage, long went)
        {
            if (stage is not null && stage.Reached > went)
            {
                links.Add(new(from, view.Say("funds.picture-stays", view.Say(stage.Name)), (stage.Reached - went) / 100.0));
            }
        }
    }

    public static async Task<IResult> List(View view, string? under, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var all = await FindFollowed.Handle(PlaceCode.TryParse(under, out var place) ? place : null, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        return all.Problem is { } problem ? Html.Refused(view, problem) : Html.Show<MoneyPage, Shown>(view, view.Say("funds.follow"), new(all.Value, null, null), simulated: all.Value.Any(b => b.Simulated));
    }

    public static async Task<IResult> Show(View view, Id<Book> id, string? year, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var shown = await FollowMoney.Handle(id, Year(year), with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        return shown.Problem is { } problem ? Html.Refused(view, problem) : Html.Show<MoneyPage, Shown>(view, shown.Value.BookName,
            new([], shown.Value, year, view.Actor.May(FundsModule.View) && await BookSight.Books(with.Db, view.Actor, FundsModule.View).AnyAsync(b => b.Id == id, ct), await Pages(shown.Value, with.Db, ct)), simulated: shown.Value.Simulated);
    }

    private static async Task<IReadOnlyDictionary<string, string>> Pages(FollowMoney of, Db db, CancellationToken ct)
    {
        var (pages, codes) = (new Dictionary<string, string>(), of.Paths.Select(p => p.Project).OfType<string>().Distinct().ToList());
        foreach (var module in Composition.Modules)
        {
            foreach (var (code, href) in await module.PagesOf(codes, db, ct))
            {
                pages[code] = href;
            }
        }
        return pages;
    }

    public static async Task<IResult> Export(View view, Id<Book> id, string? year, string? format, HttpContext http, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var shown = await FollowMoney.Read(id, Year(year), int.MaxValue, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        if (shown.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        TableColumn[] heads = [.. Heads.Select(k => new TableColumn(view.Say("funds." + k), 18))];
        return BookFile.Of(http, format, view.Say("funds.follow"), heads,
            shown.Value.Paths.Select(p => new object?[] { p.VillageName, p.Village.ToString(), p.Project, p.Persons ? view.Say("funds.persons-together") : p.Payee, p.Allocated / 100m, p.Paid / 100m, p.Received / 100m, p.Returned / 100m, p.Posted / 100m }).ToAsyncEnumerable(),
            $"{shown.Value.BookName}-{view.Say("funds.follow")}", ct);
    }

    private static int? Year(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
