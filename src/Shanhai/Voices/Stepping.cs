using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;

namespace Shanhai.Voices;

/// <summary>
/// Takes a step that the procedure allows: looks at what it says, finds the bodies it leads to, moves clocks and voice, and saves all of it with its
/// journal entry at once. Who may take it the caller has decided.
/// </summary>
public sealed class Stepping(CurrentDeadlines deadlines, VoiceCatalogue catalogue, SearchIndex index, TimeProvider clock)
{
    /// <summary>What a step leads to, found before anything is changed.</summary>
    private sealed record Aim(Body? Body, Voice? Same, Body? Reviewer);

    public async Task<Result<TakeStep.Taken>> Take(Voice voice, Move move, TakeStep said, OrganisationTree tree, Db db, Actor actor, CancellationToken ct)
    {
        if (said.Version is { } seen && seen != voice.Version)
        {
            return Problem.Clash("voice.changed-meanwhile");
        }
        if (StepShape.Of(move, said, voice, catalogue, ChinaDay.Today(clock)).Refusal is { } refusal)
        {
            return refusal;
        }
        var clocks = await db.Clocks.Where(c => c.SubjectKind == VoicesModule.Subject && c.Subject == voice.Id.Value && c.StoppedAt == null).ToListAsync(ct);
        var aim = await Find(voice, move, said, tree, db, actor, ct);
        if ((TooLate(move, clocks) ?? aim.Problem) is { } no)
        {
            return no;
        }

        var (before, holder) = (voice.State, voice.Holder);
        Apply(voice, move, said, aim.Value);
        if (VoiceClocks.Move(voice, move, said, clocks, await deadlines.Read(db, ct), db, actor, clock) is { } problem)
        {
            return problem;
        }
        await Involve(voice, move, said, aim.Value, db, ct);
        voice.Steps++;
        voice.Version++;
        var acting = move.By switch { Party.Office => voice.Office, Party.Holder => holder, Party.Unit => await UnitOf(voice, tree, db, actor, ct), _ => null };
        db.VoiceSteps.Add(StepOf(voice, move, said, aim.Value, before, acting, actor));
        await index.Renew(voice, db, ct);

        db.Record(actor, VoicesModule.Handle, VoicesModule.SubjectOf(voice), new { act = move.Act, from = before, to = voice.State, due = voice.NextDue }, voice.Place, VoicesModule.KeptBy(voice));
        if (!await Save(voice, db, ct))
        {
            return Problem.Clash("voice.changed-meanwhile");
        }
        return new TakeStep.Taken(voice.Id, voice.State, voice.Steps, voice.NextDue, voice.Provisional);
    }

    private async Task<bool> Save(Voice voice, Db db, CancellationToken ct)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                await db.SaveChangesAsync(ct);
                return true;
            }
            // What the voice is found by may have followed it at this moment: then it is renewed instead of added.
            catch (DbUpdateException failure) when (!again && db.Dialect.IsDuplicate(failure) && db.ChangeTracker.Entries<VoiceWords>().FirstOrDefault(e => e.State == EntityState.Added) is { } words)
            {
                words.State = EntityState.Detached;
                await index.Renew(voice, db, ct);
            }
            // Another step with the same number, or a newer version of the voice: which of the two is met first is the database's affair.
            catch (DbUpdateException failure) when (failure is DbUpdateConcurrencyException || db.Dialect.IsDuplicate(failure))
            {
                return false;
            }
        }
    }

    private Problem? TooLate(Move move, List<Clock> clocks)
    {
        if (move.Within is not { } right)
        {
            return null;
        }
        var running = clocks.Find(c => c.Rule == right);
        return running is null ? Problem.Clash("voice.right-over")
            : ChinaDay.Today(clock) > running.DueOn ? Problem.Clash("voice.too-late", StepShape.Iso(running.StartedOn), StepShape.Iso(running.DueOn))
            : null;
    }

    private async Task<Result<Aim>> Find(Voice voice, Move move, TakeStep said, OrganisationTree tree, Db db, Actor actor, CancellationToken ct)
    {
        var body = said.Body is { } named ? tree.Successor(named) : null;
        if (said.Body is { } wanted && body is null)
        {
            return tree.Find(wanted) is { } ended
                ? new Errors().Add("body", "voice.body-ended", ended.Name).Refusal!
                : new Errors().Add("body", "voice.no-such-body", wanted).Refusal!;
        }
        if (move.Act is Act.Transfer or Act.Assign or Act.CoHandle)
        {
            if (voice.Kind == VoiceKind.Accusation && body is not { Kind: OrganisationKind.Discipline })
            {
                return new Errors().Add("body", "voice.accusation-to-discipline").Refusal!;
            }
            var accused = await db.VoiceAccused.Where(a => a.Voice == voice.Id).Select(a => a.Body).ToListAsync(ct);
            if (accused.Exists(a => tree.Successor(a)?.Id == body!.Id || tree.Above(body!.Id).Any(b => b.Id == a)))
            {
                return new Errors().Add("body", "voice.body-is-accused").Refusal!;
            }
        }
        switch (move.Act)
        {
            case Act.Hand when await Colleagues.Objection(voice, said.Person!.Value, tree, db, actor, ChinaDay.Today(clock), ct) is { } objection:
                return new Errors().Add("person", objection).Refusal!;
            case Act.Return when voice.AssignedTo is null:
                return Problem.Clash("voice.in-nobodys-hands");
            case Act.Link:
                Receipt.TryRead(said.Other, out var receipt);
                // Only what the official may see: a receipt must not tell whether some other voice exists.
                var same = await Sight.Of(actor, tree, VoicesModule.Handle).Voices(db).AsNoTracking().FirstOrDefaultAsync(v => v.Receipt == receipt && v.Id != voice.Id, ct);
                return same is null ? new Errors().Add("other", "voice.no-such-receipt").Refusal!
                    : same.SameAs is not null ? new Errors().Add("other", "voice.linked-itself").Refusal!
                    : new Aim(body, same, null);
            case Act.Dispute:
                var superior = voice.Holder is { } holder && body is not null ? tree.CommonSuperior(holder, body.Id) : null;
                return superior is null ? new Errors().Add("body", "voice.no-common-superior").Refusal! : new Aim(body, null, superior);
            case Act.Confine:
                var keeper = Intake.OfficeFor(VoiceKind.Accusation, voice.Place, said.Accused ?? [], tree);
                return keeper is null ? Problem.Clash("voice.nobody-for-accusations") : new Aim(keeper, null, null);
            case Act.RequestReview or Act.RequestRecheck:
                return new Aim(null, null, voice.OpinionBy is { } by ? tree.Above(by) is [var above, ..] ? above : null : null);
            default:
                return new Aim(body, null, null);
        }
    }

    private void Apply(Voice voice, Move move, TakeStep said, Aim aim)
    {
        (voice.State, var now) = (move.To ?? voice.State, clock.GetUtcNow());
        switch (move.Act)
        {
            case Act.Register or Act.Correct:
                (voice.Category, voice.Place) = (said.Category ?? voice.Category, said.Place ?? voice.Place);
                voice.Kind = said.Kind ?? voice.Kind;
                break;
            case Act.Transfer or Act.Assign:
                (voice.Holder, voice.AssignedTo) = (aim.Body!.Id, null);
                break;
            case Act.Confine:
                (voice.Kind, voice.Office, voice.Holder, voice.AssignedTo, voice.ObjectedBy) = (VoiceKind.Accusation, aim.Body!.Id, aim.Body.Id, null, null);
                break;
            case Act.Object:
                (voice.ObjectedBy, voice.Holder) = (voice.Holder, voice.Office);
                break;
            case Act.RefuseObjection:
                (voice.Holder, voice.ObjectedBy) = (voice.ObjectedBy, null);
                break;
            case Act.AgreeObjection:
                voice.ObjectedBy = null;
                break;
            case Act.Dispute or Act.RequestReview or Act.RequestRecheck:
                // Where nobody stands above, the office finds out who decides.
                (voice.Holder, voice.AssignedTo) = (aim.Reviewer?.Id ?? voice.Office, null);
                break;
            case Act.NotAccept:
                voice.Reason = said.Reason;
                break;
            case Act.Link:
                voice.SameAs = aim.Same!.Id;
                break;
            case Act.Mediate:
                voice.Outcome = Decision.Agreed;
                break;
            case Act.IssueOpinion or Act.IssueReview or Act.IssueRecheck:
                (voice.Outcome, voice.OpinionBy, voice.ExecuteBy) = (said.Outcome, voice.Holder, said.ExecuteBy);
                break;
            case Act.Execute:
                voice.ExecutedOn = said.Day;
                break;
            case Act.Hand:
                voice.AssignedTo = said.Person;
                break;
            case Act.Return:
                voice.AssignedTo = null;
                break;
            case Act.Rate:
                (voice.Rating, voice.Settled) = (said.Rating, said.Settled);
                break;
            case Act.FollowUp:
                voice.FollowedUpAt = now;
                break;
        }
        voice.EndedAt = voice.HasEnded ? voice.EndedAt ?? now : null;
    }

    private async Task Involve(Voice voice, Move move, TakeStep said, Aim aim, Db db, CancellationToken ct)
    {
        // Whose opinion is looked at again goes on helping with what it knows.
        var joins = move.Act switch { Act.CoHandle => aim.Body!.Id, Act.RequestReview or Act.RequestRecheck => voice.OpinionBy, _ => null };
        if (joins is { } unit && !await db.VoiceUnits.AnyAsync(u => u.Voice == voice.Id && u.Body == unit, ct))
        {
            db.VoiceUnits.Add(new() { Voice = voice.Id, Body = unit, Since = clock.GetUtcNow() });
        }
        if (said.Accused is { } accused && move.Act is Act.Register or Act.Correct or Act.Confine)
        {
            var known = await db.VoiceAccused.Where(a => a.Voice == voice.Id).ToListAsync(ct);
            db.VoiceAccused.RemoveRange(known.Where(k => !accused.Contains(k.Body)));
            db.VoiceAccused.AddRange(accused.Distinct().Where(a => known.TrueForAll(k => k.Body != a)).Select(a => new VoiceAccused { Voice = voice.Id, Body = a }));
        }
    }

    // Of the bodies that somebody acts for, the one that helps with this voice.
    private static async Task<Id<Organisation>?> UnitOf(Voice voice, OrganisationTree tree, Db db, Actor actor, CancellationToken ct)
    {
        var bodies = Sight.Of(actor, tree, VoicesModule.Handle).Bodies;
        return await db.VoiceUnits.Where(u => u.Voice == voice.Id && bodies.Contains(u.Body)).OrderBy(u => u.Since).Select(u => (Id<Organisation>?)u.Body).FirstOrDefaultAsync(ct);
    }

    private VoiceStep StepOf(Voice voice, Move move, TakeStep said, Aim aim, VoiceState before, Id<Organisation>? acting, Actor actor) => new()
    {
        Id = Id<VoiceStep>.New(clock),
        Voice = voice.Id,
        Number = voice.Steps,
        Act = move.Act,
        From = before,
        To = voice.State,
        At = clock.GetUtcNow(),
        Party = move.By,
        By = move.By is Party.Petitioner or Party.Program ? null : actor.Name,
        Body = acting,
        ToBody = move.Act is Act.Dispute or Act.RequestReview or Act.RequestRecheck ? voice.Holder : aim.Body?.Id,
        Words = said.Words.Kept(),
        Note = said.Note.Kept(),
        Reason = move.Act == Act.NotAccept ? said.Reason : null,
        Outcome = move.Act == Act.Mediate ? Decision.Agreed : said.Outcome,
        Facts = said.Facts.Kept(),
        Law = said.Law.Kept(),
        Approver = move.Act == Act.Extend ? actor.Name : null,
        Day = said.Day,
        ExecuteBy = said.ExecuteBy,
    };
}
