using System.CommandLine;
using Shanhai.Host.Console;

namespace Shanhai.Receptions;

internal static class ReceptionsConsole
{
    /// <summary>receptions load-past</summary>
    public static Command Receptions(Terminal terminal)
    {
        var load = terminal.Verb("load-past", (parsed, ct) => terminal.Run(parsed, (services, actor) => LoadPastReceptions.Handle(
            services.GetRequiredService<ReceptionCatalogue>(), services.GetRequiredService<Db>(), actor, ct),
            done => System.Console.Out.WriteLine(terminal.Say("console.receptions.loaded", done.Added, done.There))));
        return new Command("receptions", terminal.Say("console.verb.receptions")) { load };
    }
}
