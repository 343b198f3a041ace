using System.CommandLine;
using Microsoft.AspNetCore.Identity;
using Shanhai.Host.Console;

namespace Shanhai.Host.Security;

internal static class SecurityConsole
{
    /// <summary>user add NAME --display --password --role --place</summary>
    public static Command User(Terminal terminal)
    {
        var name = new Argument<string>("name") { Description = terminal.Say("console.user.name") };
        var display = new Option<string>("--display") { Description = terminal.Say("console.user.display") };
        var password = new Option<string>("--password") { Description = terminal.Say("console.user.password") };
        var role = new Option<Role?>("--role") { Description = terminal.Say("console.user.role") };
        var place = new Option<PlaceCode>("--place")
        {
            Description = terminal.Say("console.user.place"),
            CustomParser = result =>
            {
                if (!PlaceCode.TryParse(result.Tokens[0].Value, out var code))
                {
                    result.AddError(terminal.Say("console.not-a-place", result.Tokens[0].Value));
                }
                return code;
            },
        };
        var add = terminal.Verb("add", (parsed, ct) => terminal.Run(parsed, (services, actor) =>
        {
            var input = new AddUser(
                parsed.GetValue(name), parsed.GetValue(display) ?? parsed.GetValue(name), parsed.GetValue(password) ?? System.Console.In.ReadLine(),
                parsed.GetValue(role), parsed.GetValue(place));
            return AddUser.Handle(input, services.GetRequiredService<Db>(), actor, services.GetRequiredService<UserManager<User>>(), services.GetRequiredService<TimeProvider>(), ct);
        }, added => System.Console.Out.WriteLine(terminal.Say("console.user.added", added.Name))), name, display, password, role, place);
        var user = new Command("user", terminal.Say("console.verb.user"));
        user.Subcommands.Add(add);
        return user;
    }
}
