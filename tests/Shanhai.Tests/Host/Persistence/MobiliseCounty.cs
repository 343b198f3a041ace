using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Enclaves;
using Shanhai.Funds;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using Shanhai.Pairing;
using Shanhai.Places;
using Shanhai.Tests.Enclaves;

namespace Shanhai.Tests.Host.Persistence;

/// <summary>A county that keeps books, pairs and pays out, on a database that the test fills up or stops.</summary>
internal sealed class MobiliseCounty(string database, string? folder = null) : EnclaveCounty
{
    /// <param name="Table">One of the last that it fills.</param>
    /// <param name="Done">How many there are.</param>
    public sealed record Sending(string Address, object Body, string Table, Func<Db, Task<int>> Done);

    private Id<Book> _book;
    private Id<Enclave> _enclave;

    public Id<Campaign> Action { get; private set; }

    /// <summary>An entry is posted, an action is solved, and it is proposed what an enclave pays.</summary>
    public IReadOnlyList<Sending> Writes =>
    [
        new($"/api/v1/books/{_book}/entries", new PostEntries([Moves(Day(3, 1), "102", "501", 100_00)]), "month_totals", db => db.Entries.CountAsync()),
        new($"/api/v1/pairing/campaigns/{Action}/scenarios", new { }, "proposed_pairs", db => db.Scenarios.CountAsync()),
        new($"/api/v1/enclaves/{_enclave}/distributions", new ProposeDistribution(new(2025, 1, 1), new(2025, 12, 31), 10, "决算"), "enclave_dividends", db => db.Distributions.CountAsync()),
    ];

    protected override Settings Adjust(Settings settings) => base.Adjust(settings) with { Database = database, Folder = folder ?? settings.Folder };

    protected override async Task Fill()
    {
        await Do((services, _) => services.GetRequiredService<Storage>().Migrate(services.GetRequiredService<Db>(), default));
        await base.Fill();
        _book = await Book();
        _enclave = await Signed(Terms(Floating(2020, 2030)), 3, 100);
        Action = (await With((s, actor) => CreateCampaign.Handle(new("enterprises", "千企结千村", County, null, null, null, null, [Village, Second]), s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Db>(), actor, Clock, default))).Value.Id;
    }

    /// <summary>Whatever the writes would leave.</summary>
    public Task<string> State() => Ask(async db => string.Join(' ', new[]
    {
        await db.Entries.CountAsync(), await db.Postings.CountAsync(), await db.MonthTotals.CountAsync(), await db.Scenarios.CountAsync(), await db.ProposedPairs.CountAsync(), await db.Distributions.CountAsync(),
        await db.Dividends.CountAsync(), await db.Journal.CountAsync(),
    }));
}
