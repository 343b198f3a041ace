using Microsoft.AspNetCore.Mvc;
using Shanhai.Organisations;

namespace Shanhai.Voices.Templates;

/// <summary>Templates of a body's own and those that ship: read, copied, changed as the next version, withdrawn.</summary>
public partial class TemplatesPage
{
    public sealed record Shown(IReadOnlyList<FindTemplates.Row> Templates, Form Form, bool Former, bool MayWrite, string? Done, Problem? Problem);

    public sealed record Form
    {
        public string? Of { get; init; }
        public string? For { get; init; }
        public string? Title { get; init; }
        public string? Text { get; init; }
    }

    public sealed record Reading(CurrentTree Trees, TemplateCatalogue Catalogue, Db Db, TimeProvider Clock);

    public static Task<IResult> Show(View view, string? from, string? former, string? done, [AsParameters] Reading with, CancellationToken ct) =>
        Answer(view, from, former == "true", done, null, null, with, ct);

    public static async Task<IResult> Save(View view, [FromForm] Form? form, [AsParameters] Reading with, CancellationToken ct)
    {
        form ??= new();
        var act = Enum.TryParse<Act>(form.For, out var said) && Enum.IsDefined(said) ? said : (Act?)null;
        var written = await WriteTemplate.Handle(new(act, form.Title, form.Text, Id<ReplyTemplate>.TryParse(form.Of, null, out var of) ? of : null), with.Trees, with.Db, view.Actor, with.Clock, ct);
        return written.Problem is { } problem ? await Answer(view, null, false, null, form, problem, with, ct) : Html.Go("/voices/templates?done=saved");
    }

    public static async Task<IResult> End(View view, Id<ReplyTemplate> id, [AsParameters] Reading with, CancellationToken ct)
    {
        var ended = await EndTemplate.Handle(id, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return ended.Problem is { } problem ? await Answer(view, null, false, null, null, problem, with, ct) : Html.Go("/voices/templates?done=ended");
    }

    private static async Task<IResult> Answer(View view, string? from, bool former, string? done, Form? form, Problem? problem, Reading with, CancellationToken ct)
    {
        if ((view.Actor.Refuses(VoicesModule.Handle) ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var tree = await with.Trees.Read(with.Db, ct);
        var templates = await FindTemplates.Of(new() { Former = former }, view.Language, tree, with.Catalogue, with.Db, view.Actor, ct);
        if (form is null && templates.FirstOrDefault(t => t.Key == from && t.EndedAt is null) is { } source)
        {
            form = new() { Of = source.Id?.ToString(), For = source.Act.ToString(), Title = source.Title, Text = source.Text };
        }
        var model = new Shown(templates, form ?? new(), former, view.Actor.May(VoicesModule.Write) && tree.BodiesOf(view.Actor).Count > 0, done, problem);
        return Html.Show<TemplatesPage, Shown>(view, view.Say("template.title-page"), model, problem?.Status ?? 200);
    }
}
