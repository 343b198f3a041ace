using System.CommandLine;
using Shanhai.Host.Console;

namespace Shanhai.Places;

internal static class PlacesConsole
{
    /// <summary>import places FILE|FOLDER</summary>
    public static Command Import(Terminal terminal)
    {
        var path = new Argument<string>("path") { Description = terminal.Say("console.places.path") };
        var places = terminal.Verb("places", (parsed, ct) => terminal.Run(parsed,
            async (services, actor) =>
            {
                await services.GetRequiredService<Storage>().Migrate(services.GetRequiredService<Db>(), ct);
                var file = parsed.GetValue(path)!;
                return await ImportPlaces.Handle(RegisterFiles.Read(file), Path.GetFileName(file.TrimEnd('/')), services.GetRequiredService<Pinyin>(),
                    services.GetRequiredService<Db>(), actor, ct);
            },
            done => System.Console.Out.WriteLine(terminal.Say("console.places.done", done.Added, done.Known, done.Renamed))), path);
        return new Command("import", terminal.Say("console.verb.import")) { places };
    }
}
