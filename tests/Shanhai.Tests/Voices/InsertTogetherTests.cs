using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Places;
using Shanhai.Voices;
using Shanhai.Voices.Files;

namespace Shanhai.Tests.Voices;

/// <summary>The batch that the intake writes, by itself: what is read back is what was prepared, column by column, and one bad row leaves nothing of its batch behind.</summary>
public sealed class InsertTogetherTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    // Four bytes each in UTF-8, a quote, a backslash, a line of its own and what an array is written with.
    private const string Odd = "𠮷野家'\"\\{},NULL\n第二行𪚥";

    private static FileVoice Plain(string text) => new(VoiceKind.Appeal, "roads", VoiceCounty.Village, text) { Name = "示例", Phone = "13800000000" };

    private static async Task<Intake.Filing> Prepared(IServiceProvider services, FileVoice said, params ReadFile[] files)
    {
        var actor = Actor.Public(Composition.Access, Door.Api, "198.51.100.1");
        var filing = await services.GetRequiredService<Intake>().Prepare(said, files, services.GetRequiredService<Db>(), actor, default);
        filing.Problem.ShouldBeNull();
        return filing.Value;
    }

    private static Task Write(IServiceProvider services, IReadOnlyList<Intake.Filing> batch, IReadOnlyList<VoiceWords> words) => services.GetRequiredService<Db>().WriteTogether(
        [
            [.. batch.Select(f => f.Voice)], [.. batch.Select(f => f.Step)], [.. batch.Select(f => f.Clock)], [.. batch.Select(f => f.Petitioner).OfType<Petitioner>()],
            [.. batch.SelectMany(f => f.Accused)], words, [.. batch.SelectMany(f => f.Files)],
        ],
        [.. batch.Select(f => f.Entry)], default);

    private async Task<Dictionary<string, int>> Rows() => await county.Ask(async db => new Dictionary<string, int>
    {
        ["voices"] = await db.Voices.CountAsync(), ["steps"] = await db.VoiceSteps.CountAsync(), ["clocks"] = await db.Clocks.CountAsync(), ["petitioners"] = await db.Petitioners.CountAsync(),
        ["accused"] = await db.VoiceAccused.CountAsync(), ["words"] = await db.VoiceWords.CountAsync(), ["files"] = await db.VoiceFiles.CountAsync(), ["journal"] = await db.Journal.CountAsync(),
    });

    [Fact]
    public async Task Every_column_of_every_table_is_read_back_as_it_was_prepared()
    {
        var (batch, words) = (new List<Intake.Filing>(), new List<VoiceWords>());
        await county.Do(async (services, _) =>
        {
            // One with everything, one with nothing that may be missing, one that accuses two bodies.
            batch.Add(await Prepared(services, Plain(Odd) with { Wish = Odd, Where = Odd, Latitude = 28.1234567890123, Longitude = -119.5, People = 3, MayPublish = true, ClientKey = Odd, Address = Odd, Email = "a@example.org" },
                new ReadFile("井.jpg", VoiceFile.Picture, [0, 1, 2, 255]), new ReadFile("𠮷.jpg", VoiceFile.Picture, [7])));
            batch.Add(await Prepared(services, new(null, null, VoiceCounty.Village, "没有灯。")));
            batch.Add(await Prepared(services, Plain("有人收钱。") with { Accused = [VoiceCounty.Agriculture, VoiceCounty.TownshipGovernment] }));
            var register = await services.GetRequiredService<CurrentRegister>().Read(services.GetRequiredService<Db>(), default);
            words.AddRange(batch.Select(f => services.GetRequiredService<SearchIndex>().Of(f.Voice, register)));
            await Write(services, batch, words);
        });

        var ids = batch.Select(f => f.Voice.Id).ToList();
        var subjects = ids.ConvertAll(i => i.Value);
        await county.Ask(async db =>
        {
            Same(db, batch.Select(f => f.Voice), await db.Voices.AsNoTracking().Where(v => ids.Contains(v.Id)).ToListAsync());
            Same(db, batch.Select(f => f.Step), await db.VoiceSteps.AsNoTracking().Where(s => ids.Contains(s.Voice)).ToListAsync());
            Same(db, batch.Select(f => f.Clock), await db.Clocks.AsNoTracking().Where(c => subjects.Contains(c.Subject)).ToListAsync());
            Same(db, batch.Select(f => f.Petitioner).OfType<Petitioner>(), await db.Petitioners.AsNoTracking().Where(p => ids.Contains(p.Voice)).ToListAsync());
            Same(db, batch.SelectMany(f => f.Accused), await db.VoiceAccused.AsNoTracking().Where(a => ids.Contains(a.Voice)).ToListAsync());
            Same(db, batch.SelectMany(f => f.Files), await db.VoiceFiles.AsNoTracking().Where(f => ids.Contains(f.Voice)).ToListAsync());
            Same(db, words, await db.VoiceWords.AsNoTracking().Where(w => ids.Contains(w.Voice)).ToListAsync());
            var written = batch.Select(f => f.Entry.Subject).ToList();
            Same(db, batch.Select(f => f.Entry), await db.Journal.AsNoTracking().Where(e => written.Contains(e.Subject)).ToListAsync());
            return true;
        });
        await county.Services.GetRequiredService<LateWords>().CatchUp();
        (await Rows())["words"].ShouldBe((await Rows())["voices"]);
    }

    [Fact]
    public async Task One_row_that_does_not_fit_leaves_nothing_of_any_table()
    {
        var before = await Rows();
        await county.Do(async (services, _) =>
        {
            List<Intake.Filing> batch = [await Prepared(services, Plain("第一件")), Misled(await Prepared(services, Plain("第二件"))), await Prepared(services, Plain("第三件"))];
            await Should.ThrowAsync<DbException>(() => Write(services, batch, []));
        });
        (await Rows()).ShouldBe(before);
    }

    [Fact]
    public async Task One_bad_voice_among_many_that_come_at_once_harms_nobody_else()
    {
        var intake = county.Services.GetRequiredService<Intake>();
        var before = await Rows();
        List<Intake.Filing> good = [];
        Intake.Filing? bad = null;
        await county.Do(async (services, _) =>
        {
            for (var i = 0; i < 12; i++)
            {
                good.Add(await Prepared(services, Plain($"同时来的第{i}件") with { ClientKey = $"together-{i}" }));
            }
            bad = Misled(await Prepared(services, Plain("坏的一件")));
        });

        var answers = good.Take(6).Select(intake.Commit).ToList();
        var refused = intake.Commit(bad!);
        answers.AddRange(good.Skip(6).Select(intake.Commit));

        await Should.ThrowAsync<DbException>(() => refused);
        (await Task.WhenAll(answers)).Select(a => a.Value.Id).ShouldBe(good.Select(f => f.Voice.Id));
        await county.Services.GetRequiredService<LateWords>().Finish();
        await county.Services.GetRequiredService<LateWords>().CatchUp();
        var after = await Rows();
        (after["voices"] - before["voices"]).ShouldBe(12);
        (after["steps"] - before["steps"]).ShouldBe(12);
        (after["clocks"] - before["clocks"]).ShouldBe(12);
        (after["petitioners"] - before["petitioners"]).ShouldBe(12);
        (after["journal"] - before["journal"]).ShouldBe(12);
        after["words"].ShouldBe(after["voices"]);
    }

    [Fact]
    public async Task A_voice_that_is_kept_though_nobody_was_told_gets_its_receipt_and_its_PIN()
    {
        var intake = county.Services.GetRequiredService<Intake>();
        Intake.Filing? filing = null;
        await county.Do(async (services, _) => filing = await Prepared(services, Plain("提交后断线的一件")));
        (await intake.Commit(filing!)).Value.ShouldBe(filing!.Answer);
        var before = await Rows();

        // As after a connection that broke between the commit and its answer: the same rows once more, for somebody who still waits.
        var again = await intake.Commit(new(filing.Voice, filing.Step, filing.Clock, filing.Petitioner, filing.Accused, filing.Files, filing.Entry, filing.Answer));

        again.Value.ShouldBe(filing.Answer);
        again.Value.Pin.ShouldNotBeNull();
        await county.Services.GetRequiredService<LateWords>().Finish();
        (await Rows()).ShouldBe(before);
    }

    /// <summary>It accuses a body that is not there, which the database meets after voices, steps and clocks.</summary>
    private static Intake.Filing Misled(Intake.Filing filing) => filing with { Accused = [new() { Voice = filing.Voice.Id, Body = VoiceCounty.Of(999) }] };

    private static void Same(Db db, IEnumerable<object> prepared, IEnumerable<object> read) =>
        read.Select(e => Columns(db, e)).Order(StringComparer.Ordinal).ToList().ShouldBe(prepared.Select(e => Columns(db, e)).Order(StringComparer.Ordinal).ToList());

    // What the database numbers itself was not prepared; on SQLite what a text is found by is handed on to a table of its own.
    private static string Columns(Db db, object entity) => string.Join('\n', db.Model.FindEntityType(entity.GetType())!.GetProperties()
        .Where(p => !(p.ValueGenerated == ValueGenerated.OnAdd && p.ClrType == typeof(long)) && !(TestDatabase.IsSqlite && p.Name == nameof(VoiceWords.Grams)))
        .Select(p => $"{p.Name}={Written(p.GetGetter().GetClrValue(entity))}"));

    private static string? Written(object? value) => value switch
    {
        null => "(null)",
        byte[] bytes => Convert.ToHexString(bytes),
        int[] numbers => string.Join(',', numbers.Order()),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
