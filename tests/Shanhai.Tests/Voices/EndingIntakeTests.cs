using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>What waits when the program ends is answered as written and is there, or refused; never answered and lost, never left waiting.</summary>
public sealed class EndingIntakeTests
{
    private const int Many = 60;

    private static async Task<List<Intake.Filing>> Prepared(VoiceCounty county)
    {
        List<Intake.Filing> filings = [];
        await county.Do(async (services, _) =>
        {
            var (intake, db, actor) = (services.GetRequiredService<Intake>(), services.GetRequiredService<Db>(), Actor.Public(Composition.Access, Door.Api, "198.51.100.1"));
            for (var i = 0; i < Many; i++)
            {
                filings.Add((await intake.Prepare(new(VoiceKind.Appeal, "roads", VoiceCounty.Village, $"收工前的第{i}件") { ClientKey = $"last-{i}" }, [], db, actor, default)).Value);
            }
        });
        return filings;
    }

    [Fact]
    public async Task An_intake_that_ends_writes_who_has_come_and_refuses_who_comes_later()
    {
        await using var county = new VoiceCounty();
        await county.InitializeAsync();
        var filings = await Prepared(county);
        // One of its own beside the program's.
        var intake = ActivatorUtilities.CreateInstance<Intake>(county.Services);

        var answers = filings.Take(Many - 1).Select(intake.Commit).ToList();
        await intake.DisposeAsync();
        var late = intake.Commit(filings[^1]);

        answers.ShouldAllBe(a => a.IsCompletedSuccessfully, "somebody is left waiting");
        var kept = await county.Ask(db => db.Voices.Select(v => v.Id).ToListAsync());
        kept.ShouldBe(filings.Take(Many - 1).Select(f => f.Voice.Id), ignoreOrder: true);
        (await Task.WhenAll(answers)).ShouldAllBe(a => a.Problem == null);
        var refused = (await late).Problem!;
        (refused.Code, refused.Status).ShouldBe(("voice.ending", 503));
        await intake.DisposeAsync();
    }

    [Fact]
    public async Task Who_waits_while_the_whole_program_ends_is_told_and_whoever_was_told_so_is_there()
    {
        var county = new VoiceCounty();
        await county.InitializeAsync();
        var filings = await Prepared(county);
        var intake = county.Services.GetRequiredService<Intake>();

        // Nobody waits for them, as when a server stops before its requests have ended.
        var answers = filings.ConvertAll(intake.Commit);
        await using var database = await county.Leave();

        answers.ShouldAllBe(a => a.IsCompleted, "somebody is left waiting");
        var written = new List<Id<Voice>>();
        foreach (var (filing, answer) in filings.Zip(answers))
        {
            var said = await answer;
            (said.Problem is null || said.Problem.Code == "voice.ending").ShouldBeTrue(said.Problem?.Code);
            written.AddRange(said.Problem is null ? [filing.Voice.Id] : []);
        }
        await using var next = Composition.Services(county.Settings).BuildServiceProvider();
        await using var scope = next.CreateAsyncScope();
        var kept = await scope.ServiceProvider.GetRequiredService<Db>().Voices.Select(v => v.Id).ToListAsync();
        written.Except(kept).ShouldBeEmpty("answered and lost");
    }
}
