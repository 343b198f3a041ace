using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices.Files;

/// <summary>
/// Opens a file of a voice: for officials who may see the voice, each opening journalled before anything is shown; for the petitioner her own. It is always
/// handed over as a download of a type that browsers do not run.
/// </summary>
public static class OpenVoiceFile
{
    public sealed record Opened(string Name, string Type, byte[] Bytes);

    public static async Task<Result<Opened>> Handle(Id<Voice> id, Id<VoiceFile> file, Attachments attachments, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(VoicesModule.View) is { } no)
        {
            return no;
        }
        var seen = Sight.Of(actor, await trees.Read(db, ct), VoicesModule.View).Voices(db);
        if (await seen.AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct) is not { } voice || await db.VoiceFiles.AsNoTracking().FirstOrDefaultAsync(f => f.Id == file && f.Voice == id, ct) is not { } found)
        {
            return Problem.Missing("voice.no-such-file");
        }
        await db.RecordReading(actor, VoicesModule.View, VoicesModule.SubjectOf(voice), new { file = found.Id }, voice.Place, VoicesModule.KeptBy(voice), ct);
        return new Opened(found.Name, found.Type, attachments.Open(found));
    }

    /// <summary>The petitioner's own; that it is she has been looked at.</summary>
    internal static async Task<Result<Opened>> Own(Id<Voice> id, Id<VoiceFile> file, Attachments attachments, Db db, CancellationToken ct) =>
        await db.VoiceFiles.AsNoTracking().FirstOrDefaultAsync(f => f.Id == file && f.Voice == id && (f.By == Party.Petitioner || f.Step == 1), ct) is { } found
            ? new Opened(found.Name, found.Type, attachments.Open(found)) : Problem.Missing("voice.no-such-file");

    public static async Task<IResult> Show(View view, Id<Voice> id, Id<VoiceFile> file, Attachments attachments, CurrentTree trees, Db db, HttpContext http, CancellationToken ct) =>
        Given(await Handle(id, file, attachments, trees, db, view.Actor, ct), view, http);

    public static async Task<IResult> ShowOwn(View view, Id<VoiceFile> file, Attachments attachments, OwnPass pass, Db db, HttpContext http, CancellationToken ct) =>
        pass.Holds(http) is { } id ? Given(await Own(id, file, attachments, db, ct), view, http) : Html.Go("/voices/follow");

    public static async Task<IResult> Download(Id<Voice> id, Id<VoiceFile> file, Attachments attachments, CurrentTree trees, Db db, Actor actor, HttpContext http, CancellationToken ct)
    {
        var opened = await Handle(id, file, attachments, trees, db, actor, ct);
        return opened.Problem is null ? Given(opened, null, http) : opened;
    }

    // The Guard's headers (nosniff, no script, no frame) stand on every answer; here it is also kept by nobody on the way.
    private static IResult Given(Result<Opened> opened, View? view, HttpContext http)
    {
        if (opened.Problem is { } no)
        {
            return Html.Refused(view!, no);
        }
        http.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(opened.Value.Bytes, opened.Value.Type, opened.Value.Name);
    }
}

/// <summary>The petitioner opens a file of hers through the API, with receipt code and PIN.</summary>
public sealed record OpenOwnFile(string? Receipt, string? Pin, Id<VoiceFile> File)
{
    public static async Task<IResult> Handle(OpenOwnFile input, Attachments attachments, FollowVoice.Door door, Db db, Actor actor, HttpContext http, CancellationToken ct)
    {
        var opened = await door.Open(input.Receipt, input.Pin, db, actor, ct);
        Result<OpenVoiceFile.Opened> file = opened.Problem is { } no ? no : await OpenVoiceFile.Own(opened.Value.Id, input.File, attachments, db, ct);
        if (file.Problem is not null)
        {
            return file;
        }
        http.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(file.Value.Bytes, file.Value.Type, file.Value.Name);
    }
}
