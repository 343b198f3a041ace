using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>Ends a dispute with the answer given to the village: the figure stands, or it was corrected, and why. Officers of the place may.</summary>
public sealed record SettleDispute(string? Answer)
{
    public sealed record Settled(Id<Dispute> Id, DateTimeOffset At);

    public Errors Validate() => new Errors().Require(Answer, "answer").Limit(Answer, 4000, "answer");

    public static async Task<Result<Settled>> Handle(Id<Dispute> id, SettleDispute input, Db db, Actor actor, FactColumns columns, TimeProvider clock, CancellationToken ct)
    {
        await using var writing = await db.BeginWriting(ct);
        var dispute = await db.Disputes.FirstOrDefaultAsync(d => d.Id == id, ct);
        if (dispute is null || !actor.Knows(dispute.Place, IdentificationModule.View, IdentificationModule.Settle))
        {
            return actor.Refuses(IdentificationModule.Settle) ?? Problem.Missing("dispute.not-found");
        }
        if ((actor.Refuses(IdentificationModule.Settle, dispute.Place) ?? input.Validate().Refusal) is { } no)
        {
            return no;
        }
        if (dispute.Settle(input.Answer!.Trim(), actor.Name, clock.GetUtcNow()) is { } problem)
        {
            return problem;
        }

        db.Record(actor, IdentificationModule.Settle, $"dispute:{id}", null, dispute.Place);
        await db.SaveChangesAsync(ct);
        await FactStamps.Bump(db, [(dispute.Indicator, dispute.Period)], ct);
        await writing.Commit(ct);
        columns.Written();
        return new Settled(id, dispute.SettledAt!.Value);
    }
}
