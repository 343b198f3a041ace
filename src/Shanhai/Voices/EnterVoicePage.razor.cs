using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Web.Parts;
using Shanhai.Organisations;
using Shanhai.Voices.Files;
using Shanhai.Places;

namespace Shanhai.Voices;

/// <summary>
/// A clerk writes down what somebody says on the telephone, in a letter or at the door. Voices that may be about the same stand beside the form, those the
/// clerk may see, each with why; and the subject that voices in such words were sorted under. Nothing is merged or chosen by the program.
/// </summary>
public partial class EnterVoicePage
{
    private const int MostNear = 8;

    public sealed record Shown(
        VoiceForm Form, ReadVoice? Read, VoiceCatalogue Catalogue, IReadOnlyList<SimilarVoices.Row> Near, Routing.Suggestion? Suggested, Problem? Problem, bool TakesDocuments, MapSpec? Map = null);

    public static IResult Show(View view, string? place, Intake intake, Attachments attachments, TimeProvider clock) =>
        view.Actor.Refuses(VoicesModule.Register) is { } no ? Html.Refused(view, no)
            : Page(view, new(VoiceForm.New() with { Channel = nameof(Channel.Telephone), ReceivedOn = StepShape.Iso(ChinaDay.Today(clock)), Place = place }, null, intake.Catalogue, [], null, null, attachments.TakesDocuments));

    public static async Task<IResult> Post(View view, [FromForm] VoiceForm? form, [AsParameters] NewVoicePage.Reading with, Routing routing, OwnPass pass, HttpContext http, CancellationToken ct)
    {
        form ??= new();
        if (view.Actor.Refuses(VoicesModule.Register) is { } no)
        {
            return Html.Refused(view, no);
        }
        var (register, tree) = (await with.Places.Read(with.Db, ct), await with.Trees.Read(with.Db, ct));
        var read = ReadVoice.Of(form, register, tree, with.Intake.Catalogue, view.Actor);
        var to = new SimilarVoices.To($"{form.Text} {form.Wish} {form.Where}", read.Input.Place ?? default, read.Input.Category, read.Input.ReceivedOn ?? ChinaDay.Today(with.Clock));
        var near = read.Input.Place is null ? [] : await SimilarVoices.Find(to, MostNear, Sight.Of(view.Actor, tree, VoicesModule.View), register, with.Db, ct);
        var suggested = form.Do == "send" && read.Problem is null ? null : await routing.Suggest(form.Text, with.Db, ct);
        var problem = Looked(form, read, view.Actor);
        var map = read.Input.Place is { } at ? await NewVoicePage.MapOf(view, register, at, with.Db, ct) : null;
        if (form.Do == "look" || problem is not null || near.Count > 0 && form.Seen != true)
        {
            return Page(view, new(form with { Seen = near.Count > 0 && form.Do != "look" && problem is null ? true : form.Seen }, read, with.Intake.Catalogue, near, suggested, form.Do == "look" ? null : problem, with.Attachments.TakesDocuments, map));
        }
        var files = await with.Attachments.Read(http.Request.Form.Files, ct);
        var filed = files.Problem is { } unfitting ? unfitting : await FileVoice.File(read.Input, files.Value, with.Intake, with.Db, view.Actor, ct);
        if (filed.Problem is { } refused)
        {
            return Page(view, new(form, read, with.Intake.Catalogue, near, null, refused, with.Attachments.TakesDocuments, map));
        }
        pass.Tell(http, filed.Value, form.Key, read.Input.Place!.Value);
        return Html.Go("/voices/receipt");
    }

    // A voice of somewhere else is written down by those who work there; its sender is told where.
    private static Problem? Looked(VoiceForm form, ReadVoice read, Actor actor)
    {
        var errors = new Errors();
        if (read.Input.Channel is null)
        {
            errors.Add("channel", "voices.enter.say-channel");
        }
        if (read.Input.Place is { } place && actor.Refuses(VoicesModule.Register, place) is not null)
        {
            errors.Add("place", "voices.enter.not-yours", form.Place);
        }
        foreach (var wrong in read.Problem?.Fields ?? [])
        {
            errors.Add(wrong.Field, wrong.Key, wrong.Args);
        }
        return errors.Refusal;
    }

    private static IResult Page(View view, Shown shown) => Html.Show<EnterVoicePage, Shown>(view, view.Say("voices.enter.title"), shown, shown.Problem?.Status ?? 200);
}
