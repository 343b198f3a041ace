using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Voices.Files;
using Shanhai.Voices.Officials;

namespace Shanhai.Voices.Open311;

/// <summary>
/// Writes what everybody may read of a voice, and which of its pictures everybody may see; empty words take it back. The office that keeps the file may, where
/// the petitioner agreed; never of an accusation. The petitioner's own words are not copied: names and small details would go with them.
/// </summary>
/// <param name="Text">In the office's words, at most 2,000 signs.</param>
/// <param name="Pictures">Those to be seen by everybody; the others are not.</param>
/// <param name="Version">The version of the voice that was read; null: whichever stands. Somebody else was faster: refused.</param>
public sealed record PublishVoice(string? Text, IReadOnlyList<Id<VoiceFile>>? Pictures = null, int? Version = null)
{
    public const int Longest = 2000;

    public sealed record Published(bool Public);

    public static async Task<Result<Published>> Handle(Id<Voice> id, PublishVoice input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(VoicesModule.Handle) ?? new Errors().Limit(input.Text, Longest, "text").Refusal) is { } no)
        {
            return no;
        }
        var sight = Sight.Of(actor, await trees.Read(db, ct), VoicesModule.Handle);
        if (await sight.Voices(db).FirstOrDefaultAsync(v => v.Id == id, ct) is not { } voice)
        {
            return Problem.Missing("voice.not-found");
        }
        if (!sight.PartiesOf(voice).Contains(Party.Office))
        {
            return Problem.Refused("voice.publish-office");
        }
        if (voice.Kind == VoiceKind.Accusation || !voice.MayPublish)
        {
            return Problem.Clash("voice.publish-not-agreed");
        }
        if (input.Version is { } seen && seen != voice.Version)
        {
            return Problem.Clash("voice.changed-meanwhile");
        }
        var text = input.Text.Kept();
        var shown = text is null ? [] : input.Pictures ?? [];
        var now = clock.GetUtcNow();
        (voice.PublicText, voice.Version) = (text, voice.Version + 1);
        foreach (var file in await db.VoiceFiles.Where(f => f.Voice == id && f.Type == VoiceFile.Picture).ToListAsync(ct))
        {
            file.PublicAt = shown.Contains(file.Id) ? file.PublicAt ?? now : null;
        }
        db.Record(actor, VoicesModule.Handle, VoicesModule.SubjectOf(voice), new { published = text, pictures = shown.Count }, voice.Place);
        if (await db.Save(changed: Problem.Clash("voice.changed-meanwhile"), there: null, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        return new Published(text is not null);
    }

    public sealed record Form
    {
        public string? Text { get; init; }
        public string[]? Pictures { get; init; }
        public int? Version { get; init; }
    }

    /// <summary>From the page of the voice, and back to it.</summary>
    public static async Task<IResult> Post(View view, Id<Voice> id, [FromForm] Form? form, [AsParameters] VoicePage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var pictures = (form.Pictures ?? []).Select(p => Id<VoiceFile>.TryParse(p, null, out var file) ? file : default).ToList();
        var done = await Handle(id, new(form.Text, pictures, form.Version), with.Trees, with.Db, view.Actor, with.Clock, ct);
        return done.Problem is { } no ? await VoicePage.Again(view, id, new(VoicePage.Unsent.Publishing, no, form.Text, form.Pictures ?? []), with, ct) : Html.Go($"/voices/{id}");
    }
}
