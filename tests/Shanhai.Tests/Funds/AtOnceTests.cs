using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

/// <summary>Two people who decide the same at the same moment: one decision stands, and the other person is told so. Again and again, since a race that is lost is not lost each time.</summary>
public sealed class AtOnceTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private const int Rounds = 20;

    [Fact]
    public async Task Of_two_who_approve_an_entry_at_once_one_posts_it_and_nobody_counts_twice()
    {
        var book = await app.Book();
        await app.Post(book, Moves(Day(1, 1), "102", "311", 10_000_000_00) with { Kind = EntryKind.Opening, Debt = null });
        await app.Set(book, b => b.ApproveAbove = 50_000_00);
        for (var i = 0; i < Rounds; i++)
        {
            var waits = (await app.Post(book, Moves(Day(3, 5), "153", "102", 60_000_00, $"建冷库{i}")))[0].Waits!.Value;

            var firsts = await App.AtOnce(() => app.Approve(waits, "甲"), () => app.Approve(waits, "甲"));
            firsts.Single(a => a.Problem is null).Value.Approvals.ShouldBe(1);
            firsts.Single(a => a.Problem is not null).Problem!.Code.ShouldBe("funds.approved-twice");

            var seconds = await App.AtOnce(() => app.Approve(waits, "乙"), () => app.Approve(waits, "丙"));
            seconds.Single(a => a.Problem is null).Value.Number.ShouldBe(i + 2);
            seconds.Single(a => a.Problem is not null).Problem!.Code.ShouldBe("funds.proposal-over");
            (await app.Ask(db => db.Approvals.CountAsync(a => a.Proposal == waits))).ShouldBe(2);
        }
        (await app.Ask(db => db.Entries.CountAsync(e => e.Book == book))).ShouldBe(Rounds + 1);
        (await app.Net(book, "153", Day(12, 31))).ShouldBe(Rounds * 60_000_00L);
    }

    [Fact]
    public async Task Of_one_who_approves_and_one_who_refuses_at_once_one_decides()
    {
        var book = await app.Book();
        await app.Post(book, Moves(Day(1, 1), "102", "311", 10_000_000_00) with { Kind = EntryKind.Opening, Debt = null });
        await app.Set(book, b => b.ApproveAbove = 50_000_00);
        for (var i = 0; i < Rounds; i++)
        {
            var waits = (await app.Post(book, Moves(Day(3, 5), "153", "102", 60_000_00, $"修路{i}")))[0].Waits!.Value;
            (await app.Approve(waits, "甲")).Problem.ShouldBeNull();

            var both = await App.AtOnce(() => app.Approve(waits, "乙"), () => Refuse(waits));

            both.Count(b => b.Problem is null).ShouldBe(1);
            both.Single(b => b.Problem is not null).Problem!.Code.ShouldBe("funds.proposal-over");
            var state = both[0].Problem is null ? ProposalState.Posted : ProposalState.Refused;
            (await app.Ask(db => db.Proposals.SingleAsync(p => p.Id == waits))).State.ShouldBe(state);
        }
        var posted = await app.Ask(db => db.Proposals.CountAsync(p => p.Book == book && p.State == ProposalState.Posted));
        (await app.Ask(db => db.Entries.CountAsync(e => e.Book == book))).ShouldBe(posted + 1);
    }

    [Fact]
    public async Task Of_two_who_take_an_entry_back_at_once_one_does()
    {
        var book = await app.Book();
        var posted = await app.Post(book, [.. Enumerable.Range(0, Rounds).Select(i => Moves(Day(2, 1 + i), "102", "501", 1_00))]);
        foreach (var entry in posted)
        {
            var both = await App.AtOnce(() => app.Reverse(entry.Entry!.Value, null), () => app.Reverse(entry.Entry!.Value, null));

            both.Count(b => b.Problem is null).ShouldBe(1);
            both.Single(b => b.Problem is not null).Problem!.Code.ShouldBe("funds.already-reversed");
        }
        (await app.Ask(db => db.Entries.CountAsync(e => e.Book == book))).ShouldBe(2 * Rounds);
        (await app.Net(book, "102", Day(12, 31))).ShouldBe(0);
    }

    [Fact]
    public async Task Of_two_who_close_a_period_at_once_one_does_and_a_year_ends_once()
    {
        var book = await app.Book();
        // Through August of the second year, a December among them.
        var months = Enumerable.Range(0, Rounds).Select(i => new DateOnly(2025, 1, 1).AddMonths(i)).ToList();
        await app.Post(book, [.. months.Select(m => Moves(m.AddDays(9), "102", "501", 100_00))]);
        foreach (var month in months)
        {
            var both = await App.AtOnce(() => app.Close(book, $"{month:yyyy-MM}"), () => app.Close(book, $"{month:yyyy-MM}"));

            both.Count(b => b.Problem is null).ShouldBe(1);
            both.Single(b => b.Problem is not null).Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("funds.closed-already");
        }
        (await app.Ask(db => db.Closings.CountAsync(c => c.Book == book))).ShouldBe(Rounds);
        (await app.Ask(db => db.Entries.CountAsync(e => e.Book == book && e.Kind == EntryKind.YearEnd))).ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_who_open_a_collectives_book_at_once_under_different_names_one_does()
    {
        var bodies = Enumerable.Range(0, Rounds).Select(i => VoiceCounty.Of(500 + i)).ToList();
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.Organisations.AddRange(bodies.Select((b, i) => Collective(b, $"同时建账合作社{i}", VoiceCounty.Village)));
            await OrganisationStamp.Raise(db, null, default);
            db.Record(actor, "test", "organisations");
            await db.SaveChangesAsync();
            services.GetRequiredService<CurrentTree>().Written();
        });
        foreach (var body in bodies)
        {
            var both = await App.AtOnce(() => Open(body, "村账"), () => Open(body, "合作社账"));

            both.Count(b => b.Problem is null).ShouldBe(1);
            both.Single(b => b.Problem is not null).Problem!.Code.ShouldBe("funds.book-there");
            (await app.Ask(db => db.Books.CountAsync(b => b.Owner == body))).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Of_two_who_disclose_a_book_at_once_one_asks_for_it_and_whoever_looked_at_nothing_asks_for_the_same()
    {
        var book = await app.Book();
        for (var i = 0; i < Rounds; i++)
        {
            var version = (await app.Ask(db => db.Books.SingleAsync(b => b.Id == book))).SettingsVersion;

            var both = await App.AtOnce(() => Disclose(book, version), () => Disclose(book, version));

            both.Single(b => b.Problem is not null).Problem!.Code.ShouldBe("funds.settings-changed");
            (await Refuse(both.Single(b => b.Problem is null).Value.Waits!.Value)).Problem.ShouldBeNull();
        }
        (await app.Ask(db => db.Proposals.CountAsync(p => p.Book == book))).ShouldBe(Rounds);

        var unseen = await App.AtOnce(() => Disclose(book, null), () => Disclose(book, null));
        unseen.Select(u => u.Value.Waits!.Value).Distinct().ShouldHaveSingleItem();
        (await app.Ask(db => db.Proposals.CountAsync(p => p.Book == book && p.State == ProposalState.Waiting))).ShouldBe(1);
    }

    private Task<Result<OpenBook.Opened>> Open(Id<Organisation> body, string name) => app.With((s, actor) => OpenBook.Handle(new(body, name, "collective-2023"), s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(),
        s.GetRequiredService<Db>(), actor, app.Clock, default));

    private Task<Result<ChangeBook.Changed>> Disclose(Id<Book> book, int? version) => app.With((s, actor) => ChangeBook.Handle(book, new(null, null, true, version), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, app.Clock, default));

    private Task<Result<DecideEntry.Decided>> Refuse(Id<Shanhai.Funds.Proposal> id) => app.With((s, actor) => DecideEntry.Handle(id, new(false, "再议"), s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(),
        s.GetRequiredService<Db>(), actor with { Name = "丁" }, app.Clock, default));
}
