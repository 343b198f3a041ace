using System.Globalization;
using Shanhai.Host.Tables;
using Shanhai.Host.Web.Parts;

namespace Shanhai.Enclaves;

/// <summary>One enclave: its years as a picture, the fall of income by village, distributions, alarms; publish, end.</summary>
public partial class EnclavePage
{
    /// <param name="From">The holder with whom the list begins.</param>
    /// <param name="Q">A part of the names of the holders that are shown.</param>
    /// <param name="On">The day, or the square metres, that were typed beside it.</param>
    public sealed record Shown(ShowEnclave Of, ChartSpec? Picture, int From, string? Q, bool MayPlan, bool MayPublish, string? At, Problem? Problem, string? Typed, string? On);

    public static Task<IResult> Show(View view, Id<Enclave> id, int? after, string? q, [AsParameters] EnclavesPage.Reading with, CancellationToken ct) => Page(view, id, after ?? 0, q, null, null, null, null, with, ct);

    public static async Task<IResult> Do(View view, Id<Enclave> id, IFormCollection form, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var (at, errors, typed, on) = (form["do"].ToString(), new Errors(), (string?)null, (string?)null);
        Problem? problem;
        switch (at)
        {
            case "alarm":
                (at, typed) = ("alarm:" + form["alarm"], form["done-" + form["alarm"]]);
                problem = Id<Alarm>.TryParse(form["alarm"], null, out var alarm) ? (await CloseAlarm.Handle(alarm, new(typed), with.Db, view.Actor, ct)).Problem : Problem.Missing("enclaves.no-alarm");
                problem = problem is null ? null : problem with { Fields = [.. problem.Fields.Select(f => f with { Field = "done-" + form["alarm"] })] };
                break;
            case "publish":
                problem = (await PublishEnclave.Handle(id, new(form["published"] == "true"), with.Db, view.Actor, ct)).Problem;
                break;
            case "end":
                (typed, on) = (form["why"], form["on"]);
                var day = TypedDay.Read(on, "on", errors);
                problem = errors.Refusal ?? (await EndEnclave.Handle(id, new(day, typed), with.Db, view.Actor, ct)).Problem;
                break;
            case "unend":
                typed = form["why"];
                problem = (await EndEnclave.Handle(id, new(null, typed, TakeBack: true), with.Db, view.Actor, ct)).Problem;
                break;
            case "correct":
                (typed, on) = (form["name"], form["squareMetres"]);
                var metres = Sums.Read(on, "squareMetres", errors);
                if (metres is { } m && decimal.Truncate(m) != m)
                {
                    errors.Add("squareMetres", "enclaves.amount-metres");
                }
                problem = errors.Refusal ?? (await CorrectEnclave.Handle(id, new(typed, (long?)metres, int.TryParse(form["version"], CultureInfo.InvariantCulture, out var seen) ? (int?)seen : null), with.Db, view.Actor, ct)).Problem;
                break;
            default:
                problem = (await EnclaveSight.Find(id, EnclavesModule.Plan, with.Db, view.Actor, ct)).Problem;
                break;
        }
        with.Db.ChangeTracker.Clear();
        return problem is null ? Html.Go($"/enclaves/{id}") : await Page(view, id, 0, null, at, problem, typed, on, with, ct);
    }

    public static async Task<IResult> Export(View view, Id<Enclave> id, string? format, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var found = await ShowEnclave.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        TableColumn[] heads = [.. new[] { ("code", 16d), ("holder", 24), ("stake", 16), ("share", 10), ("received", 16), ("before", 16), ("after", 16), ("change", 16) }.Select(c => new TableColumn(view.Say("enclaves." + c.Item1), c.Item2))];
        decimal? Yuan(long? fen) => fen / 100m;
        var rows = found.Value.Holders.Select(h => new object?[] { h.Place.ToString(), h.Name, h.Fen / 100m, decimal.Round(h.Percent, 6), h.Received / 100m, Yuan(h.Before), Yuan(h.After), Yuan(h.Change) });
        return TableFile.Of(view, format, view.Say("enclaves.holders-title"), heads, rows.ToAsyncEnumerable(), string.Create(CultureInfo.InvariantCulture, $"{found.Value.Name}-{view.Now:yyyyMMdd}"));
    }

    private static async Task<IResult> Page(View view, Id<Enclave> id, int from, string? q, string? at, Problem? problem, string? typed, string? on, EnclavesPage.Reading with, CancellationToken ct)
    {
        var found = await ShowEnclave.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        if ((found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var of = found.Value;
        bool May(string verb) => view.Actor.Scope(verb).Contains(of.Place);
        return Html.Show<EnclavePage, Shown>(view, of.Name, new(of, EnclavePicture.Of(view, of), Math.Max(0, from), q, May(EnclavesModule.Plan), May(EnclavesModule.Publish), problem?.Fields.Count > 0 ? at : null, problem, typed, on), problem?.Status ?? 200, of.Simulated);
    }
}
