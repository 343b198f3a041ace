using System.CommandLine;
using Shanhai.Host.Console;
using Shanhai.Indicators;

namespace Shanhai.Identification;

internal static class IdentificationConsole
{
    /// <summary>identify --rule CODE --year YEAR [--place CODE]; identify presets</summary>
    public static Command Identify(Terminal terminal)
    {
        var rule = new Option<string?>("--rule") { Description = terminal.Say("console.identify.rule") };
        var year = new Option<string?>("--year") { Description = terminal.Say("console.identify.year") };
        var place = new Option<string?>("--place") { Description = terminal.Say("console.identify.place") };
        var presets = terminal.Verb("presets", (parsed, ct) => terminal.Run(parsed, (services, actor) =>
                LoadPresets.Handle(services.GetRequiredService<Db>(), actor, services.GetRequiredService<Catalogue>(), services.GetRequiredService<TimeProvider>(), ct),
            done => System.Console.Out.WriteLine(terminal.Say("console.identify.presets-done", done.Added, done.Known))));
        return terminal.Verb("identify", (parsed, ct) => terminal.Run(parsed,
            (services, actor) =>
            {
                if (parsed.GetValue(place) is { } text && !PlaceCode.TryParse(text, out _))
                {
                    return Task.FromResult<Result<RunRule.Done>>(Problem.Invalid("findings.not-a-place", text));
                }
                var input = new RunRule(parsed.GetValue(rule), Period.TryParse(parsed.GetValue(year), out var period) ? period : null,
                    parsed.GetValue(place) is { } code ? PlaceCode.Parse(code, null) : null);
                return RunRule.Handle(input, services.GetRequiredService<Db>(), actor, services.GetRequiredService<Judge>(), services.GetRequiredService<TimeProvider>(), ct);
            },
            done => System.Console.Out.WriteLine(terminal.Say("console.identify.done", done.Rule, done.Version, done.Period, done.Judged, done.Holds, done.DoesNotHold, done.CannotTell,
                done.New, done.Continuing, done.ExitProposed, done.Relapsed))), rule, year, place, presets);
    }
}
