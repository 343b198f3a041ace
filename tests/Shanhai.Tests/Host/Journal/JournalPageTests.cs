using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Journal;

public sealed class JournalPageTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task An_auditor_finds_an_entry_reads_it_exports_and_checks_the_whole()
    {
        await Write("book:found", new(990101000000));
        await Write("book:other", new(990201000000));
        var auditor = await app.SignedIn(Role.Auditor, PlaceCode.Nation);

        var list = await auditor.GetStringAsync("/journal?place=990100000000");
        list.ShouldContain("book:found");
        list.ShouldNotContain("book:other");
        var number = await app.Ask(db => db.Journal.Where(e => e.Subject == "book:found").Select(e => e.Number).SingleAsync());
        (await auditor.GetStringAsync($"/journal/{number}")).ShouldContain("book:found");
        (await app.Ask(db => db.Journal.AnyAsync(e => e.Subject == $"entry:{number}"))).ShouldBeTrue();
        (await auditor.GetStringAsync("/journal/rows.csv?subject=book:")).Split("\r\n").Length.ShouldBe(4);
        (await auditor.PostForm("/journal/check", [], shownAt: "/journal")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await app.RunJobs();
        (await auditor.GetStringAsync("/journal")).ShouldContain("日志完整");
    }

    [Fact]
    public async Task An_auditor_of_a_county_sees_what_happened_there_and_nothing_else()
    {
        await Write("thing:here", new(990102000000));
        await Write("thing:there", new(990103000000));
        var auditor = await app.SignedIn(Role.Auditor, new(990102000000));

        var list = await auditor.GetStringAsync("/api/v1/journal?size=500");

        list.ShouldContain("thing:here");
        list.ShouldNotContain("thing:there");
        list.ShouldContain("user.signed-in");
        (await auditor.PostForm("/journal/check", [], shownAt: "/journal?place=990102000000")).StatusCode.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.BadRequest);
    }

    private Task Write(string subject, PlaceCode place) => app.Do(async (services, actor) =>
    {
        var db = services.GetRequiredService<Db>();
        db.Record(actor, "test.wrote", subject, place: place);
        await db.SaveChangesAsync();
    });
}
