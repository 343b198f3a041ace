using System.CommandLine;
using Shanhai.Host.Console;
using Shanhai.Places.Lists;

namespace Shanhai.Places;

internal static class PlacesConsole
{
    /// <summary>import places FILE|FOLDER, import history FILE, import boundaries FILE, import lists</summary>
    public static Command Import(Terminal terminal) =>
        new("import", terminal.Say("console.verb.import")) { Places(terminal), History(terminal), Boundaries(terminal), Lists(terminal) };

    private static Command Places(Terminal terminal)
    {
        var path = new Argument<string>("path") { Description = terminal.Say("console.places.path") };
        return terminal.Verb("places", (parsed, ct) => terminal.Progress(parsed, "console.places.loading", progress => terminal.Run(parsed,
            async (services, actor) =>
            {
                var db = await Ready(services, ct);
                var file = parsed.GetValue(path)!;
                return await ImportPlaces.Handle(RegisterFiles.Read(file, progress), Path.GetFileName(file.TrimEnd('/')), services.GetRequiredService<Pinyin>(), db, actor, ct);
            },
            done => System.Console.Out.WriteLine(terminal.Say("console.places.done", done.Added, done.Known, done.Renamed)))), path);
    }

    private static Command History(Terminal terminal)
    {
        var path = new Argument<string>("path") { Description = terminal.Say("console.places.path") };
        var under = new Option<string>("--under") { Description = terminal.Say("console.history.under"), HelpName = "33" };
        var source = new Option<string>("--source") { Description = terminal.Say("console.boundaries.source") };
        return terminal.Verb("history", (parsed, ct) => terminal.Run(parsed,
            async (services, actor) => await ImportHistory.Handle(
                parsed.GetValue(path)!, PlaceCode.TryParse(parsed.GetValue(under), out var area) ? area : PlaceCode.Nation, parsed.GetValue(source) ?? Path.GetFileName(parsed.GetValue(path)!),
                services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Pinyin>(), await Ready(services, ct), actor, services.GetRequiredService<TimeProvider>(), ct),
            done => System.Console.Out.WriteLine(terminal.Say("console.history.done", done.Places, done.Names, done.Events, done.Known, done.Left))), path, under, source);
    }

    private static Command Boundaries(Terminal terminal)
    {
        var path = new Argument<string>("path") { Description = terminal.Say("console.boundaries.path") };
        var system = new Option<CoordinateSystem>("--system") { Description = terminal.Say("console.boundaries.system"), HelpName = "wgs84|gcj02|cgcs2000", Required = true };
        var source = new Option<string>("--source") { Description = terminal.Say("console.boundaries.source"), Required = true };
        var asOf = new Option<string>("--as-of") { Description = terminal.Say("console.boundaries.as-of"), HelpName = "2020-12-31", Required = true };
        var skip = new Option<bool>("--skip-unknown") { Description = terminal.Say("console.boundaries.skip") };
        return terminal.Verb("boundaries", (parsed, ct) => terminal.Run(parsed,
            async (services, actor) => TypedDay.TryRead(parsed.GetValue(asOf), out var day)
                ? await ImportBoundaries.Handle(new(parsed.GetValue(path)!, parsed.GetValue(system), parsed.GetValue(source)!, day, parsed.GetValue(skip)),
                    services.GetRequiredService<CurrentRegister>(), await Ready(services, ct), actor, services.GetRequiredService<TimeProvider>(), ct)
                : Problem.Invalid("boundaries.as-of", parsed.GetValue(asOf)),
            done => System.Console.Out.WriteLine(terminal.Say("console.boundaries.done", done.Outlines, done.Replaced, done.Skipped.Count))), path, system, source, asOf, skip);
    }

    private static Command Lists(Terminal terminal) =>
        terminal.Verb("lists", (parsed, ct) => terminal.Run(parsed,
            async (services, actor) => await LoadLists.Handle(services.GetRequiredService<CurrentRegister>(), await Ready(services, ct), actor, services.GetRequiredService<TimeProvider>(), ct),
            done => System.Console.Out.WriteLine(terminal.Say("console.lists.done", done.Lists, done.Entries))));

    private static async Task<Db> Ready(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<Db>();
        await services.GetRequiredService<Storage>().Migrate(db, ct);
        return db;
    }
}
