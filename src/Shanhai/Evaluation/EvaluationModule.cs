using System.CommandLine;
using Shanhai.Host.Console;

namespace Shanhai.Evaluation;

/// <summary>The methods of the library at hand: today a verb of the console over any table, for whoever checks a figure.</summary>
public sealed class EvaluationModule : Module
{
    public override IEnumerable<Command> Console(Terminal terminal) => [StatsConsole.Stats(terminal)];
}
