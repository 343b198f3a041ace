using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Organisations;

/// <summary>
/// The tree of bodies in memory, read when first asked for and again when its stamp has moved. The stamp is asked for at most every half second,
/// or at once after <see cref="Written"/>.
/// </summary>
public sealed class CurrentTree : IDisposable
{
    public static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _gate = new(1);
    private volatile OrganisationTree? _held;

    // Real time on purpose: a test's clock stands still, and so would what it reads.
    private long _checkedAt;

    /// <summary>This process has just written bodies: the next reader asks the stamp at once.</summary>
    public void Written() => Interlocked.Exchange(ref _checkedAt, 0);

    public ValueTask<OrganisationTree> Read(Db db, CancellationToken ct)
    {
        var last = Interlocked.Read(ref _checkedAt);
        return _held is { } held && last != 0 && Stopwatch.GetElapsedTime(last) < CheckEvery ? new(held) : new(Fresh(db, ct));
    }

    public void Dispose() => _gate.Dispose();

    private async Task<OrganisationTree> Fresh(Db db, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            // Taken before the question, so that a write during it is seen by the next reader.
            var now = Stopwatch.GetTimestamp();
            var version = await db.OrganisationStamps.AsNoTracking().OrderBy(s => s.Id).Select(s => (long?)s.Version).FirstOrDefaultAsync(ct) ?? 0;
            if (_held is not { } held || held.Version != version)
            {
                _held = held = await Load(db, version, ct);
            }
            Interlocked.Exchange(ref _checkedAt, now);
            return held;
        }
        finally
        {
            _gate.Release();
        }
    }

    internal static async Task<OrganisationTree> Load(Db db, long version, CancellationToken ct)
    {
        var events = (await db.OrganisationEvents.AsNoTracking().Where(e => e.UndoneAt == null && (e.FromName != null || e.Kind == OrganisationEventKind.Moved))
            .OrderBy(e => e.On).ThenBy(e => e.Id).Select(e => new { e.Organisation, e.Kind, e.On, e.FromName, e.FromSuperior }).ToListAsync(ct)).ToLookup(e => e.Organisation);
        var rows = await db.Organisations.AsNoTracking()
            .Select(o => new Body(o.Id, o.Name, o.ShortName, o.Kind, o.Duties, o.Place, o.Superior, o.Opened, o.Closed, o.Successor) { CreditCode = o.CreditCode }).ToListAsync(ct);
        return new(version, rows.Select(b => events.Contains(b.Id)
            ? b with
            {
                Renamings = [.. events[b.Id].Where(e => e.Kind == OrganisationEventKind.Renamed).Select(e => new Body.Renaming(e.On, e.FromName!))],
                Movings = [.. events[b.Id].Where(e => e.Kind == OrganisationEventKind.Moved).Select(e => new Body.Moving(e.On, e.FromSuperior))],
            }
            : b));
    }
}
