using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Journal;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;

namespace Shanhai.Tests.Host.Journal;

/// <summary>Each test seals a few entries, does something to the database past the program, and asks what the check says.</summary>
public sealed class JournalTests : IAsyncLifetime
{
    private readonly App _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_untouched_journal_is_whole()
    {
        await Write(5);
        await _app.Seal();
        await Write(2);

        var verified = await _app.Verify();

        verified.Whole.ShouldBeTrue();
        verified.Sealed.ShouldBe(5);
        verified.Waiting.ShouldBe(2);
    }

    [Theory]
    [InlineData("UPDATE journal SET summary = '{}' WHERE subject = 'thing:2'")]
    [InlineData("DELETE FROM journal WHERE subject = 'thing:2'")]
    [InlineData("UPDATE journal SET seal = 7")]
    [InlineData("DELETE FROM journal_leaves")]
    [InlineData("UPDATE journal_seals SET total = 1")]
    public async Task The_database_itself_refuses_to_alter_the_journal(string sql)
    {
        await Write(3);
        await _app.Seal();

        var refused = await Should.ThrowAsync<DbException>(() => Raw(sql));

        refused.Message.ShouldContain("append-only");
    }

    [Fact]
    public async Task The_guards_stand_again_after_a_start()
    {
        await Write(1);
        await DropGuards();
        await _app.Do((services, _) => services.GetRequiredService<Storage>().Migrate(services.GetRequiredService<Db>(), default));

        await Should.ThrowAsync<DbException>(() => Raw("DELETE FROM journal"));
    }

    [Theory]
    [InlineData("UPDATE journal SET summary = '{\"n\":99}' WHERE subject = 'thing:2'", VerifyJournal.What.Changed)]
    [InlineData("UPDATE journal SET actor_name = 'somebody else' WHERE subject = 'thing:2'", VerifyJournal.What.Changed)]
    [InlineData("DELETE FROM journal WHERE subject = 'thing:2'", VerifyJournal.What.Removed)]
    [InlineData("DELETE FROM journal_leaves WHERE subject = 'thing:2'", VerifyJournal.What.LeafLost)]
    public async Task What_was_done_to_a_sealed_entry_is_named(string sql, VerifyJournal.What what)
    {
        await Write(4);
        await _app.Seal();
        await DropGuards();
        await Raw(sql);

        var verified = await _app.Verify();

        verified.Whole.ShouldBeFalse();
        var named = verified.Findings.Single(f => f.What == what);
        named.Subject.ShouldBe("thing:2");
        named.Verb.ShouldBe("test.wrote");
        named.Number.ShouldNotBeNull();
        named.At.ShouldBe(App.Start);
    }

    [Fact]
    public async Task An_entry_altered_together_with_its_leaf_is_named()
    {
        await Write(4);
        await _app.Seal();
        await DropGuards();
        await Raw("UPDATE journal SET summary = 'x' WHERE subject = 'thing:2'");
        var content = await _app.Ask(async db => Digest.Current.Hash((await db.Journal.AsNoTracking().SingleAsync(e => e.Subject == "thing:2")).Content()));
        await _app.Ask(db => db.JournalLeaves.Where(l => l.Subject == "thing:2").ExecuteUpdateAsync(u => u.SetProperty(l => l.Content, content)));

        var verified = await _app.Verify();

        verified.Findings.ShouldHaveSingleItem().What.ShouldBe(VerifyJournal.What.Changed);
        verified.Findings[0].Subject.ShouldBe("thing:2");
    }

    [Fact]
    public async Task An_entry_put_in_past_the_program_is_named_and_never_sealed()
    {
        await Write(2);
        await _app.Seal();
        await Raw("INSERT INTO journal (id, at, actor_name, acting_as, door, verb, subject, mark) SELECT '018f0000-0000-7000-8000-000000000001', at, actor_name, acting_as, door, verb, 'thing:forged', mark FROM journal WHERE subject = 'thing:1'");

        var done = await _app.Seal();
        var verified = await _app.Verify();

        done.Refused.ShouldBe(1);
        verified.Findings.ShouldHaveSingleItem().What.ShouldBe(VerifyJournal.What.Inserted);
        verified.Findings[0].Subject.ShouldBe("thing:forged");
    }

    [Fact]
    public async Task A_genuine_entry_copied_under_another_number_is_named()
    {
        await Write(2);
        await _app.Seal();
        await Raw("DROP INDEX ix_journal_id");
        await Raw("INSERT INTO journal (id, at, actor_id, actor_name, acting_as, door, origin, verb, subject, summary, place, changes, mark) SELECT id, at, actor_id, actor_name, acting_as, door, origin, verb, subject, summary, place, changes, mark FROM journal WHERE subject = 'thing:1'");

        var verified = await _app.Verify();

        verified.Findings.ShouldHaveSingleItem().What.ShouldBe(VerifyJournal.What.Repeated);
    }

    [Fact]
    public async Task A_journal_cut_at_its_end_is_told_by_the_kept_head_and_by_an_anchor()
    {
        await Write(3);
        var early = (await _app.Seal()).Head!;
        await Write(2);
        _app.Clock.Advance(TimeSpan.FromMinutes(5));
        var late = (await _app.Seal()).Head!;
        await DropGuards();
        await Raw("DELETE FROM journal WHERE seal = 2");
        await Raw("DELETE FROM journal_leaves WHERE seal = 2");
        await Raw("DELETE FROM journal_seals WHERE number = 2");

        var withAnchor = await _app.Verify(late);
        var withEarlyAnchor = await _app.Verify(early);
        var sealing = await _app.TrySeal();

        withAnchor.Findings.ShouldHaveSingleItem().ShouldBe(new(VerifyJournal.What.Cut, 2, At: late.At, Missing: 2));
        withEarlyAnchor.Whole.ShouldBeTrue();
        sealing.Problem!.Code.ShouldBe("journal.cut");
    }

    [Fact]
    public async Task A_seal_rewritten_without_the_key_is_named()
    {
        await Write(3);
        await _app.Seal();
        await DropGuards();
        await Raw("UPDATE journal_seals SET by = 'somebody else'".Replace("by", TestDatabase.IsSqlite ? "\"by\"" : "by", StringComparison.Ordinal));

        (await _app.Verify()).Findings.ShouldHaveSingleItem().What.ShouldBe(VerifyJournal.What.SealBroken);
    }

    [Fact]
    public async Task Entries_committed_out_of_order_are_all_sealed_once()
    {
        // On PostgreSQL the writers overlap: a number taken early is committed late, between two seals.
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 6).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await _app.Do(async (services, actor) =>
                {
                    var db = services.GetRequiredService<Db>();
                    await using var writing = await db.BeginWriting(default);
                    db.Record(actor, "test.wrote", $"writer:{w}", new { i });
                    await db.SaveChangesAsync();
                    await Task.Delay(TimeSpan.FromMilliseconds((w * 7 + i * 3) % 9), TimeProvider.System);
                    await writing.Commit(default);
                });
            }
        })).ToList();
        var sealer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await _app.Seal();
            }
        });
        await Task.WhenAll(writers);
        await stop.CancelAsync();
        await sealer;
        await _app.Seal();

        var verified = await _app.Verify();
        verified.Whole.ShouldBeTrue();
        verified.Sealed.ShouldBe(150);
        verified.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task An_outsider_recomputes_the_published_root_from_a_proof()
    {
        await Write(7);
        await _app.Seal();
        var number = await _app.Ask(db => db.Journal.Where(e => e.Subject == "thing:5").Select(e => e.Number).SingleAsync());
        var proof = (await _app.Ask(db => ProveEntry.Of(number, db, default))).Value;
        var published = System.Text.Json.JsonDocument.Parse(await _app.Anyone().GetStringAsync($"/journal/seals/{proof.Seal.Number}")).RootElement;

        // Written out on purpose with nothing of the program: this is the procedure of docs/journal.md.
        static byte[] Sha(params byte[][] parts) => System.Security.Cryptography.SHA256.HashData(parts.SelectMany(p => p).ToArray());
        static byte[] Fields(params string[] fields) => System.Text.Encoding.UTF8.GetBytes(string.Concat(fields.Select(f => $"{System.Text.Encoding.UTF8.GetByteCount(f)}:{f},")));
        var e = proof.Entry;
        var hash = Sha([0], Fields("leaf", $"{e.Number}", e.At, e.Verb, e.Subject, e.Content));
        int node = proof.Position, last = proof.Seal.Count - 1;
        foreach (var neighbour in proof.Path.Select(Convert.FromHexString))
        {
            if (node % 2 == 1 || node == last)
            {
                hash = Sha([1], neighbour, hash);
                while (node % 2 == 0 && node != 0)
                {
                    (node, last) = (node / 2, last / 2);
                }
            }
            else
            {
                hash = Sha([1], hash, neighbour);
            }
            (node, last) = (node / 2, last / 2);
        }
        var s = proof.Seal;
        var seal = Sha(Fields("seal", $"{s.Number}", s.At, s.By, s.Algorithm, s.KeyId, $"{s.Count}", $"{s.Total}", Convert.ToHexStringLower(hash), s.Previous));

        Convert.ToHexStringLower(hash).ShouldBe(published.GetProperty("root").GetString());
        Convert.ToHexStringLower(seal).ShouldBe(published.GetProperty("hash").GetString());
        e.Subject.ShouldBe("thing:5");
    }

    [Fact]
    public async Task A_folder_with_another_key_is_refused_in_words()
    {
        await Write(1);
        await _app.Seal();
        var other = new Settings { Folder = Directory.CreateDirectory(Path.Combine(_app.Settings.Folder, "other")).FullName };

        var refused = await _app.Ask(db => new JournalKey(other).Refuses(db, default));

        refused!.Code.ShouldBe("journal.other-key");
    }

    [Fact]
    public async Task A_reading_is_journalled_alone()
    {
        await _app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            await db.RecordReading(actor, "test.read", "thing:1", place: new(990101000000));
            db.Record(actor, "test.wrote", "thing:2");

            await Should.ThrowAsync<InvalidOperationException>(() => db.RecordReading(actor, "test.read", "thing:1"));
        });

        (await _app.Ask(db => db.Journal.SingleAsync(e => e.Verb == "test.read"))).Place.ShouldBe(new(990101000000));
    }

    [Fact]
    public void A_connection_is_shown_without_its_password()
    {
        var settings = new Settings { Database = "postgres:Host=db;Username=shanhai;Password=mountain" };

        settings.ToString().ShouldNotContain("mountain");
        Storage.Parse(settings.Database).ToString().ShouldNotContain("mountain");
    }

    private Task Write(int entries) => _app.Do(async (services, actor) =>
    {
        var db = services.GetRequiredService<Db>();
        for (var i = 1; i <= entries; i++)
        {
            db.Record(actor, "test.wrote", $"thing:{i}", new { n = i });
            await db.SaveChangesAsync();
        }
    });

    private Task<int> Raw(string sql) => _app.Ask(async db => await db.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)));

    private async Task DropGuards()
    {
        foreach (var table in new[] { "journal", "journal_leaves", "journal_seals" })
        {
            await Raw(TestDatabase.IsSqlite ? $"DROP TRIGGER {table}_not_deleted; DROP TRIGGER {table}_not_changed;" : $"DROP TRIGGER {table}_kept ON {table}");
        }
    }
}
