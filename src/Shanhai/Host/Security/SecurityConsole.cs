using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Console;
using Spectre.Console;

namespace Shanhai.Host.Security;

/// <summary>user add | list | close | reopen | password | reset-totp | link | grant | end-grant</summary>
internal sealed class SecurityConsole
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _name;
    private readonly Option<Role?> _role;
    private readonly Option<PlaceCode> _place;

    private SecurityConsole(Terminal terminal)
    {
        _terminal = terminal;
        _name = new("name") { Description = terminal.Say("console.user.name") };
        _role = new("--role") { Description = terminal.Say("console.user.role") };
        _place = new("--place") { Description = terminal.Say("console.user.place"), CustomParser = ReadPlace };
    }

    public static Command User(Terminal terminal)
    {
        var all = new SecurityConsole(terminal);
        var user = new Command("user", terminal.Say("console.verb.user"));
        foreach (var verb in new[]
        {
            all.Add(), all.List(), all.Change("close", Security.ChangeUser.Deed.Close), all.Change("reopen", Security.ChangeUser.Deed.Reopen), all.Password(),
            all.Change("reset-totp", Security.ChangeUser.Deed.ResetSecondFactor), all.Link(), all.Grant(), all.EndGrant(),
        })
        {
            user.Subcommands.Add(verb);
        }
        return user;
    }

    private Command Add()
    {
        var display = new Option<string>("--display") { Description = _terminal.Say("console.user.display") };
        var password = PasswordOption();
        return _terminal.Verb("add", (parsed, ct) => _terminal.Run(parsed, (services, actor) =>
        {
            var input = new AddUser(
                parsed.GetValue(_name), parsed.GetValue(display) ?? parsed.GetValue(_name), Said(parsed, password), parsed.GetValue(_role), parsed.GetValue(_place));
            return AddUser.Handle(input, services.GetRequiredService<Db>(), actor, services.GetRequiredService<UserManager<User>>(), services.GetRequiredService<TimeProvider>(), ct);
        }, added =>
        {
            Say("console.user.added", added.Name);
            SayPassword(added.FirstPassword);
        }), _name, display, password, _role, _place);
    }

    private Command List()
    {
        var closed = new Option<bool>("--closed") { Description = _terminal.Say("console.user.closed") };
        return _terminal.Verb("list", (parsed, ct) => _terminal.Run(parsed, (services, actor) =>
            FindUsers.Handle(new() { Closed = parsed.GetValue(closed), Size = 500 }, services.GetRequiredService<Db>(), actor, services.GetRequiredService<TimeProvider>(), ct),
            found =>
            {
                var table = new Table().AddColumns(_terminal.Say("console.user.name"), _terminal.Say("console.user.display"), _terminal.Say("console.user.role"), _terminal.Say("console.user.place"));
                foreach (var row in found.Rows)
                {
                    table.AddRow(Markup.Escape(row.Name), Markup.Escape(row.DisplayName), string.Join(' ', row.Roles.Select(r => _terminal.Say("role." + r))), row.Home.ToString());
                }
                AnsiConsole.Write(table);
                Say("console.user.count", found.Total ?? 0);
            }), closed);
    }

    private Command Change(string verb, ChangeUser.Deed deed) => Changing(verb, _ => new(deed));

    private Command Password()
    {
        var password = PasswordOption();
        return Changing("password", parsed => new(Security.ChangeUser.Deed.ResetPassword, Password: Said(parsed, password)), password);
    }

    private Command Link()
    {
        var subject = new Argument<string>("subject") { Description = _terminal.Say("console.user.subject") };
        return Changing("link", parsed => new(Security.ChangeUser.Deed.Link, parsed.GetValue(subject)), subject);
    }

    private Command Changing(string verb, Func<ParseResult, ChangeUser> input, params Symbol[] more) =>
        _terminal.Verb(verb, (parsed, ct) => _terminal.Run(parsed, async (services, actor) =>
        {
            var users = services.GetRequiredService<UserManager<User>>();
            return await users.FindByNameAsync(parsed.GetValue(_name)!) is { } user
                ? await ChangeUser.Handle(user.Id, input(parsed), services.GetRequiredService<Db>(), actor, users, services.GetRequiredService<Standings>(), services.GetRequiredService<TimeProvider>(), ct)
                : Problem.Missing("no-such-user");
        }, changed =>
        {
            Say("console.user.changed", changed.Name);
            SayPassword(changed.FirstPassword);
        }), [_name, .. more]);

    private Command Grant()
    {
        var (from, to) = (Day("--from"), Day("--to"));
        var body = new Option<string>("--organisation") { Description = _terminal.Say("console.user.organisation") };
        return _terminal.Verb("grant", (parsed, ct) => _terminal.Run(parsed, async (services, actor) =>
            await services.GetRequiredService<UserManager<User>>().FindByNameAsync(parsed.GetValue(_name)!) is { } user
                ? await GiveGrant.Handle(user.Id, new(parsed.GetValue(_role), parsed.GetValue(_place), parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(body)),
                    services.GetRequiredService<Db>(), actor, services.GetRequiredService<Standings>(), services.GetRequiredService<KnownBodies>(), services.GetRequiredService<TimeProvider>(), ct)
                : Problem.Missing("no-such-user"),
            _ => Say("console.user.changed", parsed.GetValue(_name))), _name, _role, _place, from, to, body);
    }

    private Command EndGrant()
    {
        var on = Day("--on");
        return _terminal.Verb("end-grant", (parsed, ct) => _terminal.Run(parsed, async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            var clock = services.GetRequiredService<TimeProvider>();
            var (role, place, today) = (parsed.GetValue(_role), parsed.GetValue(_place), ChinaDay.Today(clock));
            var user = await services.GetRequiredService<UserManager<User>>().FindByNameAsync(parsed.GetValue(_name)!);
            var grant = user is null ? null : await db.Grants.AsNoTracking()
                .Where(g => g.UserId == user.Id && g.Role == role && g.Place == place && (g.To == null || g.To > today)).OrderBy(g => g.From).FirstOrDefaultAsync(ct);
            return grant is null
                ? Problem.Missing("no-such-grant")
                : await Security.EndGrant.Handle(grant.Id, new(parsed.GetValue(on)), db, actor, services.GetRequiredService<Standings>(), clock, ct);
        }, _ => Say("console.user.changed", parsed.GetValue(_name))), _name, _role, _place, on);
    }

    private Option<string> PasswordOption() => new("--password") { Description = _terminal.Say("console.user.password") };

    private Option<DateOnly?> Day(string name) => new(name)
    {
        Description = _terminal.Say("console.user." + name[2..]),
        HelpName = "yyyy-MM-dd",
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }
            result.AddError(_terminal.Say("console.not-a-day", result.Tokens[0].Value));
            return null;
        },
    };

    private PlaceCode ReadPlace(ArgumentResult result)
    {
        if (!PlaceCode.TryParse(result.Tokens[0].Value, out var code))
        {
            result.AddError(_terminal.Say("console.not-a-place", result.Tokens[0].Value));
        }
        return code;
    }

    // Written in the command it would stay in the shell's history; from standard input it does not.
    private static string? Said(ParseResult parsed, Option<string> password) =>
        parsed.GetValue(password) ?? (System.Console.IsInputRedirected ? System.Console.In.ReadLine() : null);

    private void SayPassword(string? first)
    {
        if (first is not null)
        {
            Say("console.user.first-password", first);
        }
    }

    private void Say(string key, params object?[] args) => System.Console.Out.WriteLine(_terminal.Say(key, args));
}
