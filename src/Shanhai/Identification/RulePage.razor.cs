using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Web.Parts;
using Shanhai.Indicators;
using Shanhai.Places;

namespace Shanhai.Identification;

/// <summary>One rule in words, with its versions; those who may publish it edit it here, with a preview before anything changes.</summary>
public partial class RulePage
{
    /// <summary>What is being edited: the rule so far, its lines with their places in the tree, what would happen, and what is wrong.</summary>
    public sealed record Editing(string Json, Rule Rule, PreviewRule.Shown? Preview, MapSpec? Map, Problem? Problem, Period Period);

    public sealed record Shown(ShowRule Of, Rule Rule, string Jurisdiction, Telling Telling, bool MayEdit, Editing? Edit);

    public static async Task<IResult> Show(View view, string code, int? version, string? edit, CurrentRegister current, Db db, Judge judge, CancellationToken ct)
    {
        var found = await ShowRule.Handle(code, version, db, view.Actor, judge, ct);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var rule = Read(found.Value);
        var mayNot = view.Actor.Refuses(IdentificationModule.Publish, found.Value.Version.Jurisdiction) is not null;
        var start = edit is null || mayNot ? null : new Editing(rule.Written(), Next(rule, found.Value.Version), null, null, null, Last(view));
        return await Page(view, found.Value, start, current, db, judge, ct);
    }

    public static async Task<IResult> Edit(View view, string code, IFormCollection form, CurrentRegister current, Db db, Judge judge, TimeProvider clock, CancellationToken ct)
    {
        var found = await ShowRule.Handle(code, null, db, view.Actor, judge, ct);
        if ((found.Problem ?? view.Actor.Refuses(IdentificationModule.Publish, found.Value.Version.Jurisdiction)) is { } refused)
        {
            return Html.Refused(view, refused);
        }
        var (act, period) = (form["do"].ToString(), Period.TryParse(form["period"], out var asked) ? asked : Last(view));
        var fields = form.ToDictionary(f => f.Key, f => f.Value.ToString());
        // The view for experts is the rule itself: then the fields of the form do not count.
        var edited = act == "expert" ? Rule.Parse(form["expert"].ToString()) : RuleEdit.Apply(form["json"], fields, act);
        if (edited.Problem is { } unreadable)
        {
            var before = Rule.Parse(form["json"].ToString());
            return await Page(view, found.Value, new(form["json"].ToString(), before.Problem is null ? before.Value : Read(found.Value), null, null, unreadable, period), current, db, judge, ct, 422);
        }
        var rule = edited.Value with { Code = found.Value.Version.Code, Jurisdiction = found.Value.Version.Jurisdiction };
        if (act == "publish")
        {
            var published = await PublishRule.Handle(new(rule), db, view.Actor, judge.Catalogue, clock, ct);
            return published.Problem is { } no
                ? await Page(view, found.Value, new(rule.Written(), rule, null, null, no, period), current, db, judge, ct, 422)
                : Html.Go($"/rules/{Uri.EscapeDataString(code)}?version={published.Value.Number}");
        }
        var preview = await PreviewRule.Handle(new(rule, period), db, view.Actor, judge, ct);
        return await Page(view, found.Value, preview.Problem is { } wrong
            ? new(rule.Written(), rule, null, null, wrong, period)
            : new(rule.Written(), rule, preview.Value, await PreviewMap.Of(view, preview.Value, db, ct), preview.Value.Unfit, period), current, db, judge, ct);
    }

    private static async Task<IResult> Page(View view, ShowRule of, Editing? edit, CurrentRegister current, Db db, Judge judge, CancellationToken ct, int status = 200) => Html.Show<RulePage, Shown>(view, view.Say(of.Version.Name),
        new(of, Read(of), (await RulesPage.Names(view, [of.Version], current, db, ct))[of.Version.Jurisdiction], judge.Telling, view.Actor.Refuses(IdentificationModule.Publish, of.Version.Jurisdiction) is null, edit), status);

    private static Rule Read(ShowRule of) => of.Rule.Deserialize<Rule>(Catalogue.Json)!;

    private static Period Last(View view) => Period.Year(view.Now.Year - 1);

    // A version in force is edited as its successor: it starts later and is open.
    private static Rule Next(Rule rule, FindRules.Row version) => version.State == RuleState.Draft ? rule : rule with { From = (rule.To ?? rule.From).Plus(1), To = null };
}
