using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Enclaves;
using Shanhai.Kernel;
using Shanhai.Tests.Host;
using Shanhai.Tests.Voices;

namespace Shanhai.Tests.Enclaves;

/// <summary>The real server, killed while it proposes what an enclave pays its villages.</summary>
public sealed class KilledProposalTests(KilledProposalTests.RealTimeEnclaves app, ITestOutputHelper output) : IClassFixture<KilledProposalTests.RealTimeEnclaves>
{
    public sealed class RealTimeEnclaves : EnclaveCounty
    {
        protected override async Task Fill()
        {
            Clock.AdjustTime(TimeProvider.System.GetUtcNow());
            await base.Fill();
        }
    }

    [Fact]
    public async Task A_proposal_that_was_killed_stands_with_every_village_or_not_at_all()
    {
        var last = ChinaDay.Today(TimeProvider.System).Year - 1;
        var enclave = await app.Signed(EnclaveCounty.Terms(EnclaveCounty.Floating(last - 10, last + 10)), EnclaveCounty.Count, 10_000, last - 10);
        var token = await KilledInside.Key(app, EnclaveCounty.Guest, EnclavesModule.View, EnclavesModule.Distribute);

        await new KilledInside(app, output, token, "enclave_dividends", rows: EnclaveCounty.Count).Look(
            (client, number) => client.PostAsJsonAsync($"/api/v1/enclaves/{enclave}/distributions", new ProposeDistribution(new(last - number, 1, 1), new(last - number, 12, 31), 1_620_000 + number, "决算"), VoiceCounty.Web),
            async number =>
            {
                var runs = await app.Ask(db => db.Distributions.AsNoTracking().Where(d => d.Enclave == enclave).OrderBy(d => d.Number).ToListAsync());
                runs.Select(r => (int)r.Number).ShouldBe(Enumerable.Range(1, runs.Count));
                runs.Select(r => r.FromDay).ShouldBeUnique();
                foreach (var run in runs)
                {
                    var lines = await app.Ask(db => db.Dividends.AsNoTracking().Where(d => d.Distribution == run.Id).OrderBy(d => d.Line).ToListAsync());
                    lines.Select(l => (int)l.Line).ShouldBe(Enumerable.Range(1, EnclaveCounty.Count));
                    lines.Sum(l => l.Due).ShouldBe(run.Due);
                }
                (await app.Ask(db => db.Dividends.CountAsync())).ShouldBe(runs.Count * EnclaveCounty.Count, "dividends of no distribution");
                (await app.Ask(db => db.Journal.CountAsync(e => e.Verb == EnclavesModule.Distribute))).ShouldBe(runs.Count);
                return runs.Exists(r => r.FromDay.Year == last - number);
            }, already: "enclaves.distributed-already");

        (await app.Ask(db => db.Distributions.CountAsync(d => d.Enclave == enclave))).ShouldBe(KilledInside.Writes);
    }
}
