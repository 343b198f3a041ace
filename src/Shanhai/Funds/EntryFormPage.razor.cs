using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Shanhai.Funds.Papers;
using Shanhai.Places;
using Shanhai.Voices.Files;

namespace Shanhai.Funds;

/// <summary>Entering into a book. Lines are rows of the form; a button gives more of them, without script.</summary>
public partial class EntryFormPage
{
    // The framework reads a hundred values of one name from a form; longer entries come by the API or as a table.
    private const int First = 4, More = 4, Most = 100;

    public sealed record Shown(Id<Book> Book, string BookName, Chart Chart, IReadOnlyList<Account> Accounts, long? ApproveAbove, DateOnly? ClosedThrough, IReadOnlyList<BookPaper.Row> Papers, Typed Form, Problem? Problem)
    {
        public bool HasVillages => Accounts.Any(a => a.ByVillage);
        public bool HasCommodities => Accounts.Any(a => a.Commodities.Count > 1);
        public bool HasDebts => Accounts.Any(a => a.Debt);
        public IEnumerable<Errors.At> Wrong(int line) => Problem?.Fields.Where(f => f.Field == $"lines[{line}]") ?? [];
    }

    /// <summary>As typed; the lines are parallel lists.</summary>
    public sealed record Typed
    {
        public string? On { get; init; }
        public string? Text { get; init; }
        public string? Document { get; init; }
        public string? Payee { get; init; }
        public string? PayeeIs { get; init; }
        public string? Project { get; init; }
        public string? Debt { get; init; }
        public string? Creditor { get; init; }
        public string? IsIncome { get; init; }
        public string? PriorYear { get; init; }

        /// <summary>Made with the form: the same form sent twice is one entry.</summary>
        public string? Sent { get; init; }
        public string? NonRecurring { get; init; }
        public string? Source { get; init; }
        public string? Do { get; init; }

        /// <summary>The papers of the book that are ticked.</summary>
        public string[]? Papers { get; init; }
        public string[]? Account { get; init; }
        public string[]? Debit { get; init; }
        public string[]? Credit { get; init; }
        public string[]? Commodity { get; init; }
        public string[]? Village { get; init; }

        public int Lines => Math.Min(Most, Math.Max(First, new[] { Account, Debit, Credit }.Max(a => a?.Length ?? 0)) + (Do == "more" ? More : 0));

        public static string? At(string[]? list, int i) => list is not null && i < list.Length && list[i] is { Length: > 0 } said ? said : null;

        public bool IsEmpty(int i) => At(Account, i) is null && At(Debit, i) is null && At(Credit, i) is null;

        // A merged village, which a name does not find any more, by its code: what is left of its money goes to its successor.
        private static PlaceCode? PlaceOf(string? typed, Register register, Actor actor, Errors errors, string field) =>
            PlaceCode.TryParse(typed?.Trim(), out var code) && register.Find(code) >= 0 ? code : NamedPlace.Find(typed, register, actor, errors, field);

        public EntryContent Content(Errors errors, Register register, Actor actor)
        {
            var lines = new List<EntryContent.Line>();
            for (var i = 0; i < Lines; i++)
            {
                if (IsEmpty(i))
                {
                    // The place of a line among those that are filled is where its errors are shown.
                    lines.Add(new(null));
                    continue;
                }
                var commodity = Enum.TryParse<Commodity>(At(Commodity, i), out var said) && Enum.IsDefined(said) ? said : Funds.Commodity.Fen;
                if (!Amounts.TryRead(At(Debit, i), commodity, out var debit) || !Amounts.TryRead(At(Credit, i), commodity, out var credit))
                {
                    errors.Add($"lines[{i}]", "funds.no-amount", i + 1);
                    continue;
                }
                lines.Add(new(At(Account, i), debit, credit, commodity, PlaceOf(At(Village, i), register, actor, errors, $"lines[{i}]")));
            }
            return new(TypedDay.Read(On, "on", errors), Text, Document, lines)
            {
                Payee = Payee, PayeeIs = Enum.TryParse<PayeeKind>(PayeeIs, out var kind) && Enum.IsDefined(kind) ? kind : null, Project = Project,
                Debt = Enum.TryParse<DebtPaid>(Debt, out var debt) && Enum.IsDefined(debt) ? debt : null, Creditor = Creditor, NonRecurring = NonRecurring == "true", IsIncome = IsIncome == "true",
                Kind = PriorYear == "true" ? EntryKind.PriorYear : null, Sent = Id<Entry>.TryParse(Sent, null, out var sent) ? sent : null,
                Source = Id<Entry>.TryParse(Source, null, out var source) ? source : null,
                Papers = (Papers ?? []).Select(p => Id<BookPaper>.TryParse(p, null, out var paper) ? new EntryContent.Paper(paper) : null).OfType<EntryContent.Paper>().ToList() is { Count: > 0 } papers ? papers : null,
            };
        }
    }

    public static async Task<IResult> New(View view, Id<Book> id, string? source, [AsParameters] BooksPage.Reading with, CancellationToken ct) =>
        await Page(view, id, new() { On = ChinaDay.Today(with.Clock).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Source = source, Sent = Id<Entry>.New(with.Clock).ToString() }, null, with, ct);

    public static async Task<IResult> Post(View view, Id<Book> id, [FromForm] Typed? form, HttpRequest request, Attachments attachments, Vault vault, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        if (form.Do?.StartsWith("discard:", StringComparison.Ordinal) == true)
        {
            var thrown = Id<BookPaper>.TryParse(form.Do["discard:".Length..], null, out var paper) ? await DiscardPaper.Handle(id, paper, with.Trees, with.Db, view.Actor, ct) : Problem.Missing("funds.no-paper");
            return await Page(view, id, form, thrown.Problem is { } kept ? new Problem(kept.Code, kept.Status) { Fields = [new("papers", "problem." + kept.Code, kept.Args)] } : null, with, ct);
        }
        // Kept first: what is chosen is not chosen again when the entry has a fault.
        var added = await Keep(id, request, attachments, vault, view.Actor, with, ct);
        if (added.Problem is { } unkept)
        {
            return await Page(view, id, form, unkept, with, ct);
        }
        form = form with { Papers = [.. form.Papers ?? [], .. added.Value.Papers.Select(p => p.Id.ToString())] };
        if (form.Do == "more")
        {
            return await Page(view, id, form, null, with, ct);
        }
        var errors = new Errors();
        var said = form.Content(errors, await with.Places.Read(with.Db, ct), view.Actor);
        if (errors.Refusal is { } untyped)
        {
            return await Page(view, id, form, untyped, with, ct);
        }
        // Empty rows are no lines; what is said of a line is said of its row.
        var rows = said.Lines!.Index().Where(l => !form.IsEmpty(l.Index)).Select(l => l.Index).ToList();
        var content = said with { Lines = [.. rows.Select(r => said.Lines![r])] };
        var entered = await PostEntries.Handle(id, new([content]), with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return entered.Problem is { } problem ? await Page(view, id, form, AtRows(problem, rows), with, ct)
            : entered.Value.Entries[0].Entry is { } entry ? Html.Go($"/books/entries/{entry}?done=posted") : Html.Go($"/books/{id}?done=waits");
    }

    private static async Task<Result<AddPapers>> Keep(Id<Book> id, HttpRequest request, Attachments attachments, Vault vault, Actor actor, BooksPage.Reading with, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Post, with.Trees, with.Db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var read = await attachments.Read(request.Form.Files, ct);
        return read.Problem is { } unread ? unread : read.Value.Count == 0 ? new AddPapers([]) : await AddPapers.Add(found.Value, read.Value, vault, with.Db, actor, with.Clock, ct);
    }

    private static Problem AtRows(Problem problem, List<int> rows) => problem with
    {
        Fields = [.. problem.Fields.Select(f =>
        {
            var field = f.Field.Replace("entries[0].", "", StringComparison.Ordinal);
            return field.StartsWith("lines[", StringComparison.Ordinal) && int.TryParse(field[6..^1], CultureInfo.InvariantCulture, out var at) && at < rows.Count
                
                ? f with { Field = $"lines[{rows[at]}]", Args = f.Args is [int, .. var rest] ? [rows[at] + 1, .. rest] : f.Args } : f with { Field = field };
        })],
    };

    private static async Task<IResult> Page(View view, Id<Book> id, Typed form, Problem? problem, BooksPage.Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        if (problem is { Status: 401 or 403 or 404 })
        {
            return Html.Refused(view, problem);
        }
        var found = await BookSight.Find(id, FundsModule.Post, with.Trees, with.Db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var (book, accounts) = (found.Value, await BookAccounts.Of(found.Value, with.Charts, with.Db, ct));
        return Html.Show<EntryFormPage, Shown>(view, view.Say("funds.enter"), new(id, book.Name, accounts.Chart, accounts.All, book.ApproveAbove, book.ClosedThrough,
            await AddPapers.Rows(AddPapers.Waiting(id, with.Db), ct), form, problem), problem?.Status ?? 200, book.Simulated);
    }
}
