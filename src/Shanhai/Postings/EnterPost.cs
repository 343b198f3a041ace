using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>
/// Enters one post into a batch: who, from which unit, for which villages (none: she waits for a place), from when to when (else as the batch). Somebody her unit sent before is known again by name and number. Officers of the batch's
/// area may.
/// </summary>
/// <param name="Number">The number her unit gave her, where two of one name work there.</param>
/// <param name="Also">The kind of post held together with it.</param>
/// <param name="Skills">Sectors she knows, as needs and offers name them.</param>
public sealed record EnterPost(
    string? Name, string? Number, Id<Organisation>? Sender, string? Also, IReadOnlyList<PlaceCode>? Villages, IReadOnlyList<string>? Skills, DateOnly? From, DateOnly? To)
{
    public sealed record Entered(Id<Post> Id);

    public static async Task<Result<Entered>> Handle(Id<PostBatch> id, EnterPost input, CurrentTree trees, CurrentRegister places, Vault vault, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PostingsModule.Open(id, PostingsModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var entering = await Entering.Of(found.Value, [input], await trees.Read(db, ct), await places.Read(db, ct), vault, db, clock, ct);
        if (entering.Judge(input).Refusal is { } refusal)
        {
            return refusal;
        }
        var post = entering.Add(input);
        found.Value.Version++;
        db.Record(actor, PostingsModule.Plan, "post:" + post.Id, place: found.Value.Place);
        return await PostingsModule.Save(db, ct) is { } meanwhile ? meanwhile : new Entered(post.Id);
    }
}
