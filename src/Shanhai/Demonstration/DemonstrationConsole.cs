using System.CommandLine;
using Shanhai.Host.Console;
using Spectre.Console;

namespace Shanhai.Demonstration;

internal static class DemonstrationConsole
{
    /// <summary>demo</summary>
    public static Command Demo(Terminal terminal) =>
        terminal.Verb("demo", (parsed, ct) => terminal.Progress(parsed, "console.demo.making", progress =>
            terminal.Run(parsed, (services, actor) => MakeDemonstration.Handle(services, actor, progress, ct), made => Print(terminal, made))));

    private static void Print(Terminal terminal, MakeDemonstration.Made made)
    {
        System.Console.Out.WriteLine(terminal.Say("console.demo.made", made.Places));
        var table = new Table().AddColumns(terminal.Say("console.user.name"), terminal.Say("console.user.password"), terminal.Say("console.user.role"), terminal.Say("console.user.place"));
        foreach (var account in made.Accounts)
        {
            table.AddRow(account.Name, Markup.Escape(account.Password), terminal.Say("role." + account.Role), account.Place.ToString());
        }
        AnsiConsole.Write(table);
    }
}
