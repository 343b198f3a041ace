using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>One distribution: how it was reckoned, approve or refuse, what arrived, take back, reverse.</summary>
public partial class DistributionPage
{
    // So many lines as can be looked through on a phone.
    private const int Most = 20;

    public sealed record Shown(ShowDistribution Of, Address Asked, bool MayApprove, bool MayPay, string? At, Problem? Problem, IReadOnlyDictionary<string, string?>? Typed, string? Done);

    /// <summary>Which lines the address asks for.</summary>
    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Left { get; init; }
        public string? After { get; init; }

        public bool IsFiltered => Q is { Length: > 0 } || Left == "true";

        public Task<Result<ShowDistribution>> Found(Id<Distribution> id, short? after, int? size, View view, EnclavesPage.Reading with, CancellationToken ct) =>
            ShowDistribution.Handle(id, after, size, Q, Left == "true", with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
    }

    public static Task<IResult> Show(View view, Id<Distribution> id, [AsParameters] Address address, string? done, [AsParameters] EnclavesPage.Reading with, CancellationToken ct) =>
        Page(view, id, address, null, null, null, done?.Split('.') is [var posted, var waits, var none] ? view.Say("enclaves.paid-said", posted, waits, none) : null, with, ct);

    public static async Task<IResult> Post(View view, Id<Distribution> id, IFormCollection form, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var (at, done, why) = (form["do"].ToString(), "", form["why"].ToString());
        Problem? problem;
        switch (at)
        {
            case "decide":
                problem = (await DecideDistribution.Handle(id, new(form["approve"] == "true", why), with.Places, with.Db, view.Actor, with.Clock, ct)).Problem;
                break;
            case "reverse":
                problem = (await ReverseDistribution.Handle(id, new(why), with.Db, view.Actor, with.Clock, ct)).Problem;
                break;
            case "pay":
                var paid = await Pay(view, id, form, with, ct);
                (problem, done) = (paid.Problem, paid.Problem is null ? Said(paid.Value.Posted, paid.Value.Waiting, paid.Value.Unposted) : "");
                break;
            case "post":
                var posted = await PostDividends.Handle(id, new(), with.Charts, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
                (problem, done) = (posted.Problem, posted.Problem is null ? Said(posted.Value.Posted, posted.Value.Waiting, posted.Value.Unposted) : "");
                break;
            default:
                at = "back:" + form["payment"];
                problem = Id<Payment>.TryParse(form["payment"], null, out var payment) ? (await TakeBackPayment.Handle(payment, new(form["why-" + payment]), with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct)).Problem
                    : (await EnclaveSight.Distribution(id, EnclavesModule.Pay, with.Db, view.Actor, ct)).Problem ?? Problem.Missing("enclaves.no-payment");
                problem = problem is null ? null : problem with { Fields = [.. problem.Fields.Select(f => f with { Field = f.Field + "-" + form["payment"] })] };
                break;
        }
        with.Db.ChangeTracker.Clear();
        // Back to the lines among which the form stood.
        var stood = new Address { After = short.TryParse(form["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line.ToString(CultureInfo.InvariantCulture) : null };
        return problem is null ? Html.Go($"/enclaves/distributions/{id}{(done.Length > 0 ? "?done=" + done : stood.After is { } after ? "?after=" + after : "")}") : await Page(view, id, stood, at, problem, form.ToDictionary(f => f.Key, f => (string?)f.Value.ToString()), null, with, ct);
    }

    internal static string Said(int posted, int waiting, int unposted) => string.Create(CultureInfo.InvariantCulture, $"{posted}.{waiting}.{unposted}");

    /// <summary>All that is due, or one line by its number, held against whom the paper names.</summary>
    private static async Task<Result<RecordPayments.Recorded>> Pay(View view, Id<Distribution> id, IFormCollection form, EnclavesPage.Reading with, CancellationToken ct)
    {
        var found = await EnclaveSight.Distribution(id, EnclavesModule.Pay, with.Db, view.Actor, ct);
        var errors = new Errors();
        var (on, yuan, typed) = (TypedDay.Read(form["on"], "on", errors), Sums.Read(form["lines[0]"], "lines[0]", errors), form["line"].ToString().Trim());
        var payee = NamedPlace.Find(form["lines[0].payee"], await with.Places.Read(with.Db, ct), view.Actor, errors, "lines[0].payee");
        RecordPayments.Paid[]? lines = null;
        if (typed.Length > 0)
        {
            var dividend = short.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? await with.Db.Dividends.AsNoTracking().FirstOrDefaultAsync(d => d.Distribution == id && d.Line == line, ct) : null;
            lines = dividend is null ? null : [new(dividend.Id, yuan, payee)];
        }
        if (lines is null && (typed.Length > 0 || yuan is not null || payee is not null))
        {
            errors.Add("line", "enclaves.no-dividend");
        }
        return (found.Problem ?? errors.Refusal) is { } no ? no : await RecordPayments.Handle(id, new(on, form["evidence"], lines), with.Charts, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
    }

    public static async Task<IResult> Export(View view, Id<Distribution> id, [AsParameters] Address address, string? format, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var found = await address.Found(id, null, ShowDistribution.MostLines, view, with, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        TableColumn[] heads = [.. new[] { ("line", 8d), ("code", 16), ("holder", 24), ("weight", 20), ("due", 16), ("rank", 8), ("extra", 8), ("paid", 16), ("shortfall", 16), ("days-late", 10) }.Select(c => new TableColumn(view.Say("enclaves." + c.Item1), c.Item2))];
        var rows = Lines(found.Value, id, address, view, with, ct).Select(l => new object?[] { l.Number, l.Payee.ToString(), l.Name, l.Weight, l.Due / 100m, l.Rank, l.Extra ? 1 : 0, l.Paid / 100m, l.Shortfall / 100m, l.DaysLate });
        return TableFile.Of(view, format, view.Say("enclaves.distribution-n", found.Value.Number), heads, rows, $"{found.Value.EnclaveName}-{found.Value.To:yyyyMMdd}");
    }

    internal static async IAsyncEnumerable<ShowDistribution.Line> Lines(ShowDistribution page, Id<Distribution> id, Address address, View view, EnclavesPage.Reading with, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            foreach (var line in page.Lines)
            {
                yield return line;
            }
            if (page.Next is not { } next)
            {
                yield break;
            }
            page = (await address.Found(id, next, ShowDistribution.MostLines, view, with, ct)).Value;
        }
    }

    private static async Task<IResult> Page(View view, Id<Distribution> id, Address address, string? at, Problem? problem, IReadOnlyDictionary<string, string?>? typed, string? done, EnclavesPage.Reading with, CancellationToken ct)
    {
        var found = await address.Found(id, short.TryParse(address.After, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? (short?)after : null, Most, view, with, ct);
        // A sign-in that is too long ago is answered as everywhere: sign in again and come back; what is hers to decide is refused on the page.
        if ((found.Problem ?? (problem?.Status is 401 or 404 || problem?.Code is Actor.StaleCode or "not-allowed" ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        bool May(string verb) => view.Actor.Scope(verb).Contains(found.Value.Place);
        return Html.Show<DistributionPage, Shown>(view, view.Say("enclaves.distribution-title", found.Value.From, found.Value.To), new(found.Value, address, May(EnclavesModule.Approve), May(EnclavesModule.Pay), at, problem, typed, done), problem?.Status ?? 200, found.Value.Simulated);
    }
}
