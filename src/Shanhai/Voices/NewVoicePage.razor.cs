using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Host.Web.Parts;
using Shanhai.Organisations;
using Shanhai.Voices.Files;
using Shanhai.Places;

namespace Shanhai.Voices;

/// <summary>
/// The public's form, two short pages without script: what happened and where; then who will see it, by when there is an answer, and who she is if she
/// wants to say it. What was typed travels from one to the other in the form itself; nothing is kept before it is sent.
/// </summary>
public partial class NewVoicePage
{
    /// <param name="PlaceName">On the first page: where the place lies that the address named.</param>
    /// <param name="Ahead">Known once the place is; null on the first page.</param>
    /// <param name="Offices">Whom to call instead, where too much was sent.</param>
    public sealed record Shown(
        VoiceForm Form, ReadVoice? Read, VoiceCatalogue Catalogue, string? PlaceName, VoiceAhead? Ahead, ExplainedDeadline? Sort, Problem? Problem, IReadOnlyList<Office> Offices)
    {
        public bool IsCheck => Ahead is not null;

        public bool TakesDocuments { get; init; }

        /// <summary>The villages round the place, to point at the spot; null: nothing is known of where they lie.</summary>
        public MapSpec? Map { get; init; }
    }

    public sealed record Office(string Name, string Phone);

    /// <summary>What the door needs to read a form.</summary>
    public sealed record Reading(CurrentRegister Places, CurrentTree Trees, CurrentDeadlines Deadlines, Intake Intake, Attachments Attachments, Db Db, TimeProvider Clock);

    public static async Task<IResult> Show(View view, string? place, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = VoiceForm.New();
        if (PlaceCode.TryParse(place, out var code))
        {
            var register = await with.Places.Read(with.Db, ct);
            form = register.Find(code) is >= 0 and var i && register.Stands(i) ? form with { Place = register.Name(i), Sought = register.Name(i), At = code.ToString() } : form;
        }
        return await Write(view, form, null, null, with, ct);
    }

    public static async Task<IResult> Post(View view, [FromForm] VoiceForm? form, [AsParameters] Reading with, OwnPass pass, HttpContext http, CancellationToken ct)
    {
        form ??= new();
        var (register, tree) = (await with.Places.Read(with.Db, ct), await with.Trees.Read(with.Db, ct));
        var read = ReadVoice.Of(form, register, tree, with.Intake.Catalogue, view.Actor);
        if (form.Do == "send" && read.Problem is { } unfit && unfit.Fields.All(f => f.Field is "name" or "phone" or "address" or "email" or "latitude" or "longitude"))
        {
            return await Check(view, form, read, unfit, register, tree, with, ct);
        }
        if (form.Do is "back" or "look" || read.Problem is not null)
        {
            return await Write(view, form, read, form.Do is "back" or "look" ? Sought(read.Problem) : read.Problem, with, ct);
        }
        if (form.Do == "send")
        {
            var files = await with.Attachments.Read(http.Request.Form.Files, ct);
            if (files.Problem is { } unfitting)
            {
                return await Check(view, form, read, unfitting, register, tree, with, ct);
            }
            var filed = await FileVoice.File(read.Input, files.Value, with.Intake, with.Db, view.Actor, ct);
            if (filed.Problem is { } problem)
            {
                return await Write(view, form, read, problem, with, ct);
            }
            pass.Tell(http, filed.Value, form.Key, read.Input.Place!.Value);
            return Html.Go("/voices/receipt");
        }
        return await Check(view, form, read, null, register, tree, with, ct);
    }

    private static async Task<IResult> Check(View view, VoiceForm form, ReadVoice read, Problem? problem, Register register, OrganisationTree tree, Reading with, CancellationToken ct)
    {
        var today = ChinaDay.Today(with.Clock);
        var kind = read.Input.Kind ?? VoiceKind.Appeal;
        var ahead = await VoiceAhead.Of(kind, read.Input.Place!.Value, read.Input.Accused ?? [], today, tree, await with.Deadlines.Read(with.Db, ct), with.Db, ct);
        return kind == VoiceKind.Accusation && ahead.Office is null
            ? await Write(view, form, read, Problem.Clash("voice.nobody-for-accusations"), with, ct)
            : Page(view, new(form, read, with.Intake.Catalogue, register.Name(register.Find(read.Input.Place.Value)), ahead, ahead.Sort, problem, []) 
            {
                TakesDocuments = with.Attachments.TakesDocuments, Map = await MapOf(view, register, read.Input.Place.Value, with.Db, ct),
            });
    }

    /// <summary>Too much came from one address: what was typed is shown again, and how else to be heard.</summary>
    public static async Task<IResult> TooOften(HttpContext http, View view, Problem problem)
    {
        var (services, ct) = (http.RequestServices, http.RequestAborted);
        var with = new Reading(services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentDeadlines>(),
            services.GetRequiredService<Intake>(), services.GetRequiredService<Attachments>(), services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        var form = http.Request.HasFormContentType ? VoiceForm.Of(await http.Request.ReadFormAsync(ct)) : VoiceForm.New();
        var (register, tree) = (await with.Places.Read(with.Db, ct), await with.Trees.Read(with.Db, ct));
        var read = ReadVoice.Of(form, register, tree, with.Intake.Catalogue, view.Actor);
        return await Write(view, form, read, problem, with, ct);
    }

    internal static Task<MapSpec?> MapOf(View view, Register register, PlaceCode place, Db db, CancellationToken ct) =>
        PlaceMap.Of(view, register, place.Level == Level.Village ? place.At(Level.Township) : place, null, db, ct);

    // While she looks for places and bodies, only what is wrong with these is said.
    private static Problem? Sought(Problem? problem) =>
        problem?.Fields.Where(f => f.Field is "place" or "body" && f.Key != "voice.say-where").ToList() is { Count: > 0 } fields ? problem with { Fields = fields } : null;

    private static async Task<IResult> Write(View view, VoiceForm form, ReadVoice? read, Problem? problem, Reading with, CancellationToken ct)
    {
        var place = read?.Input.Place ?? (PlaceCode.TryParse(form.At, out var at) ? at : PlaceCode.Nation);
        var offices = problem?.Status == 429 ? await OfficesOf(place, with, ct) : [];
        var sort = VoiceAhead.Sorting(place, ChinaDay.Today(with.Clock), await with.Deadlines.Read(with.Db, ct));
        var path = read is null && place != PlaceCode.Nation && await with.Places.Read(with.Db, ct) is var register ? register.Path(register.Find(place)) : null;
        return Page(view, new(form, read, with.Intake.Catalogue, path, null, sort, problem, offices));
    }

    private static async Task<IReadOnlyList<Office>> OfficesOf(PlaceCode place, Reading with, CancellationToken ct)
    {
        var near = (await with.Trees.Read(with.Db, ct)).Nearest(OrganisationKind.PetitionOffice, place)?.Id;
        var open = with.Db.Organisations.AsNoTracking().Where(o => o.Kind == OrganisationKind.PetitionOffice && o.Closed == null && o.Phone != null);
        return await open.Where(o => near == null || o.Id == near).OrderBy(o => o.Place).Take(3).Select(o => new Office(o.Name, o.Phone!)).ToListAsync(ct);
    }

    private static IResult Page(View view, Shown shown) =>
        Html.Show<NewVoicePage, Shown>(view, view.Say(shown.IsCheck ? "voices.new.check" : "voices.new.title"), shown, shown.Problem?.Status ?? 200);
}
