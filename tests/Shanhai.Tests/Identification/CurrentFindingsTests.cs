using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Identification;

public sealed class CurrentFindingsTests(WeakCounty app) : IClassFixture<WeakCounty>
{
    private static readonly FindFindings Of2023 = new() { Rule = WeakCounty.Code, Period = Period.Year(2023) };

    private async Task<(Page<FindFindings.Row> Page, CountFindings Counts)> List(FindFindings asked, Actor actor)
    {
        (Page<FindFindings.Row>, CountFindings)? answer = null;
        await app.Do(async (services, _) =>
        {
            var (findings, register, db) = (services.GetRequiredService<CurrentFindings>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>());
            answer = ((await FindFindings.Handle(asked, findings, register, db, actor, default)).Value, (await CountFindings.Handle(asked, findings, register, db, actor, default)).Value);
        });
        return answer!.Value;
    }

    private Task<List<Finding>> Stored(Actor actor, FindFindings asked) => app.Ask(db =>
        db.Findings.AsNoTracking().Where(f => f.Rule == WeakCounty.Code && f.Period == asked.Period && f.SupersededAt == null)
            .Within(actor.Scope(IdentificationModule.View), f => f.Place).OrderBy(f => f.Place).ToListAsync());

    [Fact]
    public async Task Lists_and_counts_in_memory_say_what_the_tables_say_whatever_is_asked_and_by_whom()
    {
        await app.Run(2022);
        await app.Run(2023);
        var township = new PlaceCode(990102103000);
        Actor[] readers =
        [
            WeakCounty.As(Role.Officer, WeakCounty.Province), WeakCounty.As(Role.Officer, WeakCounty.South), WeakCounty.As(Role.Officer, township),
            new(null, "two", Door.Web, [new(Role.Officer, WeakCounty.North), new(Role.Officer, township)], Composition.Access),
            WeakCounty.As(Role.Officer, new PlaceCode(330000000000)), WeakCounty.As(Role.SystemAdministrator, PlaceCode.Nation),
        ];
        FindFindings[] asked =
        [
            Of2023, Of2023 with { Outcome = Outcome.CannotTell }, Of2023 with { Stand = Stand.ExitProposed }, Of2023 with { Under = WeakCounty.South }, Of2023 with { Q = "第19" },
            Of2023 with { Near = 0.6 }, Of2023 with { Under = township, Outcome = Outcome.Holds }, Of2023 with { Period = Period.Year(2031) },
        ];
        foreach (var reader in readers.Where(r => r.May(IdentificationModule.View)))
        {
            foreach (var one in asked)
            {
                var names = await app.Ask(db => db.Places.ToDictionaryAsync(p => p.Code, p => p.Name));
                var expected = (await Stored(reader, one)).Where(f => (one.Outcome is null || f.Outcome == one.Outcome) && (one.Stand is null || f.Stand == one.Stand)
                    && (one.Under is not { } under || under.Contains(f.Place)) && (one.Q is null || names[f.Place].Contains(one.Q, StringComparison.Ordinal))
                    && (one.Near is not { } near || f.Outcome == Outcome.DoesNotHold && f.Margin > -near)).ToList();
                var (page, counts) = await List(one with { Size = 2000 }, reader);

                page.Rows.Select(r => (r.Id, r.Place, r.Outcome, r.Stand, r.Since, r.Uncertain, r.Margin, r.Distance, r.Reason.Zh, r.Name))
                    .ShouldBe(expected.Select(f => (f.Id, f.Place, f.Outcome, f.Stand, f.Since, f.Uncertain, f.Margin, f.Distance, f.SaidZh, names[f.Place])), one.ToString());
                (page.Total, counts.Judged, counts.Holds, counts.ExitProposed, counts.Uncertain).ShouldBe((expected.Count, expected.Count,
                    expected.Count(f => f.Outcome == Outcome.Holds), expected.Count(f => f.Stand == Stand.ExitProposed), expected.Count(f => f.Uncertain)));
            }
        }
        WeakCounty.As(Role.SystemAdministrator, PlaceCode.Nation).May(IdentificationModule.View).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("-code")]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("margin")]
    [InlineData("-margin")]
    public async Task Pages_put_together_are_the_whole_list_in_one_order(string? sort)
    {
        await app.Run(2023);
        var reader = WeakCounty.As(Role.Officer, WeakCounty.Province);
        var whole = (await List(Of2023 with { Sort = sort, Size = 2000 }, reader)).Page.Rows.Select(r => r.Place).ToList();
        var paged = new List<PlaceCode>();
        string? after = null;
        do
        {
            var page = (await List(Of2023 with { Sort = sort, Size = 333, After = after }, reader)).Page;
            paged.AddRange(page.Rows.Select(r => r.Place));
            after = page.Next;
        }
        while (after is not null);

        paged.ShouldBe(whole);
        whole.Distinct().Count().ShouldBe(2000);
        var upward = (await List(Of2023 with { Sort = sort?.TrimStart('-'), Size = 2000 }, reader)).Page.Rows.Select(r => r.Place);
        whole.ShouldBe(sort?.StartsWith('-') == true ? upward.Reverse() : upward);
    }

    [Fact]
    public async Task An_exit_and_a_new_run_are_in_the_next_list_even_where_another_process_wrote_them()
    {
        await app.Run(2022);
        await app.Run(2023);
        var reader = WeakCounty.As(Role.Officer, WeakCounty.Province);
        var asked = Of2023 with { Stand = Stand.ExitProposed };
        var before = await List(asked, reader);
        var leaves = before.Page.Rows[0];
        await app.Do(async (services, actor) => (await ConfirmExit.Handle(leaves.Id, new("王", "文件〔2024〕1号", new(2024, 1, 5)), services.GetRequiredService<Db>(), actor, default)).Problem.ShouldBeNull());

        var after = await List(asked, reader);

        (after.Page.Total, after.Page.Rows.Any(r => r.Place == leaves.Place)).ShouldBe((before.Page.Total - 1, false));
        await app.Run(2023, WeakCounty.South);
        (await List(asked, reader)).Page.Rows.Where(r => WeakCounty.South.Contains(r.Place)).Select(r => r.Id)
            .ShouldNotContain(id => before.Page.Rows.Any(r => r.Id == id && WeakCounty.South.Contains(r.Place)));
    }
}
