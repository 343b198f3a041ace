using Shanhai.Host.Outside;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// Puts the rules that ship into the book, each for its own jurisdiction. What was read in a named source stands in force; what is general knowledge
/// waits as a draft until an officer has confirmed it. Rules already there stay as they are. Officers of the whole nation and the operator may.
/// </summary>
public static class LoadPresets
{
    public sealed record Loaded(int Added, int Known);

    public static async Task<Result<Loaded>> Handle(Db db, Actor actor, Catalogue catalogue, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.Publish) is { } no)
        {
            return no;
        }
        var files = await RuleFiles.Read(ShippedData.PathOf("rules"), catalogue, ct);
        if (files.Problem is { } problem)
        {
            return problem;
        }

        var book = await Rulebook.Read(db, ct);
        var scope = actor.Scope(IdentificationModule.Publish);
        var added = files.Value.Where(r => !book.Of(r.Code).Any() && scope.Contains(r.Jurisdiction)).Select(r => RuleVersion.Draft(r, 1, actor.Name, clock)).ToList();
        foreach (var version in added.Where(v => v.Rule().Mark.Origin == Origin.Found))
        {
            version.Publish(actor.Name, clock.GetUtcNow());
        }
        if (added.Count > 0)
        {
            db.Record(actor, "rule.load-presets", "rules", new { added = added.Select(v => v.Code) }, PlaceCode.Around(added.Select(v => v.Jurisdiction)));
            db.RuleVersions.AddRange(added);
            await db.SaveChangesAsync(ct);
        }
        return new Loaded(added.Count, files.Value.Count - added.Count);
    }
}
