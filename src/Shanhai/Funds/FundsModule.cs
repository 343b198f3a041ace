using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds.Carry;
using Shanhai.Funds.Disclosure;
using Shanhai.Funds.Import;
using Shanhai.Funds.Papers;
using Shanhai.Host.Console;
using Shanhai.Host.Jobs;

namespace Shanhai.Funds;

/// <summary>Money, land quota and labour as double entries: books of villages and of those who fund them, from the appropriation to the payee.</summary>
public sealed class FundsModule : Module
{
    public const string View = "funds.view";
    public const string Follow = "funds.follow";
    public const string Keep = "funds.keep";
    public const string Post = "funds.post";
    public const string Approve = "funds.approve";
    public const string Close = "funds.close";
    public const string Reopen = "funds.reopen";
    /// <summary>A book went with its place.</summary>
    public const string Moved = "funds.moved";

    /// <summary>Papers were added to an entry that stood already.</summary>
    public const string Attach = "funds.attach";

    /// <summary>To see what stayed just below the limit.</summary>
    public const string Audit = "funds.audit";
    public const string Figures = "funds.figures";

    /// <summary>To read the names of persons who were paid; each reading is journalled.</summary>
    public const string Persons = "funds.persons";

    public static string SubjectOf(Id<Book> book) => "book:" + book;

    public static string SubjectOf(Id<Entry> entry) => "entry:" + entry;

    public static string SubjectOf(Id<Proposal> proposal) => "proposal:" + proposal;

    public override void Access(AccessTable access) => access
        .Allow(View, Role.Officer, Role.Clerk, Role.Leader, Role.Analyst)
        .AllowPublic(Follow)
        .Allow(Audit, Role.Officer, Role.Leader)
        .Allow(Persons, Role.Officer, Role.Clerk, Role.Leader)
        // Never lent to a key: two borrowed keys are not two people.
        .AllowFresh(Keep, Role.Officer)
        .Allow(Post, Role.Officer, Role.Clerk)
        .AllowFresh(Approve, Role.Officer, Role.Leader)
        .Allow(Close, Role.Officer)
        .AllowFresh(Reopen, Role.Officer, Role.Leader);

    public override IEnumerable<MenuEntry> Menu =>
    [
        new("nav.mobilise", "funds.title", "/books", "book-2", View),
        new("nav.mobilise", "funds.near-limit", "/books/near-limit", "search", Audit),
        new("nav.open", "funds.follow", "/money", "currency-yuan", Follow),
        new("nav.open", "funds.disclosed", "/money/villages", "report-money", Follow),
    ];

    public override void Services(IServiceCollection services, Settings settings) => services.AddSingleton(Charts.Read());

    public override void Jobs(JobTable jobs) => jobs.On<RecordBookFigures, RecordBookFigures.Recorded>(Figures, RecordBookFigures.Handle).Every(Moved, "0 12 * * * ?", FollowPlaces.Handle);

    public override IEnumerable<Command> Console(Terminal terminal) => [FundsConsole.Export(terminal), FundsConsole.Verify(terminal), BooksConsole.Import(terminal), BooksConsole.OpenOne(terminal), BooksConsole.CloseOne(terminal)];

    public override IEnumerable<PlaceSection> PlaceSections => [new(400, null, MoneySection.Load) { Rows = [PlaceRows.Of<MonthTotal>(nameof(MonthTotal.Village)), PlaceRows.Of<Book>(nameof(Book.Place))] }];

    public override IEnumerable<PlaceUse> PlaceUses =>
    [
        new("funds.title", (db, places, ct) => db.Books.LongCountAsync(b => places.Contains(b.Place), ct)),
        new("funds.lines-for", (db, places, ct) => db.MonthTotals.LongCountAsync(t => places.Contains(t.Village), ct)),
    ];

    public override async Task<IReadOnlyList<Waiting>> Waiting(IServiceProvider services, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Approve))
        {
            return [];
        }
        var (db, person) = (services.GetRequiredService<Db>(), Approval.PersonOf(actor));
        var books = BookSight.Books(db, actor, Approve);
        var count = await db.Proposals.CountAsync(p => p.State == ProposalState.Waiting && p.Preparer != person && books.Any(b => b.Id == p.Book)
            && !db.Approvals.Any(a => a.Proposal == p.Id && a.Person == person), ct);
        return [new Waiting("funds.waiting", count, "/books/approvals")];
    }

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/books", FindBooks.Handle);
        api.MapGet("/books/charts", (Charts charts, Actor actor) => actor.Refuses(View) is { } no ? (Result<List<Chart>>)no : charts.All.ToList()).WithName("FindCharts").WithSummary("The charts of accounts that books may be kept under");
        api.MapPost("/books", OpenBook.Handle);
        api.MapGet("/books/{id}", ShowBook.Handle);
        api.MapPost("/books/{id}", ChangeBook.Handle);
        api.MapPost("/books/{id}/accounts", AddAccount.Handle);
        api.MapGet("/books/{id}/accounts/{account}", ShowBalance.Handle);
        api.MapGet("/books/{id}/entries", FindLedgerEntries.Handle);
        api.MapPost("/books/{id}/entries", PostEntries.Handle);
        api.MapPost("/books/{id}/entries/import", ImportEntries.Handle).DisableAntiforgery();
        api.MapPost("/books/{id}/opening", ImportOpening.Handle).DisableAntiforgery();
        api.MapGet("/books/{id}/carry", ShowCarried.Handle);
        api.MapPost("/books/{id}/carry", CarryBalances.Handle);
        api.MapGet("/books/{id}/papers", FindPapers.Handle);
        api.MapPost("/books/{id}/papers", AddPapers.Handle).DisableAntiforgery();
        api.MapGet("/books/{id}/papers/{paper}", OpenPaper.Download);
        api.MapPost("/books/{id}/papers/{paper}/discard", DiscardPaper.Handle);
        api.MapGet("/books/{id}/statements", ShowStatements.Handle);
        api.MapGet("/books/{id}/stages", ShowStages.Handle);
        api.MapGet("/books/{id}/figures/{year}", FindBookFigures.Handle);
        api.MapPost("/books/{id}/figures/{year}", TakeBookFigures.Handle);
        api.MapGet("/books/{id}/ledger", ExportLedger.Write).WithName("ExportLedger").WithSummary("A book as plain text for hledger");
        api.MapPost("/books/{id}/close", CloseBook.Handle);
        api.MapPost("/books/{id}/reopen", ReopenBook.Handle);
        api.MapGet("/books/entries/{id}", ShowLedgerEntry.Handle);
        api.MapPost("/books/entries/{id}/reverse", ReverseEntry.Handle);
        api.MapPost("/books/entries/{id}/papers", AttachPapers.Handle);
        api.MapGet("/books/near-limit", FindNearLimit.Handle);
        api.MapGet("/books/proposals", FindProposals.Handle);
        api.MapPost("/books/proposals/{id}/decide", DecideEntry.Handle);
        api.MapGet("/money", FindFollowed.Handle);
        api.MapGet("/money/{id}", FollowMoney.Handle);
        api.MapGet("/money/villages", FindDisclosed.Handle);
        api.MapGet("/money/villages/{id}", ShowDisclosed.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/books", BooksPage.Show);
        pages.MapGet("/books/export", BooksPage.Export);
        pages.MapGet("/books/new", BookFormPage.New);
        pages.MapPost("/books/new", BookFormPage.Create);
        pages.MapGet("/books/near-limit", NearLimitPage.Show);
        pages.MapGet("/books/near-limit/export", NearLimitPage.Export);
        pages.MapGet("/books/approvals", ApprovalsPage.Show);
        pages.MapPost("/books/approvals/{id}", ApprovalsPage.Post);
        pages.MapGet("/books/entries/{id}", EntryPage.Show);
        pages.MapPost("/books/entries/{id}/reverse", EntryPage.Reverse);
        pages.MapPost("/books/entries/{id}/papers", EntryPage.Attach);
        pages.MapGet("/books/{id}", BookPage.Show);
        pages.MapGet("/books/{id}/export", BookPage.Export);
        pages.MapGet("/books/{id}/ledger", BookPage.Ledger);
        pages.MapGet("/books/{id}/settings", BookFormPage.Edit);
        pages.MapPost("/books/{id}/settings", BookFormPage.Change);
        pages.MapPost("/books/{id}/accounts", BookFormPage.Account);
        pages.MapPost("/books/{id}/close", BookFormPage.Close);
        pages.MapPost("/books/{id}/reopen", BookFormPage.Reopen);
        pages.MapGet("/books/{id}/entries", EntriesPage.Show);
        pages.MapGet("/books/{id}/entries/export", EntriesPage.Export);
        pages.MapGet("/books/{id}/entries/new", EntryFormPage.New);
        pages.MapPost("/books/{id}/entries/new", EntryFormPage.Post);
        pages.MapGet("/books/{id}/papers/{paper}", OpenPaper.Show);
        pages.MapGet("/books/{id}/opening", OpeningPage.Show);
        pages.MapGet("/books/{id}/opening/template", OpeningPage.Template);
        pages.MapPost("/books/{id}/opening", OpeningPage.Post);
        pages.MapGet("/books/{id}/carry", CarryPage.Show);
        pages.MapPost("/books/{id}/carry", CarryPage.Post);
        pages.MapGet("/books/{id}/statements", StatementsPage.Show);
        pages.MapGet("/books/{id}/statements/export", StatementsPage.Export);
        pages.MapPost("/books/{id}/statements/{year}/take", StatementsPage.Take);
        pages.MapGet("/money", MoneyPage.List);
        pages.MapGet("/money/{id}", MoneyPage.Show);
        pages.MapGet("/money/{id}/export", MoneyPage.Export);
        pages.MapGet("/money/villages", DisclosedPage.Show);
        pages.MapGet("/money/villages/{id}", DisclosedBookPage.Show);
        pages.MapGet("/money/villages/{id}/export", DisclosedBookPage.Export);
    }
}
