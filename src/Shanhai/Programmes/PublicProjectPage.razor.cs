namespace Shanhai.Programmes;

/// <summary>One public project, for everybody.</summary>
public partial class PublicProjectPage
{
    /// <param name="Works">The reader works in the village's area: the whole project is a link away.</param>
    public sealed record Shown(ShowPublicProject Of, bool Works);

    public static async Task<IResult> Show(View view, Id<Project> id, [AsParameters] Reading with, CancellationToken ct)
    {
        var found = await ShowPublicProject.Handle(id, with.Measures, with.Charts, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<PublicProjectPage, Shown>(view, found.Value.Of.Name, new(found.Value, view.Actor.Scope(ProgrammesModule.View).Contains(found.Value.Of.Village)), simulated: found.Value.Simulated);
    }
}
