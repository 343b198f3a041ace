using System.CommandLine;
using Shanhai.Evaluation;
using Shanhai.Host.Console;

namespace Shanhai.Tests.Evaluation;

/// <summary>Calls of the verb stats in this process, with tables written to a folder of their own.</summary>
public abstract class StatsCalls : IDisposable
{
    private static readonly Lock Out = new();

    protected string Folder { get; } = Directory.CreateTempSubdirectory("shanhai-stats").FullName;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static (int Code, string Output, string Errors) Run(string[] args, Shanhai.Kernel.Language language)
    {
        // The console belongs to the process: one test at a time may listen to it.
        lock (Out)
        {
            var (output, errors) = (new StringWriter(), new StringWriter());
            var (before, beforeErrors) = (System.Console.Out, System.Console.Error);
            System.Console.SetOut(output);
            System.Console.SetError(errors);
            try
            {
                var terminal = new Terminal(language, _ => throw new InvalidOperationException("no database is needed"));
                var root = new RootCommand();
                root.Options.Add(terminal.Json);
                foreach (var verb in new EvaluationModule().Console(terminal))
                {
                    root.Subcommands.Add(verb);
                }
                var code = root.Parse(args).Invoke(new() { Output = output, Error = errors });
                return (code, output.ToString(), errors.ToString());
            }
            finally
            {
                System.Console.SetOut(before);
                System.Console.SetError(beforeErrors);
            }
        }
    }

    protected string Write(string text)
    {
        var file = Path.Combine(Folder, "t.csv");
        File.WriteAllText(file, text);
        return file;
    }
}
