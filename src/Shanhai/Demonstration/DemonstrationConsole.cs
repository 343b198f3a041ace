using System.CommandLine;
using Shanhai.Host.Console;
using Spectre.Console;

namespace Shanhai.Demonstration;

internal static class DemonstrationConsole
{
    private static readonly string[] Columns = ["name", "password", "role", "place"];

    // Who made what the demonstration shows: not the account that happened to type the command.
    private const string Actor = "演示程序";

    /// <summary>demo [--real [FOLDER]] [--password]</summary>
    public static Command Demo(Terminal terminal)
    {
        var password = new Option<string>("--password") { Description = terminal.Say("console.demo.password") };
        var real = new Option<string?>("--real") { Description = terminal.Say("console.demo.real"), Arity = ArgumentArity.ZeroOrOne, HelpName = "FOLDER" };
        return terminal.Verb("demo", (parsed, ct) => parsed.GetResult(real) is null
            ? terminal.Run(parsed, (services, actor) => terminal.Progress(parsed, "console.demo.making", progress =>
                MakeDemonstration.Handle(services, actor with { Name = Actor }, parsed.GetValue(password), progress, ct)), made => Print(terminal, made))
            : terminal.Run(parsed, (services, actor) => terminal.Progress(parsed, "console.demo.loading", progress =>
                LoadRealPanel.Handle(services, actor with { Name = Actor }, parsed.GetValue(real), parsed.GetValue(password), progress, ct)), loaded => Print(terminal, loaded)), password, real);
    }

    private static void Print(Terminal terminal, MakeDemonstration.Made made)
    {
        System.Console.Out.WriteLine(terminal.Say("console.demo.made", made.Places, made.Villages, made.Figures, made.Series));
        Print(terminal, made.Accounts);
    }

    private static void Print(Terminal terminal, LoadRealPanel.Loaded loaded)
    {
        System.Console.Out.WriteLine(terminal.Say("console.demo.loaded", loaded.Municipalities, loaded.Figures, loaded.WithoutIncome, loaded.FirstYear, loaded.LastYear));
        System.Console.Out.WriteLine(terminal.Say("console.demo.judged", LoadRealPanel.Rule, string.Join(", ", loaded.Poor.Select(y => $"{y.Period} {y.Holds}"))));
        Print(terminal, loaded.Accounts);
    }

    private static void Print(Terminal terminal, IReadOnlyList<People.Account> accounts)
    {
        System.Console.Out.WriteLine(terminal.Say("console.demo.accounts"));
        var table = new Table().AddColumns([.. Columns.Select(c => terminal.Say("console.demo.column." + c))]);
        foreach (var account in accounts)
        {
            table.AddRow(account.Name, Markup.Escape(account.Password), terminal.Say("role." + account.Role), account.Place == PlaceCode.Nation ? terminal.Say("level.Nation") : account.Place.ToString());
        }
        AnsiConsole.Write(table);
    }
}
