using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Outside;

namespace Shanhai.Host.Clocks;

/// <summary>
/// The newest <see cref="Deadlines"/>. The shipped files are read once; what the installation adds (years, profiles, promises) is read again when
/// its stamp has moved. The stamp is asked for at most every half second, or at once after <see cref="Written"/>.
/// </summary>
public sealed class CurrentDeadlines(DeadlineRules rules, ShippedCalendar shipped) : IDisposable
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _gate = new(1);
    private volatile Deadlines? _held;

    // Real time on purpose: a test's clock stands still, and so would what it reads.
    private long _checkedAt;

    /// <summary>This process has just written: the next reader asks the stamp at once.</summary>
    public void Written() => Interlocked.Exchange(ref _checkedAt, 0);

    public ValueTask<Deadlines> Read(Db db, CancellationToken ct)
    {
        var last = Interlocked.Read(ref _checkedAt);
        return _held is { } held && last != 0 && Stopwatch.GetElapsedTime(last) < CheckEvery ? new(held) : new(Fresh(db, ct));
    }

    public void Dispose() => _gate.Dispose();

    private async Task<Deadlines> Fresh(Db db, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            // Taken before the question, so that a write during it is seen by the next reader.
            var now = Stopwatch.GetTimestamp();
            var version = await db.DeadlineStamps.AsNoTracking().OrderBy(s => s.Id).Select(s => (long?)s.Version).FirstOrDefaultAsync(ct) ?? 0;
            if (_held is not { } held || held.Version != version)
            {
                var years = await db.CalendarYears.AsNoTracking().OrderBy(y => y.Year).ToListAsync(ct);
                var switches = await db.ProfileSwitches.AsNoTracking().OrderBy(s => s.From).ToListAsync(ct);
                var promises = await db.ServicePromises.AsNoTracking().OrderBy(p => p.From).ToListAsync(ct);
                _held = held = new(version, rules, new(shipped, years.Select(y => y.Read())), switches, promises);
            }
            Interlocked.Exchange(ref _checkedAt, now);
            return held;
        }
        finally
        {
            _gate.Release();
        }
    }
}
