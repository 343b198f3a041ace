using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Journal;
using Shanhai.Host.Persistence;

namespace Shanhai.Tests.Host.Journal;

/// <summary>What is taken out of the journal before any seal covers it is named from the notes in the data folder.</summary>
public sealed class JournalTailTests : IAsyncLifetime
{
    private readonly App _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string Folder => Path.Combine(_app.Settings.Folder, JournalTail.FolderName);

    [Fact]
    public async Task An_entry_taken_out_before_its_first_seal_is_named_also_after_later_seals()
    {
        await Write("thing:1", "thing:2", "thing:3");
        var number = await _app.Ask(db => db.Journal.Where(e => e.Subject == "thing:2").Select(e => e.Number).SingleAsync());
        await Remove("thing:2");

        var before = await _app.Verify();
        _app.Clock.Advance(TimeSpan.FromMinutes(5));
        await _app.Seal();
        var after = await _app.Verify();

        foreach (var verified in new[] { before, after })
        {
            var named = verified.Findings.ShouldHaveSingleItem();
            (named.What, named.Seal, named.Number, named.Verb, named.Subject).ShouldBe((VerifyJournal.What.Removed, null, number, "test.wrote", "thing:2"));
        }
    }

    [Fact]
    public async Task Notes_are_let_go_once_seals_cover_them()
    {
        await Write("thing:1");
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).ShouldNotBeEmpty();

        _app.Clock.Advance(TimeSpan.FromMinutes(5));
        await _app.Seal();

        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).ShouldBeEmpty();
        (await _app.Verify()).Whole.ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_rolled_back_is_not_missed()
    {
        await _app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            await using (var given = await db.BeginWriting(default))
            {
                db.Record(actor, "test.wrote", "thing:given-up");
                await db.SaveChangesAsync();
            }
            db.ChangeTracker.Clear();
            await using var writing = await db.BeginWriting(default);
            db.Record(actor, "test.wrote", "thing:kept");
            await db.SaveChangesAsync();
            await writing.Commit(default);
        });

        (await _app.Verify()).Whole.ShouldBeTrue();
        await Remove("thing:kept");
        (await _app.Verify()).Findings.ShouldHaveSingleItem().Subject.ShouldBe("thing:kept");
    }

    private Task Write(params string[] subjects) => _app.Do(async (services, actor) =>
    {
        var db = services.GetRequiredService<Db>();
        foreach (var subject in subjects)
        {
            db.Record(actor, "test.wrote", subject);
            await db.SaveChangesAsync();
        }
    });

    private Task<int> Remove(string subject) => _app.Ask(async db =>
    {
        await db.Database.ExecuteSqlRawAsync(TestDatabase.IsSqlite ? "DROP TRIGGER journal_not_deleted" : "DROP TRIGGER journal_kept ON journal");
        return await db.Database.ExecuteSqlAsync($"DELETE FROM journal WHERE subject = {subject}");
    });
}
