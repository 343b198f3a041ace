using System.CommandLine;
using System.Globalization;
using Shanhai.Host.Console;

namespace Shanhai.Host.Persistence;

/// <summary>backup FILE and restore FILE: console only, because an archive holds the keys.</summary>
public sealed class BackupModule : Module
{
    public override void Access(AccessTable access) => access
        .Allow(Backup.Verb, Role.SystemAdministrator)
        .Allow(Restore.Verb, Role.SystemAdministrator);

    public override IEnumerable<Command> Console(Terminal terminal) => [Make(terminal), Bring(terminal)];

    private static Command Make(Terminal terminal)
    {
        var file = new Argument<string?>("file") { Description = terminal.Say("console.backup.file"), Arity = ArgumentArity.ZeroOrOne };
        return terminal.Verb("backup", (parsed, ct) => terminal.Progress(parsed, "console.backup.making", bar => terminal.Run(parsed, (services, actor) =>
        {
            var clock = services.GetRequiredService<TimeProvider>();
            var name = parsed.GetValue(file) ?? clock.GetUtcNow().ToOffset(ChinaDay.Offset).ToString("'shanhai-'yyyyMMdd'T'HHmmss'.tar.gz'", CultureInfo.InvariantCulture);
            return Backup.Handle(Path.GetFullPath(name), services.GetRequiredService<Db>(), services.GetRequiredService<Storage>(), services.GetRequiredService<Settings>(),
                services.GetRequiredService<JournalKey>(), actor, clock, bar, ct);
        }, made => System.Console.Out.WriteLine(terminal.Say("console.backup.made", made.File, made.Bytes, made.Manifest.Counts.Values.Sum(), made.Manifest.Head?.Seal)))), file);
    }

    private static Command Bring(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = terminal.Say("console.restore.file") };
        var replace = new Option<bool>("--replace") { Description = terminal.Say("console.restore.replace") };
        return terminal.Verb("restore", async (parsed, ct) =>
        {
            var whole = true;
            var code = await terminal.Progress(parsed, "console.restore.bringing", bar => terminal.Run(parsed, async (services, actor) =>
            {
                var restored = await Restore.Handle(Path.GetFullPath(parsed.GetValue(file)!), parsed.GetValue(replace), services.GetRequiredService<Db>(),
                    services.GetRequiredService<Storage>(), services.GetRequiredService<Settings>(), services.GetRequiredService<JournalKey>(), actor,
                    services.GetRequiredService<TimeProvider>(), bar, ct);
                whole = restored.Problem is null && restored.Value.Journal.Whole;
                return restored;
            }, restored =>
            {
                System.Console.Out.WriteLine(terminal.Say("console.restore.done", restored.Manifest.MadeAt.ToOffset(ChinaDay.Offset).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), restored.Manifest.Counts.Values.Sum()));
                if (restored.SetAside is { } aside)
                {
                    System.Console.Out.WriteLine(terminal.Say("console.restore.aside", aside));
                }
                JournalConsole.Print(terminal, restored.Journal);
            }));
            return code == 0 && !whole ? 1 : code;
        }, file, replace);
    }
}
