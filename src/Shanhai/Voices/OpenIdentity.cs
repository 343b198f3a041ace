using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices;

/// <summary>
/// Opens who sent a voice, for somebody who acts for its office or its holder and says why. The reason, the person and the moment are journalled before
/// anything is shown; the petitioner sees in her own file that it was opened and why.
/// </summary>
public sealed record OpenIdentity(string? Reason)
{
    public sealed record Opened(string? Name, string? Phone, string? Address, string? Email);

    public static async Task<Result<Opened>> Handle(Id<Voice> id, OpenIdentity input, CurrentTree trees, Vault vault, Db db, Actor actor, CancellationToken ct)
    {
        if ((actor.Refuses(VoicesModule.Identity) ?? new Errors().Require(input.Reason, "reason", "voice.say-why-identity").Limit(input.Reason, 400, "reason").Refusal) is { } no)
        {
            return no;
        }
        var sight = Sight.Of(actor, await trees.Read(db, ct), VoicesModule.Identity);
        if (await sight.Voices(db).AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct) is not { } voice)
        {
            return Problem.Missing("voice.not-found");
        }
        if (!sight.PartiesOf(voice).Any())
        {
            return Problem.Refused("voice.identity-not-yours");
        }
        if (await db.Petitioners.AsNoTracking().FirstOrDefaultAsync(p => p.Voice == id, ct) is not { } petitioner)
        {
            return Problem.Missing("voice.anonymous");
        }
        await db.RecordReading(actor, VoicesModule.Identity, VoicesModule.SubjectOf(voice), new { reason = input.Reason!.Trim() }, voice.Place, VoicesModule.KeptBy(voice), ct);
        var person = petitioner.Open(vault);
        return new Opened(person.Name, person.Phone, person.Address, person.Email);
    }
}
