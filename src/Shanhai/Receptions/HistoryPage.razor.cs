using Microsoft.EntityFrameworkCore;

namespace Shanhai.Receptions;

/// <summary>The four days that the sources tell of, with their parts added up, and the practice they stand for. Totals only.</summary>
public partial class HistoryPage
{
    public sealed record Shown(IReadOnlyList<PastReception> Days, ReceptionCatalogue.Past Past, ReceptionCatalogue.Pattern Template);

    public static async Task<IResult> Show(View view, ReceptionCatalogue catalogue, Db db, CancellationToken ct) =>
        Html.Show<HistoryPage, Shown>(view, view.Say("receptions.history"), new(await db.PastReceptions.AsNoTracking().OrderBy(p => p.On).ToListAsync(ct), catalogue.History, catalogue.Template));
}
