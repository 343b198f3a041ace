using Shanhai.Host.Clocks;

namespace Shanhai.Notices;

/// <summary>The paper for the board: one A4 page with the period, how to object and a code that leads to the notice. A draft is printed with the days it would have if posted today.</summary>
public partial class SheetPage
{
    public sealed record Shown(ShowNotice Notice, DateOnly FirstDay, DateOnly EndsOn, DateOnly Today, QrPicture Qr);

    public static async Task<IResult> Show(View view, Id<Notice> id, [AsParameters] NoticesPage.Reading with, Settings settings, HttpContext http, CancellationToken ct)
    {
        var shown = await ShowNotice.Handle(id, with.Matters, with.Trees, with.Places, with.Deadlines, with.Vault, with.Db, view.Actor, with.Clock, ct);
        if (shown.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var (notice, today) = (shown.Value, ChinaDay.Today(with.Clock));
        var (from, to) = (notice.FirstDay, notice.EndsOn);
        if (from is null && (await with.Deadlines.Read(with.Db, ct)).InForce(with.Matters.Find(notice.Matter)!.Rule, notice.Place, today) is { } rule)
        {
            var term = await Longer(id, with, ct) ?? rule.Term;
            var planned = Deadline.Reckon(term, today, (await with.Deadlines.Read(with.Db, ct)).Calendar.WorkingDays);
            (from, to) = (planned.FirstDay, planned.Due);
        }
        return Html.Show<SheetPage, Shown>(view, notice.Title, new(notice, from ?? today, to ?? today, today, QrPicture.Of(QrPicture.Address(http, settings, $"/notices/{id}"))));
    }

    private static async Task<Term?> Longer(Id<Notice> id, NoticesPage.Reading with, CancellationToken ct) =>
        (await with.Db.Notices.FindAsync([id], ct))?.Term is { } term ? Term.Parse(term) : null;
}
