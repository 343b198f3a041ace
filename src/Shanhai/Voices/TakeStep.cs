using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;

namespace Shanhai.Voices;

/// <summary>
/// Does one thing of <see cref="Procedure"/> to a voice: the only way a voice moves. Officials who see the voice and act for its office or its holder may, and
/// the petitioner with receipt and PIN (<see cref="TakeOwnStep"/>). What the step needs is asked for field by field; its clocks end and begin with it.
/// </summary>
/// <param name="Version">The version the official decided on; null: whichever stands. Somebody else was faster: refused, nothing is lost.</param>
public sealed record TakeStep(Act Act, int? Version = null)
{
    /// <summary>What the petitioner reads.</summary>
    public string? Words { get; init; }

    /// <summary>What stays inside.</summary>
    public string? Note { get; init; }

    /// <summary>Why it is not accepted, or why more time is needed.</summary>
    public string? Reason { get; init; }
    public Id<Organisation>? Body { get; init; }
    public Decision? Outcome { get; init; }
    public string? Facts { get; init; }
    public string? Law { get; init; }

    /// <summary>The day the written word reached the petitioner; or on which something was carried out.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>By when a supported request will be carried out.</summary>
    public DateOnly? ExecuteBy { get; init; }

    /// <summary>Natural days of an extension.</summary>
    public int? Days { get; init; }

    /// <summary>How the petitioner was told of an extension, and when.</summary>
    public string? Notice { get; init; }

    /// <summary>The receipt of the voice about the same matter.</summary>
    public string? Other { get; init; }
    public Guid? Person { get; init; }
    public short? Rating { get; init; }
    public bool? Settled { get; init; }

    /// <summary>With <see cref="Voices.Act.Register"/> and <see cref="Voices.Act.Correct"/>: what the office found it to be.</summary>
    public VoiceKind? Kind { get; init; }
    public string? Category { get; init; }
    public PlaceCode? Place { get; init; }
    public IReadOnlyList<Id<Organisation>>? Accused { get; init; }

    public sealed record Taken(Id<Voice> Id, VoiceState State, int Step, DateOnly? Due, bool Provisional);

    public static async Task<Result<Taken>> Handle(Id<Voice> id, TakeStep input, Stepping stepping, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(VoicesModule.Handle) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var sight = Sight.Of(actor, tree, VoicesModule.Handle);
        if (await sight.Voices(db).FirstOrDefaultAsync(v => v.Id == id, ct) is not { } voice)
        {
            return Problem.Missing("voice.not-found");
        }
        var move = (await sight.PartiesOf(voice, db, ct)).Select(p => Procedure.Find(input.Act, voice.State, voice.Kind, p)).FirstOrDefault(m => m is not null);
        if (move is null)
        {
            return voice.Version != input.Version && input.Version is not null ? Problem.Clash("voice.changed-meanwhile")
                : Problem.Clash("voice.not-now", Host.Web.Words.All["voice.act." + input.Act], Host.Web.Words.All["voice.state." + voice.State]);
        }
        return move.Act == Act.Extend && !LeadsHolder(voice, tree, actor) ? Problem.Refused("voice.only-leader")
            : await stepping.Take(voice, move, input, tree, db, actor, ct);
    }

    /// <summary>More time is approved by the head of the body (art. 34), and she does it herself.</summary>
    internal static bool LeadsHolder(Voice voice, OrganisationTree tree, Actor actor) =>
        voice.Holder is { } holder ? tree.WithMerged(tree.BodiesOf(actor, Role.Leader)).Contains(holder) : actor.Holdings.Any(h => h.Role == Role.Leader && h.Place.Contains(voice.Place));
}

/// <summary>The same for the petitioner herself: receipt and PIN instead of an account. What she may do is what <see cref="Procedure"/> gives to her.</summary>
public sealed record TakeOwnStep(string? Receipt, string? Pin, TakeStep Step)
{
    public static async Task<Result<TakeStep.Taken>> Handle(TakeOwnStep input, Stepping stepping, FollowVoice.Door door, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        var opened = await door.Open(input.Receipt, input.Pin, db, actor, ct);
        if (opened.Problem is { } no)
        {
            return no;
        }
        return await Take(opened.Value, input.Step, stepping, await trees.Read(db, ct), db, actor, ct);
    }

    /// <summary>A step of the petitioner herself; that it is she has been looked at.</summary>
    internal static async Task<Result<TakeStep.Taken>> Take(Voice voice, TakeStep step, Stepping stepping, OrganisationTree tree, Db db, Actor actor, CancellationToken ct) =>
        Procedure.Find(step.Act, voice.State, voice.Kind, Party.Petitioner) is { } move
            // Where she was when she did it is written down nowhere.
            ? await stepping.Take(voice, move, step, tree, db, actor with { Origin = null }, ct)
            : Problem.Clash("voice.not-now", Host.Web.Words.All["voice.act." + step.Act], Host.Web.Words.All["voice.state." + voice.State]);
}
