using System.CommandLine;
using System.Data.Common;
using System.Text.Json;
using Spectre.Console;

namespace Shanhai.Host.Console;

/// <summary>
/// The console door: shared options, the language of the terminal, progress bars, and one way to end. A verb parses, calls a
/// handler with <see cref="Run"/>, prints. With --json it prints one JSON document on standard output and nothing else.
/// Exit codes: 0 done, 1 refused (input, permission, state), 2 wrong command line, 3 a fault.
/// </summary>
public sealed class Terminal(Language language, Func<Settings, IServiceCollection> services)
{
    public Language Language { get; } = language;

    public Option<string> Database { get; } = new("--database") { Recursive = true, Description = Words.Say(language, "console.database"), HelpName = "sqlite:FILE|postgres:…" };
    public Option<string> Folder { get; } = new("--folder") { Recursive = true, Description = Words.Say(language, "console.folder"), HelpName = "DIR" };
    public Option<bool> Json { get; } = new("--json") { Recursive = true, Description = Words.Say(language, "console.json") };

    public string Say(string key, params object?[] args) => Words.Say(Language, key, args);

    public Command Verb(string name, Func<ParseResult, CancellationToken, Task<int>> action, params Symbol[] symbols)
    {
        var command = new Command(name, Say("console.verb." + name));
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
            {
                command.Options.Add(option);
            }
            else if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Subcommands.Add((Command)symbol);
            }
        }
        command.SetAction(action);
        return command;
    }

    public Settings SettingsOf(ParseResult parsed)
    {
        var folder = parsed.GetValue(Folder) ?? Environment.GetEnvironmentVariable("SHANHAI_FOLDER") ?? "var";
        var settings = new ConfigurationBuilder()
            .AddJsonFile(Path.GetFullPath(Path.Combine(folder, "shanhai.json")), optional: true)
            .AddEnvironmentVariables("SHANHAI_")
            .Build().Get<Settings>() ?? new();
        return settings with { Folder = folder, Database = parsed.GetValue(Database) ?? settings.Database };
    }

    /// <summary>Runs a handler in its own scope as the operator, and prints the answer or the problem.</summary>
    public Task<int> Run<T>(ParseResult parsed, Func<IServiceProvider, Actor, Task<Result<T>>> handler, Action<T> print) => WithDatabase(parsed, async settings =>
    {
        await using var provider = services(settings).BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        await using var scope = provider.CreateAsyncScope();
        var actor = Actor.Operator(scope.ServiceProvider.GetRequiredService<AccessTable>(), "console:" + Environment.UserName);
        var result = await handler(scope.ServiceProvider, actor);
        if (result.Problem is { } problem)
        {
            return Refuse(parsed, problem);
        }
        if (parsed.GetValue(Json))
        {
            System.Console.Out.WriteLine(JsonSerializer.Serialize(result.Value, Composition.Json));
        }
        else
        {
            print(result.Value);
        }
        return 0;
    });

    /// <summary>A setting that names no database, and a database that does not answer, are told in a line instead of a trace.</summary>
    public async Task<int> WithDatabase(ParseResult parsed, Func<Settings, Task<int>> work)
    {
        var settings = SettingsOf(parsed);
        if (!Storage.Names(settings.DatabaseOrDefault))
        {
            return Refuse(parsed, Problem.Invalid("database-setting"));
        }
        try
        {
            return await work(settings);
        }
        catch (OtherSchemaException other)
        {
            return Refuse(parsed, new("other-schema", 503, Storage.Parse(settings.DatabaseOrDefault), other.Message));
        }
        catch (Exception failure) when (failure is DbException or IOException or UnauthorizedAccessException)
        {
            return Refuse(parsed, new("database-failed", 503, Storage.Parse(settings.DatabaseOrDefault), failure.Message));
        }
    }

    public int Refuse(ParseResult parsed, Problem problem)
    {
        var title = Problems.Title(Language, problem);
        if (parsed.GetValue(Json))
        {
            System.Console.Out.WriteLine(JsonSerializer.Serialize(
                new { problem = problem.Code, title, errors = problem.Fields.Select(f => new { f.Field, message = Problems.Message(Language, f) }) }, Composition.Json));
        }
        else
        {
            System.Console.Error.WriteLine(title);
            foreach (var field in problem.Fields)
            {
                System.Console.Error.WriteLine($"  {field.Field}: {Problems.Message(Language, field)}");
            }
        }
        return problem.Status >= 500 ? 3 : 1;
    }

    /// <summary>A progress bar with counts on a terminal; silence where the output goes to a file or --json was asked.</summary>
    public Task<T> Progress<T>(ParseResult parsed, string key, Func<Action<double>, Task<T>> work) =>
        Progress<T>(parsed, key, (Action<double, string> progress) => work(done => progress(done, "")));

    /// <summary>The work tells how much is done, of 1, and counts what it has done so far.</summary>
    public async Task<T> Progress<T>(ParseResult parsed, string key, Func<Action<double, string>, Task<T>> work)
    {
        if (parsed.GetValue(Json) || System.Console.IsOutputRedirected)
        {
            return await work((_, _) => { });
        }
        T answer = default!;
        await AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask(Markup.Escape(Say(key)), maxValue: 1);
                answer = await work((done, count) => (bar.Value, bar.Description) = (done, Markup.Escape($"{Say(key)} {count}")));
                bar.Value = 1;
            });
        return answer;
    }
}
