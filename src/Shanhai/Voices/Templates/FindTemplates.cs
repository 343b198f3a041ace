using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices.Templates;

/// <summary>Lists the templates a person may use: her bodies' own that are in force, then those that ship.</summary>
public sealed record FindTemplates
{
    public Act? Act { get; init; }

    /// <summary>True: also versions that were replaced or withdrawn.</summary>
    public bool? Former { get; init; }

    /// <param name="Key">What a form names it by: the code of one that ships, or the id of a body's own.</param>
    /// <param name="Body">Null: it ships.</param>
    public sealed record Row(string Key, Act Act, string Title, string Text, string? Body, Id<ReplyTemplate>? Id, short Version, string? By, DateTimeOffset? At, DateTimeOffset? EndedAt);

    public static async Task<Result<IReadOnlyList<Row>>> Handle([AsParameters] FindTemplates input, View view, CurrentTree trees, TemplateCatalogue catalogue, Db db, Actor actor, CancellationToken ct) =>
        actor.Refuses(VoicesModule.Handle) is { } no ? no : (await Of(input, view.Language, await trees.Read(db, ct), catalogue, db, actor, ct)).ToList();

    internal static async Task<IReadOnlyList<Row>> Of(FindTemplates input, Language language, OrganisationTree tree, TemplateCatalogue catalogue, Db db, Actor actor, CancellationToken ct)
    {
        var bodies = tree.WithMerged(tree.BodiesOf(actor)).ToList();
        var query = db.ReplyTemplates.AsNoTracking().Where(t => bodies.Contains(t.Body));
        query = input.Act is { } act ? query.Where(t => t.Act == act) : query;
        query = input.Former == true ? query : query.Where(t => t.EndedAt == null);
        var own = bodies.Count == 0 ? [] : await query.OrderBy(t => t.Act).ThenBy(t => t.Title).ThenByDescending(t => t.Version).Take(300).ToListAsync(ct);
        return
        [
            .. own.Select(t => new Row(t.Id.ToString(), t.Act, t.Title, t.Text, tree.Find(t.Body)?.Name, t.Id, t.Version, t.By, t.At, t.EndedAt)),
            .. catalogue.Templates.Where(t => input.Act is null || t.Act == input.Act).Select(t => new Row(t.Code, t.Act, t.Title.In(language), t.Text.In(language), null, null, 1, null, null, null)),
        ];
    }
}
