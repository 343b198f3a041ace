using System.CommandLine;
using Shanhai.Host.Console;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host;

/// <summary>Every verb, option and argument of the console says in both languages what it is; every verb can answer in JSON.</summary>
[AnyDatabase]
public sealed class ConsoleHelpTests
{
    private static RootCommand Root(Language language) => Verbs.Root(new Terminal(language, s => Composition.Services(s)));

    private static IEnumerable<(string Path, Command Command)> All(Command command, string path = "")
    {
        foreach (var sub in command.Subcommands)
        {
            var here = $"{path} {sub.Name}".Trim();
            yield return (here, sub);
            foreach (var below in All(sub, here))
            {
                yield return below;
            }
        }
    }

    [Fact]
    public void The_verbs_an_operator_needs_are_there()
    {
        var verbs = All(Root(Language.English)).Select(v => v.Path).ToList();

        foreach (var verb in new[] { "serve", "demo", "import places", "import history", "import boundaries", "import figures", "export figures", "identify", "user add", "user grant", "verify", "backup", "restore", "migrate", "worker" })
        {
            verbs.ShouldContain(verb);
        }
    }

    [Theory]
    [InlineData(Language.Chinese)]
    [InlineData(Language.English)]
    public void Every_verb_option_and_argument_says_what_it_is(Language language)
    {
        foreach (var (path, command) in All(Root(language)).Prepend(("", Root(language))))
        {
            foreach (var symbol in command.Options.Cast<Symbol>().Concat(command.Arguments).Append(command))
            {
                var said = $"{path}: {symbol.Name}: {symbol.Description}";
                symbol.Description.ShouldNotBeNullOrWhiteSpace(said);
                symbol.Description.ShouldNotStartWith("[", Case.Sensitive, said);
                symbol.Description.Any(c => c >= 0x4E00 && c <= 0x9FFF).ShouldBe(language == Language.Chinese, said);
            }
        }
    }

    [Fact]
    public async Task Help_is_shown_for_every_verb_and_offers_json()
    {
        var root = Root(Language.English);
        foreach (var (path, command) in All(root))
        {
            using var said = new StringWriter();
            var code = await root.Parse($"{path} --help").InvokeAsync(new() { Output = said, Error = said });

            code.ShouldBe(0, path);
            said.ToString().ShouldContain(command.Description!);
            said.ToString().ShouldContain("--json", Case.Sensitive, path);
        }
    }
}
