using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Voices.Officials;

namespace Shanhai.Voices.Files;

/// <summary>
/// Adds pictures or documents to a voice, with words that say what they show. The petitioner does it with receipt code and PIN (files under the name
/// "files"), as a step like any other words of hers.
/// </summary>
public sealed record AddFiles
{
    public string? Receipt { get; init; }
    public string? Pin { get; init; }
    public string? Words { get; init; }

    public static async Task<Result<TakeStep.Taken>> Handle(
        [FromForm] AddFiles? input, IFormFileCollection files, Attachments attachments, FollowVoice.Door door, Stepping stepping, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        input ??= new();
        var opened = await door.Open(input.Receipt, input.Pin, db, actor, ct);
        return opened.Problem is { } no ? no
            : await Take(opened.Value, new(Act.AddWords) { Words = input.Words }, files, attachments, stepping, await trees.Read(db, ct), db, actor, ct);
    }

    /// <summary>A step of the petitioner with the files that came along; that it is she has been looked at. Files belong to words that are added and to nothing else.</summary>
    internal static async Task<Result<TakeStep.Taken>> Take(
        Voice voice, TakeStep step, IFormFileCollection? files, Attachments attachments, Stepping stepping, OrganisationTree tree, Db db, Actor actor, CancellationToken ct)
    {
        var read = await attachments.Read(step.Act == Act.AddWords ? files : null, ct);
        return (read.Problem ?? await attachments.Add(read.Value, voice, Party.Petitioner, db, ct)) is { } no ? no
            : await TakeOwnStep.Take(voice, step, stepping, tree, db, actor, ct);
    }
}

/// <summary>
/// Puts files of the office or the handling body with a voice, as a note that stays inside: those who act for the voice's holder may. The petitioner does not
/// see them.
/// </summary>
public sealed record AttachFiles
{
    public string? Note { get; init; }

    public static async Task<Result<TakeStep.Taken>> Handle(
        Id<Voice> id, [FromForm] AttachFiles? input, HttpRequest request, Attachments attachments, Stepping stepping, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        input ??= new();
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
        if (!sight.PartiesOf(voice).Contains(Party.Holder) || Procedure.Find(Act.Note, voice.State, voice.Kind, Party.Holder) is not { } move)
        {
            return Problem.Refused("voice.files-not-yours");
        }
        var read = await attachments.Read(request.Form.Files, ct);
        var missing = read.Problem is null && read.Value.Count == 0 ? new Errors().Add(Attachments.Field, "voice.say-file").Refusal : null;
        return (read.Problem ?? missing ?? await attachments.Add(read.Value, voice, Party.Holder, db, ct)) is { } refused ? refused
            : await stepping.Take(voice, move, new(Act.Note) { Note = input.Note }, tree, db, actor, ct);
    }

    /// <summary>The same from a page, back to the page of the voice.</summary>
    public static async Task<IResult> Post(
        View view, Id<Voice> id, [FromForm] AttachFiles? input, HttpContext http, Attachments attachments, [AsParameters] VoicePage.Reading with, CancellationToken ct)
    {
        input ??= new();
        var done = await Handle(id, input, http.Request, attachments, with.Stepping, with.Trees, with.Db, view.Actor, ct);
        return done.Problem is { } no ? await VoicePage.Again(view, id, new(VoicePage.Unsent.Attaching, no, input.Note), with, ct) : Html.Go($"/voices/{id}");
    }
}
