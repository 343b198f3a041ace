using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Tests.Voices;

namespace Shanhai.Tests.Funds;

/// <summary>The invented county with two villages' collectives, and the use cases of books as one line each.</summary>
public class FundsCounty : VoiceCounty
{
    public static readonly Id<Organisation> Above = Of(21), Below = Of(22);
    public static readonly PlaceCode Second = Village.Value + 1;

    protected override async Task Fill()
    {
        await base.Fill();
        await Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            await OrganisationStamp.Raise(db, null, default);
            db.Organisations.AddRange(Collective(Above, "云上村股份经济合作社", Village), Collective(Below, "云下村股份经济合作社", Second));
            db.Record(actor, "test", "organisations");
            await db.SaveChangesAsync();
            services.GetRequiredService<CurrentTree>().Written();
        });
    }

    internal static Organisation Collective(Id<Organisation> id, string name, PlaceCode place) =>
        new() { Id = id, Name = name, Kind = OrganisationKind.VillageCollective, Place = place, Pinyin = "", Initials = "" };

    private int _bodies = 100;

    /// <summary>A book of a collective of its own, so that tests do not meet.</summary>
    public async Task<Id<Book>> Book(string chart = "collective-2023", PlaceCode? place = null, long? approveAbove = null, bool open = false, DateOnly? completeFrom = null)
    {
        var body = Of(Interlocked.Increment(ref _bodies));
        await Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.Organisations.Add(Collective(body, $"合作社{body.Value.ToString("N")[..8]}", place ?? Village));
            await OrganisationStamp.Raise(db, null, default);
            db.Record(actor, "test", "organisations");
            await db.SaveChangesAsync();
            services.GetRequiredService<CurrentTree>().Written();
        });
        var opened = await With((s, actor) => OpenBook.Handle(new(body, null, chart), s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, Clock, default));
        opened.Problem.ShouldBeNull();
        await Set(opened.Value.Id, b =>
        {
            (b.ApproveAbove, b.Public) = (approveAbove, open);
            b.CompleteFrom = completeFrom;
        });
        return opened.Value.Id;
    }

    /// <summary>Settings as if two people had approved them long ago.</summary>
    public Task Set(Id<Book> book, Action<Book> how) => Do(async (services, actor) =>
    {
        var db = services.GetRequiredService<Db>();
        how(await db.Books.SingleAsync(b => b.Id == book));
        db.Record(actor, "test", "book");
        await db.SaveChangesAsync();
    });

    private int _villages = 10;

    /// <summary>A village of its own, so that the figures of tests do not meet.</summary>
    public async Task<PlaceCode> NewVillage()
    {
        PlaceCode code = Village.Value + Interlocked.Increment(ref _villages);
        await Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.Places.Add(new() { Code = code, Level = Level.Village, Name = $"第{code.Value % 1000}村", Pinyin = "", Initials = "" });
            await RegisterStamp.Raise(db, null, default);
            db.Record(actor, "test", "places");
            await db.SaveChangesAsync();
            services.GetRequiredService<CurrentRegister>().Written();
        });
        return code;
    }

    /// <summary>One village becomes part of another.</summary>
    public Task Merge(PlaceCode gone, PlaceCode into, DateOnly on) => Do(async (services, actor) =>
    {
        var db = services.GetRequiredService<Db>();
        var merged = new PlaceEvent { Id = Id<PlaceEvent>.New(Clock), Kind = PlaceEventKind.Merged, On = on, Document = "民政批复", RecordedBy = "test", RecordedAt = Clock.GetUtcNow() };
        db.PlaceEvents.Add(merged);
        // As a merger is recorded: the one that others join is named too.
        db.PlaceMoves.Add(new() { Event = merged.Id, Number = 1, From = gone, To = into, Closes = true });
        db.PlaceMoves.Add(new() { Event = merged.Id, Number = 2, From = into, To = into });
        (await db.Places.SingleAsync(p => p.Code == gone)).Closed = on;
        await RegisterStamp.Raise(db, null, default);
        db.Record(actor, "test", "places");
        await db.SaveChangesAsync();
        services.GetRequiredService<CurrentRegister>().Written();
    });

    /// <summary>Approves by the two named people, one after the other; the last answer.</summary>
    public async Task<Result<DecideEntry.Decided>> Approve(Id<Shanhai.Funds.Proposal> id, params string[] names)
    {
        Result<DecideEntry.Decided> last = Problem.NotFound;
        foreach (var name in names.Length == 0 ? ["甲", "乙"] : names)
        {
            last = await With((s, actor) => DecideEntry.Handle(id, new(true, null), s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor with { Name = name }, Clock, default));
        }
        return last;
    }

    /// <summary>Posts what always waits, and has it approved.</summary>
    public async Task PostApproved(Id<Book> book, EntryContent entry)
    {
        var waits = (await Post(book, entry))[0].Waits;
        waits.ShouldNotBeNull();
        (await Approve(waits.Value)).Problem.ShouldBeNull();
    }

    public async Task<T> With<T>(Func<IServiceProvider, Actor, Task<T>> work)
    {
        T answer = default!;
        await Do(async (services, actor) => answer = await work(services, actor));
        return answer;
    }

    public Task<Result<PostEntries.Entered>> Try(Id<Book> book, params EntryContent[] entries) => With((s, actor) => PostEntries.Handle(book, new(entries), s.GetRequiredService<Charts>(),
        s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, Clock, default));

    public async Task<IReadOnlyList<PostEntries.Done>> Post(Id<Book> book, params EntryContent[] entries)
    {
        var entered = await Try(book, entries);
        entered.Problem?.Fields.Select(f => Shanhai.Host.Web.Words.Say(Language.Chinese, f.Key, f.Args)).ShouldBeEmpty();
        entered.Problem.ShouldBeNull();
        return entered.Value.Entries;
    }

    public Task<IReadOnlyList<Balance>> AsOf(Id<Book> book, DateOnly day) => With((s, _) => Balances.AsOf(s.GetRequiredService<Db>(), book, day, default));

    public async Task<long> Net(Id<Book> book, string account, DateOnly day) => (await AsOf(book, day)).Where(b => b.Account == account).Sum(b => b.Net);

    public Task<Result<CloseBook.Closed>> Close(Id<Book> book, string month, bool idle = false) => With((s, actor) => CloseBook.Handle(book, new(Period.Parse(month)) { Idle = idle }, s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(),
        s.GetRequiredService<Db>(), actor, Clock, default));

    public Task<Result<ReopenBook.Reopened>> Reopen(Id<Book> book, string month, string? why) => With((s, actor) => ReopenBook.Handle(book, new(Period.Parse(month), why), s.GetRequiredService<Charts>(),
        s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, Clock, default));

    public Task<Result<PostEntries.Done>> Reverse(Id<Entry> entry, DateOnly? on, string why = "记错") => With((s, actor) => ReverseEntry.Handle(entry, new(on, why), s.GetRequiredService<Charts>(),
        s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, Clock, default));

    /// <summary>Moves fen from the credit of one account to the debit of another.</summary>
    public static EntryContent Moves(DateOnly on, string debit, string credit, long fen, string text = "收租金") =>
        new(on, text, "记-1", [new(debit, Debit: fen), new(credit, Credit: fen)]) { Debt = DebtPaid.None };

    public static DateOnly Day(int month, int day, int year = 2026) => new(year, month, day);

    public static async Task<string> Refused(HttpResponseMessage answer, System.Net.HttpStatusCode status = System.Net.HttpStatusCode.UnprocessableEntity)
    {
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadAsStringAsync();
    }

    public static async Task<T> Read<T>(HttpResponseMessage answer)
    {
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<T>(Web))!;
    }
}
