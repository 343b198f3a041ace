using System.Text.Json;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Shanhai.Host.Persistence;

/// <summary>
/// The journal is written by the same save as the change: <see cref="Record"/> adds the entry, and saving fills in what was before
/// and after. SQLite has one writer at a time, so writes queue at <see cref="WriteGate"/> instead of failing when the file is busy.
/// </summary>
public abstract partial class Db
{
    // Saved in a transaction that is not committed yet.
    private readonly List<JournalEntry> _saved = [];

    /// <summary>Adds a journal entry to the next save. <paramref name="verb"/> and <paramref name="subject"/> are dotted words and "kind:key".</summary>
    public JournalEntry Record(Actor actor, string verb, string subject, object? summary = null, PlaceCode? place = null, Guid? compartment = null)
    {
        var entry = JournalEntry.Of(actor, verb, subject, clock.GetUtcNow(), summary is null ? null : JsonSerializer.Serialize(summary, JournalEntry.Json), place, compartment);
        Journal.Add(entry);
        return entry;
    }

    /// <summary>
    /// Rows of several tables, in the order given, and the entries of the many small acts that wrote them, inside the caller's transaction: as many as there are acts, each with
    /// what it says of itself. What changed must be in its summary, since nothing is tracked here. PostgreSQL gets all of it in one exchange.
    /// </summary>
    public Task RecordAll(IReadOnlyList<IReadOnlyList<object>> sets, IReadOnlyList<JournalEntry> entries, CancellationToken ct) => Bulk.InsertTogether(this, [.. sets, Marked(entries)], ct);

    /// <summary>
    /// A few rows of several tables, in the order given, and the entries that tell of them, in a transaction of their own: all or nothing, on the disk when it returns. PostgreSQL
    /// is not asked to begin and to commit: what comes in one exchange is one transaction.
    /// </summary>
    public async Task WriteTogether(IReadOnlyList<IReadOnlyList<object>> sets, IReadOnlyList<JournalEntry> entries, CancellationToken ct)
    {
        if (Dialect.OneWriter)
        {
            await using var writing = await BeginWriting(ct);
            await Bulk.InsertTogether(this, [.. sets, Marked(entries)], ct);
            await writing.Commit(ct);
            return;
        }
        _saved.Clear();
        await Database.OpenConnectionAsync(ct);
        try
        {
            await Bulk.InsertTogether(this, [.. sets, Marked(entries)], ct);
        }
        finally
        {
            await Database.CloseConnectionAsync();
        }
        Committed();
    }

    private IReadOnlyList<JournalEntry> Marked(IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            entry.Mark = key.Mark(Digest.Current, entry.Content());
        }
        _saved.AddRange(entries);
        return entries;
    }

    /// <summary>
    /// Journals that somebody looked at a sensitive record, in a save of its own: call it before the record is shown, so that nothing
    /// is seen that is not written down.
    /// </summary>
    public async Task RecordReading(Actor actor, string verb, string subject, object? summary = null, PlaceCode? place = null, Guid? compartment = null, CancellationToken ct = default)
    {
        if (ChangeTracker.HasChanges())
        {
            throw new InvalidOperationException("A reading is saved alone. Save the changes first, with an entry of their own.");
        }
        Record(actor, verb, subject, summary, place, compartment);
        await SaveChangesAsync(ct);
    }

    /// <summary>
    /// Saves, and writes many new rows beside in bulk, inside the caller's transaction. The journal tells of them as if each had been saved by itself.
    /// </summary>
    public async Task SaveWith<T>(IReadOnlyList<T> many, CancellationToken ct) where T : class
    {
        // Tells of everything that is about to change; the entry keeps what it was told.
        Journalled(new NewRows(Model.FindEntityType(typeof(T))!, many));
        await SaveChangesAsync(ct);
        await Bulk.InsertTogether(this, [many], ct);
    }

    /// <summary>A transaction that sees one moment of the database, however long it reads.</summary>
    public Task<IDbContextTransaction> BeginReading(CancellationToken ct) => Database.BeginTransactionAsync(Dialect.Snapshot, ct);

    /// <summary>A transaction for several saves or bulk statements. On SQLite it holds the write gate until disposed.</summary>
    public async Task<Writing> BeginWriting(CancellationToken ct)
    {
        var pass = await gate.Enter(ct);
        try
        {
            _saved.Clear();
            return new(await Database.BeginTransactionAsync(ct), pass, Committed);
        }
        catch
        {
            pass.Dispose();
            throw;
        }
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var entries = Journalled();
        using var pass = Database.CurrentTransaction is null ? await gate.Enter(cancellationToken) : null;
        return Saved(entries, await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken));
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        // Only key storage of the framework saves synchronously; use cases await.
        var entries = Journalled();
        using var pass = Database.CurrentTransaction is null ? gate.EnterNow() : null;
        return Saved(entries, base.SaveChanges(acceptAllChangesOnSuccess));
    }

    private int Saved(List<JournalEntry> entries, int rows)
    {
        if (Database.CurrentTransaction is null)
        {
            Tail.Note(entries);
        }
        else
        {
            _saved.AddRange(entries);
        }
        return rows;
    }

    private void Committed()
    {
        Tail.Note(_saved);
        _saved.Clear();
    }

    private List<JournalEntry> Journalled(NewRows? beside = null)
    {
        ChangeTracker.DetectChanges();
        var changed = ChangeTracker.Entries()
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && !Unjournalled(e.Entity))
            .ToList();
        var entries = ChangeTracker.Entries<JournalEntry>().Where(e => e.State == EntityState.Added).Select(e => e.Entity).ToList();
        if (changed.Count > 0 || beside is { Count: > 0 })
        {
            Tell(entries.FirstOrDefault(), changed, beside);
        }
        foreach (var entry in entries)
        {
            entry.Mark = key.Mark(Digest.Current, entry.Content());
        }
        return entries;
    }

    private static void Tell(JournalEntry? entry, List<EntityEntry> changed, NewRows? beside)
    {
        entry = entry
            ?? throw new InvalidOperationException(
                $"This save changes {string.Join(", ", changed.Select(c => c.Metadata.ClrType.Name).Append(beside?.Name).OfType<string>().Distinct())} and records nothing. Call db.Record first.");
        var (rows, differences) = (changed.Count + (beside?.Count ?? 0), changed.Select(Difference).Concat(beside?.Differences() ?? []));
        entry.Changes ??= rows > JournalEntry.MostChanges ? Digested(rows, differences) : JsonSerializer.Serialize(differences, JournalEntry.Json);
    }

    /// <summary>Too many to tell one by one: how many, and a hash over all of them.</summary>
    private static string Digested(int rows, IEnumerable<object> differences)
    {
        using var print = new Fingerprint();
        foreach (var difference in differences)
        {
            print.Add(JsonSerializer.Serialize(difference, JournalEntry.Json));
        }
        return JsonSerializer.Serialize(new { rows, hash = print.Hash }, JournalEntry.Json);
    }

    // The framework's own bookkeeping (keys, failed sign-in counts) is recorded by the use case that causes it, not by its save.
    private static bool Unjournalled(object entity) =>
        entity is JournalEntry or DataProtectionKey or User or IUnjournalled
            or IdentityUserToken<Guid> or IdentityUserLogin<Guid> or IdentityUserClaim<Guid> or IdentityUserPasskey<Guid> or IdentityPasskeyData;

    private static object Difference(EntityEntry entry) => Difference(
        entry.Metadata.GetTableName(),
        entry.State,
        string.Join('/', entry.Metadata.FindPrimaryKey()!.Properties.Select(p => entry.Property(p).CurrentValue?.ToString())),
        entry.State == EntityState.Added ? null : Values(entry, p => p.OriginalValue),
        entry.State == EntityState.Deleted ? null : Values(entry, p => p.CurrentValue));

    private static object Difference(string? table, EntityState state, string key, Dictionary<string, string?>? before, Dictionary<string, string?>? after) => new { what = table, how = state.ToString(), key, before, after };

    private static Dictionary<string, string?> Values(EntityEntry entry, Func<PropertyEntry, object?> pick) =>
        entry.Properties
            .Where(p => entry.State != EntityState.Modified || p.IsModified)
            .Where(p => !p.Metadata.IsPrimaryKey())
            .ToDictionary(
                p => p.Metadata.Name,
                p => IsSecret(p.Metadata) ? Hidden : Written(pick(p)));

    private const string Hidden = "…";

    private static bool IsSecret(IProperty property) => property.PropertyInfo?.IsDefined(typeof(SecretAttribute), true) == true;

    private static string? Written(object? value) => value switch
    {
        null => null,
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>New rows of one table that are written in bulk, told as the tracker would tell of them: what they hold is asked of the model once, not of every row.</summary>
    private sealed class NewRows(IEntityType type, IReadOnlyList<object> rows)
    {
        public int Count => rows.Count;

        public string Name => type.ClrType.Name;

        public IEnumerable<object> Differences()
        {
            var table = type.GetTableName();
            var key = type.FindPrimaryKey()!.Properties.Select(p => p.GetGetter()).ToList();
            var told = type.GetProperties().Where(p => !p.IsPrimaryKey()).Select(p => (p.Name, Of: IsSecret(p) ? null : p.GetGetter())).ToList();
            return rows.Select(row => Difference(
                table, EntityState.Added, string.Join('/', key.Select(k => k.GetClrValue(row)?.ToString())), null, told.ToDictionary(t => t.Name, t => t.Of is null ? Hidden : Written(t.Of.GetClrValue(row)))));
        }
    }
}

/// <summary>Bookkeeping that would drown the journal: outbox rows, stamps, sessions. Each use says in its comment who records the fact.</summary>
public interface IUnjournalled;

/// <summary>A property whose value the journal must not repeat.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>An open transaction together with its place at the write gate.</summary>
public sealed class Writing(IDbContextTransaction transaction, IDisposable pass, Action committed) : IAsyncDisposable
{
    public IDbContextTransaction Transaction { get; } = transaction;

    public async Task Commit(CancellationToken ct)
    {
        await Transaction.CommitAsync(ct);
        committed();
    }

    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        pass.Dispose();
    }
}

/// <summary>One writer at a time where the database has only one (SQLite); no gate where it has many (PostgreSQL).</summary>
public sealed class WriteGate(bool oneAtATime) : IDisposable
{
    private readonly SemaphoreSlim? _door = oneAtATime ? new(1, 1) : null;

    public async Task<IDisposable> Enter(CancellationToken ct)
    {
        if (_door is not null)
        {
            await _door.WaitAsync(ct);
        }
        return new Pass(_door);
    }

    public IDisposable EnterNow()
    {
        _door?.Wait();
        return new Pass(_door);
    }

    public void Dispose() => _door?.Dispose();

    private sealed class Pass(SemaphoreSlim? door) : IDisposable
    {
        private SemaphoreSlim? _door = door;

        public void Dispose() => Interlocked.Exchange(ref _door, null)?.Release();
    }
}
