using System.CommandLine;
using Shanhai.Host.Console;
using Shanhai.Organisations;
using Shanhai.Places;
using Spectre.Console;

namespace Shanhai.Notices;

internal static class NoticesConsole
{
    private static readonly string[] Columns = ["headline", "body", "ends", "unanswered"];

    /// <summary>notices list</summary>
    public static Command Notices(Terminal terminal)
    {
        var under = new Option<string>("--under") { Description = terminal.Say("console.notices.under"), HelpName = "CODE" };
        var over = new Option<bool>("--over") { Description = terminal.Say("console.notices.over") };
        var list = terminal.Verb("list", (parsed, ct) => terminal.Run(parsed, (services, actor) => FindNotices.Handle(
            new() { List = parsed.GetValue(over) ? NoticeList.Over : NoticeList.Running, Under = PlaceCode.TryParse(parsed.GetValue(under), out var place) ? place : null, Size = 500 },
            services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, services.GetRequiredService<TimeProvider>(), ct),
            found =>
            {
                var table = new Table().AddColumns([.. Columns.Select(c => terminal.Say("notices." + c))]);
                foreach (var row in found.Rows)
                {
                    table.AddRow(Markup.Escape(row.Title), Markup.Escape(row.Body), $"{row.EndsOn:yyyy-MM-dd}", $"{row.Unanswered}");
                }
                AnsiConsole.Write(table);
            }), under, over);
        return new Command("notices", terminal.Say("console.verb.notices")) { list };
    }
}
