using System.CommandLine;
using System.Globalization;
using Shanhai.Analytics.Allocation;
using Shanhai.Host.Console;
using Shanhai.Organisations;
using Shanhai.Places;
using Spectre.Console;

namespace Shanhai.Pairing;

internal static class PairingConsole
{
    private static readonly string[] Columns = ["campaign", "area", "term", "pairs"];

    /// <summary>pair list | pair solve --campaign ID</summary>
    public static Command Pair(Terminal terminal)
    {
        var list = terminal.Verb("list", (parsed, ct) => terminal.Run(parsed, (services, actor) => FindCampaigns.Handle(new() { Size = 200 }, services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, ct),
            found =>
            {
                var table = new Table().AddColumns(["ID", .. Columns.Select(c => terminal.Say("pairing." + c))]);
                foreach (var row in found.Rows)
                {
                    table.AddRow(row.Id.ToString(), Markup.Escape(row.Name), Markup.Escape(row.PlaceName), $"{row.From:yyyy-MM-dd} – {row.To:yyyy-MM-dd}", $"{row.Partnerships}");
                }
                AnsiConsole.Write(table);
            }));
        var campaign = new Option<string>("--campaign") { Description = terminal.Say("console.pair.campaign"), HelpName = "ID", Required = true };
        var solve = terminal.Verb("solve", (parsed, ct) => terminal.Run<ShowScenario>(parsed, async (services, actor) =>
        {
            if (!Id<Campaign>.TryParse(parsed.GetValue(campaign), null, out var id))
            {
                return Problem.Missing("pairing.no-campaign");
            }
            var db = services.GetRequiredService<Db>();
            var solved = await SolveCampaign.Handle(id, new(), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<IFlowSolver>(), services.GetRequiredService<SolvedBefore>(), db, actor, services.GetRequiredService<TimeProvider>(), ct);
            return solved.Problem is { } problem ? problem : await ShowScenario.Handle(solved.Value.Scenario, db, actor, ct);
        }, shown =>
        {
            AnsiConsole.WriteLine(terminal.Say("pairing.scenario-n", shown.Number) + " · " + terminal.Say("pairing.state." + shown.State));
            foreach (var kind in shown.Result?.Kinds ?? [])
            {
                AnsiConsole.WriteLine(terminal.Say("pairing.kind-line", kind.Name.In(terminal.Language), kind.Served, kind.Asked, kind.Total / 100, Points(kind.Worst), kind.Below));
            }
            foreach (var clash in shown.Result?.Clashes ?? [])
            {
                AnsiConsole.WriteLine(ClashWords.Say(terminal.Language, clash));
            }
        }), campaign);
        return new Command("pair", terminal.Say("console.verb.pair")) { list, solve };
    }

    private static string Points(int? points) => points is { } p ? (p / 100m).ToString("0.00", CultureInfo.InvariantCulture) : "—";
}

/// <summary>A clash in a sentence, with the least that would have to change. The first are named; the page lists the others below.</summary>
internal static class ClashWords
{
    public static string Say(Language language, ScenarioResult.Told clash) => Words.Say(language, "pairing.clash." + clash.What, clash.Kind, Names(language, clash.Villages), Names(language, clash.Helpers), clash.Asked, clash.Available, clash.Asked - clash.Available);

    public static string Step(Language language, ScenarioResult.Step step) => Words.Say(language, "pairing.change." + step.What, step.Helper, step.Village, step.By);

    public static string Way(Language language, IReadOnlyList<ScenarioResult.Step> way) =>
        string.Join(language == Language.Chinese ? "；" : "; ", way.Take(ScenarioResult.MostNames).Select(s => Step(language, s))) + (way.Count > ScenarioResult.MostNames ? Words.Say(language, "pairing.and-more", way.Count) : "");

    private static string Names(Language language, IReadOnlyList<string> names) =>
        string.Join(Words.Say(language, "pairing.comma"), names.Take(ScenarioResult.MostNames)) + (names.Count > ScenarioResult.MostNames ? Words.Say(language, "pairing.and-more", names.Count) : "");
}
