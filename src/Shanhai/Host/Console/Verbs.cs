using System.CommandLine;
using System.CommandLine.Invocation;
using System.Net.NetworkInformation;

namespace Shanhai.Host.Console;

/// <summary>The root of the console: the verbs of the host itself, then those of every module.</summary>
public static class Verbs
{
    public static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand(terminal.Say("console.about"));
        // The parser's own words are English in every language.
        foreach (var option in root.Options)
        {
            option.Description = terminal.Say(option is VersionOption ? "console.version" : "console.help");
        }
        root.Options.Add(terminal.Database);
        root.Options.Add(terminal.Folder);
        root.Options.Add(terminal.Json);
        root.Options.Add(new Option<string>("--lang") { Recursive = true, Description = terminal.Say("console.lang"), HelpName = "zh|en" });
        root.Subcommands.Add(Serve(terminal));
        root.Subcommands.Add(Migrate(terminal));
        foreach (var command in Composition.Modules.SelectMany(m => m.Console(terminal)).GroupBy(c => c.Name))
        {
            // "import" and "export" gather a subcommand from each module that has one.
            var first = command.First();
            foreach (var other in command.Skip(1))
            {
                // A subcommand asks its first parent for the options that hold everywhere, and that one stays outside the tree.
                foreach (var option in root.Options.Where(o => o.Recursive))
                {
                    other.Options.Add(option);
                }
                foreach (var sub in other.Subcommands)
                {
                    first.Subcommands.Add(sub);
                }
            }
            root.Subcommands.Add(first);
        }
        return root;
    }

    /// <summary>Runs the verb. A wrong command line is told in a line, without the whole help, and ends with 2; a fault ends with 3.</summary>
    public static async Task<int> Invoke(ParseResult parsed)
    {
        if (parsed.Action is ParseErrorAction error)
        {
            error.ShowHelp = false;
            await parsed.InvokeAsync(new() { Output = System.Console.Error });
            return 2;
        }
        try
        {
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await System.Console.Error.WriteLineAsync(fault.ToString());
            return 3;
        }
    }

    private static Command Serve(Terminal terminal)
    {
        var port = new Option<int?>("--port") { Description = terminal.Say("console.port") };
        var noJobs = new Option<bool>("--no-jobs") { Description = terminal.Say("console.no-jobs") };
        return terminal.Verb("serve", (parsed, ct) => terminal.WithDatabase(parsed, async settings =>
        {
            settings = settings with { Port = parsed.GetValue(port) ?? settings.Port, Workers = parsed.GetValue(noJobs) ? 0 : settings.Workers };
            // Asked before anything starts: the framework would tell both as a fault with its trace.
            if (settings.Port is < 0 or > 65_535)
            {
                return terminal.Refuse(parsed, Problem.Invalid("port-range", settings.Port));
            }
            if (IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(l => l.Port == settings.Port))
            {
                return terminal.Refuse(parsed, Problem.Clash("port-in-use", settings.Port, settings.Port + 1));
            }
            // The model of every table takes long to make: beside the routes and the schema, so that the first page finds it.
            var model = Task.CompletedTask;
            await using var app = Composition.Web(settings, built: services => model = Task.Run(() => MakeModel(services), ct));
            await using (var scope = app.Services.CreateAsyncScope())
            {
                await scope.ServiceProvider.GetRequiredService<Storage>().Migrate(scope.ServiceProvider.GetRequiredService<Db>(), ct);
            }
            await app.StartAsync(ct);
            await model;
            System.Console.Out.WriteLine(terminal.Say("console.serving", string.Join(' ', app.Urls)));
            await app.WaitForShutdownAsync(ct);
            return 0;
        }), port, noJobs);
    }

    private static void MakeModel(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        _ = scope.ServiceProvider.GetRequiredService<Db>().Model;
    }

    private static Command Migrate(Terminal terminal) =>
        terminal.Verb("migrate", (parsed, ct) => terminal.Run<object>(parsed, async (services, _) =>
        {
            await services.GetRequiredService<Storage>().Migrate(services.GetRequiredService<Db>(), ct);
            return new { migrated = true };
        }, _ => System.Console.Out.WriteLine(terminal.Say("console.migrated"))));
}
