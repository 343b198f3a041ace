using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Voices.Officials;

namespace Shanhai.Voices.Open311;

/// <summary>
/// Files a voice with another Open311 server, such as the city's own system: what happened and where, never who said it. Those who act for its holder may, with
/// one of the servers that the operator has named; never an accusation. A job sends it; the clock here runs on.
/// </summary>
/// <param name="Service">The other server's code; null: the one that stands for the voice's subject.</param>
public sealed record ForwardVoice(string? Peer, string? Service = null)
{
    public sealed record Asked(Id<Forward> Id, ForwardState State);

    public static async Task<Result<Asked>> Handle(Id<Voice> id, ForwardVoice input, Stepping stepping, CurrentTree trees, Settings settings, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
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
        if (voice.Kind == VoiceKind.Accusation || voice.HasEnded || !sight.PartiesOf(voice).Contains(Party.Holder) || Procedure.Find(Act.Note, voice.State, voice.Kind, Party.Holder) is not { } move)
        {
            return Problem.Clash("voice.forward-not");
        }
        if (settings.Peers.FirstOrDefault(p => p.Name == input.Peer) is not { } peer)
        {
            return new Errors().Add("peer", "voice.no-such-peer", input.Peer, string.Join(", ", settings.Peers.Select(p => p.Name))).Refusal!;
        }
        if ((input.Service ?? peer.Services.GetValueOrDefault(voice.Category)) is not { Length: > 0 and <= 100 } service)
        {
            return new Errors().Add("service", "voice.say-service", peer.Name).Refusal!;
        }
        if (await db.Forwards.AsNoTracking().FirstOrDefaultAsync(f => f.Voice == id && f.Peer == peer.Name, ct) is { } before)
        {
            return new Asked(before.Id, before.State);
        }

        var forward = new Forward { Id = Id<Forward>.New(clock), Voice = id, Peer = peer.Name, Service = service, AskedAt = clock.GetUtcNow() };
        db.Forwards.Add(forward);
        db.Enqueue(actor, SendForward.Kind, new SendForward(forward.Id));
        var noted = await stepping.Take(voice, move, new(Act.Note) { Note = Host.Web.Words.Say(Language.Chinese, "voice.forwarded", peer.Name) }, tree, db, actor, ct);
        return noted.Problem is { } problem ? problem : new Asked(forward.Id, forward.State);
    }

    /// <summary>One of a voice's filings elsewhere, as officials see it.</summary>
    public sealed record Row(string Peer, ForwardState State, string? Remote, string? Status, string? Failure);

    public sealed record Form
    {
        public string? Peer { get; init; }
        public string? Service { get; init; }
    }

    /// <summary>From the page of the voice, and back to it.</summary>
    public static async Task<IResult> Post(View view, Id<Voice> id, [FromForm] Form? form, [AsParameters] VoicePage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var done = await Handle(id, new(form.Peer, form.Service.Kept()), with.Stepping, with.Trees, with.Settings, with.Db, view.Actor, with.Clock, ct);
        return done.Problem is { } no ? await VoicePage.Again(view, id, new(VoicePage.Unsent.Forwarding, no, form.Peer, Code: form.Service), with, ct) : Html.Go($"/voices/{id}");
    }
}
