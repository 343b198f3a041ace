using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;
using Shanhai.Host.Web.Parts;
using Shanhai.Places;

namespace Shanhai.Funds;

/// <summary>Where public money went: a list of what may be followed, and one book from its source to the payee, as a picture and in rows.</summary>
public partial class MoneyPage
{
    private static readonly string[] Heads = ["village", "village-code", "project", "payee", "allocated", "paid", "received", "returned", "posted"];

    // So many rows as can be looked through on a phone.
    private const int Most = 20;

    /// <param name="Of">Null: the list.</param>
    /// <param name="MayOpen">The reader works with the book itself.</param>
    /// <param name="From">The row with which the page begins.</param>
    /// <param name="Pages">Where more is said of what a path names as its project.</param>
    public sealed record Shown(IReadOnlyList<FindFollowed.Row> All, FollowMoney? Of, string? Year, bool MayOpen = false, int From = 0, IReadOnlyDictionary<string, string>? Pages = null)
    {
        /// <summary>The place to which the list is narrowed, as it was typed, and what is wrong with it.</summary>
        public string? Under { get; init; }
        public Problem? Problem { get; init; }

        /// <summary>
        /// Bars as wide as the money: the source (the book), budget, commitment and appropriation with what still stands before each, then the villages, and there the projects or payees, with what is not paid yet. The
        /// smallest villages are drawn together. Bars are told by what they are and not by what they are called: two villages of one name are two, named with their townships, and so are two villages' projects.
        /// </summary>
        public SankeyChart Picture(View view)
        {
            var (of, links, names) = (Of!, new List<SankeyChart.Link>(), new Dictionary<string, string> { [Source] = Of!.BookName, [Unpaid] = view.Say("funds.unpaid") });
            var villages = of.Paths.GroupBy(p => p.Village).Select(g => (g.First().Village, g.First().VillageName, g.First().Above, Fen: g.Sum(p => p.Allocated), Paths: g.ToList())).Where(v => v.Fen > 0).OrderByDescending(v => v.Fen).ThenBy(v => v.Village).ToList();
            var drawn = villages.Take(MostVillages).ToList();
            var twice = drawn.GroupBy(v => v.VillageName).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
            var before = Early(view, links, names);
            foreach (var (village, name, above, fen, paths) in drawn)
            {
                var bar = village.ToString();
                names[bar] = twice.Contains(name) ? view.Say("funds.village-of", name, above ?? bar) : name;
                links.Add(new(before, bar, fen / 100.0));
                var projects = paths.Where(p => p.Paid > 0).GroupBy(p => (p.Project, Persons: p.Project is null && p.Persons, Payee: p.Project is null ? p.Payee : null));
                foreach (var (i, project) in projects.Index())
                {
                    var (what, persons, payee) = project.Key;
                    names[$"{bar}/{i}"] = what ?? (persons ? view.Say("funds.persons-together") : payee) ?? view.Say("funds.unnamed");
                    links.Add(new(bar, $"{bar}/{i}", project.Sum(p => p.Paid) / 100.0));
                }
                var unpaid = fen - paths.Sum(p => p.Paid + p.Returned);
                if (unpaid > 0)
                {
                    links.Add(new(bar, Unpaid, unpaid / 100.0));
                }
            }
            var rest = of.Allocated - drawn.Sum(v => v.Fen);
            if (rest > 0)
            {
                names[Others] = view.Say("funds.other-villages", of.Villages - drawn.Count);
                links.Add(new(before, Others, rest / 100.0));
            }
            return new(view.Say("funds.picture-title", Amounts.Say(Commodity.Fen, of.Allocated), of.Villages, Amounts.Say(Commodity.Fen, of.Paid)), links)
            {
                Names = names, Unit = view.Say("funds.yuan"), Height = ChartHeight.Tall, AllSimulated = of.Simulated, Note = view.Say("funds.picture-note"), FromTitle = view.Say("funds.link-from"), ToTitle = view.Say("funds.link-to"),
            };
        }

        private const int MostVillages = 16;

        private static readonly Stage[] Before = [Stage.Budget, Stage.Commitment, Stage.Appropriation];

        private const string Source = "source", Unpaid = "unpaid", Others = "others";

        // From the book to the stage before the villages; what has not gone on is a bar of its own. A year in which a stage was not reached is drawn without it.
        private string Early(View view, List<SankeyChart.Link> links, Dictionary<string, string> names)
        {
            var (of, from, stood) = (Of!, Source, (FollowMoney.OfStage?)null);
            foreach (var stage in Before.Select(b => of.Stages.FirstOrDefault(s => s.Stage == b)).OfType<FollowMoney.OfStage>().Where(s => s.Reached > 0))
            {
                var bar = stage.Stage.ToString();
                names[bar] = view.Say(stage.Name);
                links.Add(new(from, bar, stage.Reached / 100.0));
                Stays(view, links, names, from, stood, stage.Reached);
                (from, stood) = (bar, stage);
            }
            Stays(view, links, names, from, stood, of.Allocated);
            return from;
        }

        private static void Stays(View view, List<SankeyChart.Link> links, Dictionary<string, string> names, string from, FollowMoney.OfStage? stage, long went)
        {
            if (stage is not null && stage.Reached > went)
            {
                names[from + "-stays"] = view.Say("funds.picture-stays", view.Say(stage.Name));
                links.Add(new(from, from + "-stays", (stage.Reached - went) / 100.0));
            }
        }
    }

    public static async Task<IResult> List(View view, string? under, string? sort, int? after, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var place = NamedPlace.Find(under, await with.Places.Read(with.Db, ct), view.Actor, errors, "under");
        var all = await FindFollowed.Handle(place, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        return all.Problem is { } problem ? Html.Refused(view, problem)
            : Html.Show<MoneyPage, Shown>(view, view.Say("funds.follow"), new(Sorted(all.Value, sort), null, null, From: Math.Max(0, after ?? 0)) { Under = under, Problem = errors.Refusal }, errors.Refusal?.Status ?? 200, all.Value.Any(b => b.Simulated));
    }

    // They come by place.
    private static IReadOnlyList<FindFollowed.Row> Sorted(IReadOnlyList<FindFollowed.Row> rows, string? sort) => sort switch
    {
        "name" => [.. rows.OrderBy(r => r.Name, StringComparer.Ordinal)],
        "-name" => [.. rows.OrderByDescending(r => r.Name, StringComparer.Ordinal)],
        "source-money" => [.. rows.OrderBy(r => r.Fen)],
        "-source-money" => [.. rows.OrderByDescending(r => r.Fen)],
        "-place" => [.. rows.OrderByDescending(r => r.Place)],
        _ => rows,
    };

    public static async Task<IResult> Show(View view, Id<Book> id, string? year, int? after, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        // All paths, because the picture shows the villages with the most; a page of them is listed.
        var shown = await FollowMoney.Read(id, Year(year), int.MaxValue, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        return shown.Problem is { } problem ? Html.Refused(view, problem) : Html.Show<MoneyPage, Shown>(view, shown.Value.BookName,
            new([], shown.Value, year, view.Actor.May(FundsModule.View) && await BookSight.Books(with.Db, view.Actor, FundsModule.View).AnyAsync(b => b.Id == id, ct), Math.Max(0, after ?? 0), await Pages(shown.Value, with.Db, ct)), simulated: shown.Value.Simulated);
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

    public static async Task<IResult> Export(View view, Id<Book> id, string? year, string? format, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var shown = await FollowMoney.Read(id, Year(year), int.MaxValue, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        if (shown.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        TableColumn[] heads = [.. Heads.Select(k => new TableColumn(view.Say("funds." + k), 18))];
        return TableFile.Of(view, format, view.Say("funds.follow"), heads,
            shown.Value.Paths.Select(p => new object?[] { p.VillageName, p.Village.ToString(), p.Project, p.Persons ? view.Say("funds.persons-together") : p.Payee, p.Allocated / 100m, p.Paid / 100m, p.Received / 100m, p.Returned / 100m, p.Posted / 100m }).ToAsyncEnumerable(),
            $"{shown.Value.BookName}-{view.Say("funds.follow")}");
    }

    private static int? Year(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
