using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Enclaves;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using static Shanhai.Tests.Enclaves.EnclaveCounty;

namespace Shanhai.Tests.Enclaves;

/// <summary>Decisions that meet: two about one distribution, two about publication, a payment that goes to somebody else, a proposal that was refused.</summary>
public sealed class EnclaveDecisionTests(EnclaveCounty app) : IClassFixture<EnclaveCounty>
{
    private const int Rounds = 20;

    private static ContractTerms TenPercent => Terms(Fixed(2020, 2035));

    private static async Task<string> Page(HttpClient client, string path) => WebUtility.HtmlDecode(await client.GetStringAsync(path));

    [Fact]
    public async Task Of_one_who_approves_a_distribution_and_one_who_refuses_it_at_once_one_decides()
    {
        var id = await app.Signed(TenPercent, 3, 100);
        for (var i = 0; i < Rounds; i++)
        {
            var from = new DateOnly(2024, 1, 1).AddMonths(i);
            var run = (await app.Propose(id, from, from.AddMonths(1).AddDays(-1), 0)).Value.Id;

            var both = await App.AtOnce(() => app.Decide(run, "乙"), () => app.Decide(run, "丙", approve: false, why: "重算"));

            both.Count(b => b.Problem is null).ShouldBe(1);
            both.Single(b => b.Problem is not null).Problem!.Code.ShouldBeOneOf("enclaves.changed-meanwhile", "enclaves.decided-before");
            var kept = await app.Ask(db => db.Distributions.AsNoTracking().SingleAsync(d => d.Id == run));
            (kept.State, kept.DecidedBy, kept.Why).ShouldBe(both[0].Problem is null ? (DistributionState.Approved, "乙", (string?)null) : (DistributionState.Refused, "丙", "重算"));
            var subject = $"distribution:{run}";
            (await app.Ask(db => db.Journal.CountAsync(e => e.Subject == subject && e.Verb == EnclavesModule.Approve))).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Of_two_who_publish_an_enclave_or_take_it_back_at_once_one_does()
    {
        var id = await app.Signed(TenPercent, 3, 100);
        Task<Result<PublishEnclave.Done>> Publish(bool published) => app.With((s, actor) => PublishEnclave.Handle(id, new(published), s.GetRequiredService<Db>(), actor, default));
        for (var i = 0; i < Rounds; i++)
        {
            var published = i % 2 == 0;

            var both = await App.AtOnce(() => Publish(published), () => Publish(published));

            both.Count(b => b.Problem is null).ShouldBe(1);
            both.Single(b => b.Problem is not null).Problem!.Code.ShouldBeOneOf("enclaves.changed-meanwhile", published ? "enclaves.published-before" : "enclaves.not-published");
            (await app.Show(id)).Published.ShouldBe(published);
        }
        var subject = $"enclave:{id}";
        (await app.Ask(db => db.Journal.CountAsync(e => e.Subject == subject && e.Verb == EnclavesModule.Publish))).ShouldBe(Rounds);
        Says((await Publish(false)).Problem).ShouldContain("没有公开");
    }

    [Fact]
    public async Task A_payment_whose_paper_names_another_village_than_the_line_is_not_recorded()
    {
        var id = await app.Signed(TenPercent, 3, 100);
        var run = await app.Approved(id, 2025, 0);
        var (line, on) = ((await app.ShowRun(run)).Lines[0], new DateOnly(2026, 3, 1));

        Says((await app.Pay(run, on, new RecordPayments.Paid(line.Id, 4, Villages[1]))).Problem).ShouldContain("第 1 行应付给第1村，回单上的收款方是第2村");
        // Not the right one beside it either: all of them or none.
        Says((await app.Pay(run, on, new RecordPayments.Paid(line.Id, 4, Villages[0]), new RecordPayments.Paid((await app.ShowRun(run)).Lines[1].Id, null, Villages[2]))).Problem).ShouldContain("第 2 行应付给第2村");
        (await app.ShowRun(run)).Received.ShouldBe(0);

        var (officer, at) = (await app.SignedIn(Role.Officer, Guest), "/enclaves/distributions/" + run);
        Dictionary<string, string> form = new() { ["do"] = "pay", ["on"] = "2026-03-01", ["evidence"] = "回单", ["line"] = "1", ["lines[0].payee"] = Villages[1].ToString(), ["lines[0]"] = "4" };
        var refused = await officer.PostForm(at, form);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        page.ShouldContain("回单上的收款方是第2村");
        page.ShouldContain($"value=\"{Villages[1]}\"");
        form["lines[0].payee"] = Villages[0].ToString();
        (await officer.PostForm(at, form)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.ShowRun(run)).Received.ShouldBe(4_00);
    }

    [Fact]
    public async Task A_payment_may_name_a_village_that_was_merged_since_or_the_one_that_took_it_over()
    {
        var (gone, into) = (Villages[100], Villages[101]);
        var id = (await app.Create(null)).Value.Id;
        Good((await app.Write(id, TenPercent)).Problem);
        Good((await app.Stake(id, [new(gone, StakeUnit.Money, 100, StakeSource.Own, new(2020, 1, 1), "收据")])).Problem);
        Good((await app.Sign(id)).Problem);
        var run = await app.Approved(id, 2025, 0);
        var (line, on) = ((await app.ShowRun(run)).Lines[0].Id, new DateOnly(2026, 3, 1));
        await app.Merge(gone, into, new(2026, 1, 1));

        Says((await app.Pay(run, on, new RecordPayments.Paid(line, 1, Villages[102]))).Problem).ShouldContain("应付给第102村，回单上的收款方是第103村");
        Good((await app.Pay(run, on, new RecordPayments.Paid(line, 1, into))).Problem);
        Good((await app.Pay(run, on, new RecordPayments.Paid(line, 1, gone))).Problem);
    }

    [Fact]
    public async Task A_proposal_that_was_refused_waits_nowhere()
    {
        var id = await app.Signed(TenPercent, 3, 100);
        var run = (await app.Propose(id, 2025, 0)).Value.Id;
        var officer = await app.SignedIn(Role.Officer, Guest);
        (await Page(officer, $"/enclaves/{id}")).ShouldSatisfyAllConditions(p => p.ShouldContain(">待审批<"), p => p.ShouldContain("2026-03-31"));
        (await officer.GetStringAsync("/api/v1/enclaves?state=waits&size=1000")).ShouldContain(id.ToString());

        Good((await app.Decide(run, approve: false, why: "收入未审计")).Problem);

        var page = await Page(officer, $"/enclaves/{id}");
        page.ShouldContain("已退回");
        page.ShouldNotContain(">待审批<");
        page.ShouldNotContain("2026-03-31");
        (await officer.GetStringAsync("/api/v1/enclaves?state=waits&size=1000")).ShouldNotContain(id.ToString());
        var own = await Page(officer, $"/enclaves/distributions/{run}");
        own.ShouldContain("收入未审计");
        own.ShouldNotContain("2026-03-31");
        (await Page(officer, $"/enclaves/distributions/{run}?lang=en")).ShouldNotContain("approved by");
    }
}
