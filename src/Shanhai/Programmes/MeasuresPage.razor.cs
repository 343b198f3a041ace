using Microsoft.EntityFrameworkCore;
using Shanhai.Identification;

namespace Shanhai.Programmes;

/// <summary>The catalogue of measures, each with what counts as it, where it was read and how many villages have adopted it.</summary>
public partial class MeasuresPage
{
    public sealed record Shown(IReadOnlyList<Row> Rows);

    public sealed record Row(MeasureCatalogue.Entry Of, int Villages);

    public static async Task<IResult> Show(View view, MeasureCatalogue measures, Db db, CancellationToken ct)
    {
        if (view.Actor.Refuses(ProgrammesModule.Read) is { } no)
        {
            return Html.Refused(view, no);
        }
        var counts = await AdoptedMeasure.InForce(db).GroupBy(a => a.Measure).Select(g => new { g.Key, Villages = g.Select(a => a.Village).Distinct().Count() }).ToDictionaryAsync(g => g.Key, g => g.Villages, ct);
        return Html.Show<MeasuresPage, Shown>(view, view.Say("programmes.measures"), new([.. measures.Measures.Select(m => new Row(m, counts.GetValueOrDefault(m.Code)))]));
    }
}
