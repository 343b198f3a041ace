using System.CommandLine;
using Shanhai.Host.Console;

namespace Shanhai.Demonstration;

/// <summary>The demonstration: the real register of Zhejiang, and people with roles to sign in as.</summary>
public sealed class DemonstrationModule : Module
{
    public override IEnumerable<Command> Console(Terminal terminal) => [DemonstrationConsole.Demo(terminal)];
}
