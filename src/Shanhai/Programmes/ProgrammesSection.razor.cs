using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Identification;
using Shanhai.Places;

namespace Shanhai.Programmes;

public partial class ProgrammesSection
{
    /// <param name="Projects">Public ones of the place and below it.</param>
    public sealed record Shown(PlaceCode Place, IReadOnlyList<FindClasses.Row> Classes, IReadOnlyList<FindAdoptions.Row> Adopted, int Projects, IReadOnlyList<FindPublicProjects.Row> First, bool Works, bool MayPlan);

    private const int Most = 12;

    public static async Task<RenderFragment?> Load(View view, PlaceCode place, RowsHere here, IServiceProvider services, CancellationToken ct)
    {
        // The projects of a whole province are a list of their own.
        if (place.Level < Level.County)
        {
            return null;
        }
        var (db, actor, clock, measures, places) = (services.GetRequiredService<Db>(), view.Actor, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<MeasureCatalogue>(), services.GetRequiredService<CurrentRegister>());
        var village = place.Level == Level.Village;
        var works = actor.Scope(ProgrammesModule.View).Contains(place);
        var count = !here.Has<Project>() ? 0 : await FindPublicProjects.Projects(db).Within(new([place]), p => p.Village).CountAsync(ct);
        var classes = village && here.Has<VillageClass>() ? (await FindClasses.Handle(new() { Under = place, Size = Most }, places, db, actor, clock, ct)).Value.Rows : [];
        var adopted = village && here.Has<AdoptedMeasure>() ? (await FindAdoptions.Handle(new() { Under = place, Size = Most }, measures, places, db, actor, ct)).Value.Rows : [];
        if (count == 0 && classes.Count == 0 && adopted.Count == 0 && !works)
        {
            return null;
        }
        var first = village && count > 0 ? (await FindPublicProjects.Handle(new() { Under = place, Size = Most }, measures, services.GetRequiredService<Charts>(), places, db, actor, clock, ct)).Value.Rows : [];
        return PlaceSection.Show<ProgrammesSection>(new Shown(place, classes, adopted, count, first, works, village && actor.Scope(ProgrammesModule.Plan).Contains(place)));
    }
}
