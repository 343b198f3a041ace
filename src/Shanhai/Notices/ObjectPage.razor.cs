using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Notices;

/// <summary>
/// The objection box of a notice: one field is needed. Code and PIN are told in the answer itself, which is the same when it is sent twice.
/// </summary>
public partial class ObjectPage
{
    /// <param name="Title">Null: the notice is not out, or not any more; then only what was typed stands here.</param>
    public sealed record Shown(Id<Notice> Notice, string? Title, string? Contact, Typed Form, Problem? Problem, FileObjection.Filed? Filed);

    public sealed record Typed
    {
        public string? Key { get; init; }
        public string? Text { get; init; }
        public string? Name { get; init; }
        public string? Phone { get; init; }
        public string? Address { get; init; }
    }

    public static Task<IResult> Show(View view, Id<Notice> id, [AsParameters] NoticesPage.Reading with, CancellationToken ct) =>
        Page(view, id, new() { Key = RandomNumberGenerator.GetHexString(32, true) }, null, null, with, ct);

    public static async Task<IResult> Post(View view, Id<Notice> id, [FromForm] Typed? form, [AsParameters] NoticesPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var filed = await FileObjection.Handle(id, new(form.Text) { Name = form.Name, Phone = form.Phone, Address = form.Address, ClientKey = form.Key },
            with.Matters, with.Deadlines, with.Vault, with.Db, view.Actor, with.Clock, ct);
        return filed.Problem is { } problem ? await Page(view, id, form, problem, null, with, ct) : await Page(view, id, form, null, filed.Value, with, ct);
    }

    /// <summary>Too much came from one address: what was typed stays, and whom to call instead.</summary>
    public static async Task<IResult> TooOften(HttpContext http, View view, Problem problem)
    {
        var (services, ct) = (http.RequestServices, http.RequestAborted);
        var with = new NoticesPage.Reading(services.GetRequiredService<MatterCatalogue>(), services.GetRequiredService<Organisations.CurrentTree>(), services.GetRequiredService<Places.CurrentRegister>(),
            services.GetRequiredService<Host.Clocks.CurrentDeadlines>(), services.GetRequiredService<Vault>(), services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : null;
        var typed = new Typed { Key = form?["key"], Text = form?["text"], Name = form?["name"], Phone = form?["phone"], Address = form?["address"] };
        return Id<Notice>.TryParse(http.GetRouteValue("id")?.ToString(), null, out var id) ? await Page(view, id, typed, problem, null, with, ct) : Html.Refused(view, problem);
    }

    private static async Task<IResult> Page(View view, Id<Notice> id, Typed form, Problem? problem, FileObjection.Filed? filed, NoticesPage.Reading with, CancellationToken ct)
    {
        if (problem is { Status: 404 } || await with.Db.Notices.AsNoTracking().FirstOrDefaultAsync(n => n.Id == id, ct) is not { IsOut: true } notice)
        {
            var gone = problem ?? Problem.Missing("notice.not-found");
            return form.Text is null ? Html.Refused(view, gone) : Html.Show<ObjectPage, Shown>(view, view.Say("notices.object-title"), new(id, null, null, form, gone, null), gone.Status);
        }
        if (problem is null && filed is null)
        {
            var late = await FileObjection.TooLate(notice, with.Matters.Find(notice.Matter)!, await with.Deadlines.Read(with.Db, ct), with.Db, with.Clock, ct);
            if (late is not null)
            {
                return Html.Refused(view, late);
            }
        }
        return Html.Show<ObjectPage, Shown>(view, view.Say("notices.object-title"), new(id, notice.Title, notice.Contact, form, problem, filed), problem?.Status ?? 200);
    }
}
