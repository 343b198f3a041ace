namespace Shanhai.Organisations;

/// <summary>Saves what was decided on a tree, unless the tree has changed since: two changes that are each right can be wrong together.</summary>
internal static class OrganisationWriting
{
    public static async Task<Problem?> Save(OrganisationTree tree, CurrentTree trees, Db db, Action record, CancellationToken ct)
    {
        if (await OrganisationStamp.Raise(db, tree.Version, ct) is { } raced)
        {
            trees.Written();
            return raced;
        }
        record();
        var changed = await db.Save(changed: Problem.Clash("organisation.changed-meanwhile"), there: null, ct);
        trees.Written();
        return changed;
    }
}
