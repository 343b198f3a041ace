using Microsoft.AspNetCore.Components;
using Shanhai.Host.Web.Parts;

namespace Shanhai.Identification;

/// <summary>The columns of every list of findings.</summary>
internal static class FindingColumns
{
    public static IReadOnlyList<Column<FindFindings.Row>> Of(View view) =>
    [
        new("name", view.Say("findings.place"), r => b => b.AddContent(0, r.Name)) { Sorted = true },
        new("path", view.Say("findings.path"), r => b => b.AddContent(0, r.Path)),
        new("code", view.Say("findings.code"), r => b => b.AddContent(0, r.OfficialCode ?? r.Place.ToString())) { Sorted = true, OnRequest = true },
        new("outcome", view.Say("findings.outcome"), r => b => b.AddContent(0, view.Say(StandWords.Key(r.Outcome)))),
        new("stand", view.Say("findings.stand"), r => b => b.AddContent(0, Stands(view, r.Stand, r.Uncertain))),
        new("reason", view.Say("findings.reason"), r => b => b.AddContent(0, view.Say(r.Reason))),
        new("margin", view.Say("findings.distance"), r => Distance(view, r)) { Number = true, Sorted = true },
        new("since", view.Say("findings.since"), r => b => b.AddContent(0, r.Since.ToString())) { Number = true, OnRequest = true },
    ];

    public static string Stands(View view, Stand stand, bool uncertain) =>
        view.Say(StandWords.Key(stand)) + (uncertain && stand != Stand.NotNamed ? view.Say("findings.uncertain") : "");

    public static Tone ToneOf(Outcome outcome) => outcome switch { Outcome.Holds => Tone.Warning, Outcome.CannotTell => Tone.Info, _ => Tone.Plain };

    public static Tone ToneOf(Stand stand) => stand switch
    {
        Stand.New or Stand.Continuing or Stand.Relapsed => Tone.Warning, Stand.ExitProposed => Tone.Info, Stand.Exited => Tone.Good, _ => Tone.Plain,
    };

    /// <summary>Money in 万元 where the reader is used to it, shares in per cent.</summary>
    public static string Said(View view, decimal? value, string? dimension) => value is not { } v ? "—"
        : dimension == "money" ? view.Language == Language.Chinese ? Number(view, v / 10_000, "0.##") + " 万元" : Number(view, v, "#,0.##") + " yuan"
        : dimension == Indicators.Unit.Pure ? Number(view, v * 100, "0.##") + " %"
        : Number(view, v, "#,0.##");

    private static RenderFragment Distance(View view, FindFindings.Row row) => b =>
    {
        b.OpenElement(0, "span");
        b.AddAttribute(1, "title", row.Distance?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        b.AddContent(2, row.Distance is > 0 ? "+" + Said(view, row.Distance, row.Dimension) : Said(view, row.Distance, row.Dimension).Replace('-', '−'));
        b.CloseElement();
    };

    private static string Number(View view, decimal value, string format) => value.ToString(format, Words.Culture(view.Language));
}
