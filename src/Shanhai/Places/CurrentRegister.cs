using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places;

/// <summary>
/// The register in memory, read when first asked for and again when its stamp has moved. Readers get a <see cref="Register"/>, which never
/// changes under them. The stamp is asked for at most every half second, or at once after <see cref="Written"/>.
/// </summary>
public sealed class CurrentRegister(Pinyin pinyin) : IDisposable
{
    public static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _gate = new(1);
    private volatile Register? _held;

    // Real time on purpose: a test's clock stands still, and so would what it reads.
    private long _checkedAt;

    /// <summary>This process has just written the register: the next reader asks the stamp at once.</summary>
    public void Written() => Interlocked.Exchange(ref _checkedAt, 0);

    public ValueTask<Register> Read(Db db, CancellationToken ct)
    {
        var last = Interlocked.Read(ref _checkedAt);
        return _held is { } held && last != 0 && Stopwatch.GetElapsedTime(last) < CheckEvery ? new(held) : new(Fresh(db, ct));
    }

    public void Dispose() => _gate.Dispose();

    private async Task<Register> Fresh(Db db, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            // Taken before the question, so that a write during it is seen by the next reader.
            var now = Stopwatch.GetTimestamp();
            var version = await db.RegisterStamps.AsNoTracking().OrderBy(s => s.Id).Select(s => (long?)s.Version).FirstOrDefaultAsync(ct) ?? 0;
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

    private async Task<Register> Load(Db db, long version, CancellationToken ct)
    {
        var making = new RegisterMaking(version, pinyin);
        await foreach (var p in db.Places.AsNoTracking().OrderBy(p => p.Code)
            .Select(p => new { p.Code, p.Name, p.OfficialCode, p.Pinyin, p.Initials, p.Class, p.Latitude, p.Longitude, p.Opened, p.Closed })
            .AsAsyncEnumerable().WithCancellation(ct))
        {
            making.Add(p.Code.Value, p.Name, p.Pinyin, p.Initials, p.OfficialCode, p.Class ?? 0, p.Latitude, p.Longitude, p.Opened, p.Closed);
        }
        foreach (var name in await db.PlaceNames.AsNoTracking().Where(n => n.To != null).ToListAsync(ct))
        {
            making.AddFormer(name.Place.Value, name.Name, name.From, name.To!.Value);
        }
        var moves = (await db.PlaceMoves.AsNoTracking().OrderBy(m => m.Number).ToListAsync(ct)).ToLookup(m => m.Event);
        var events = await db.PlaceEvents.AsNoTracking().Where(e => e.UndoneAt == null).ToListAsync(ct);
        making.Events.AddRange(events.OrderBy(e => e.On).ThenBy(e => e.RecordedAt).ThenBy(e => e.Id.Value)
            .Select(e => new Register.Happening(e.On, [.. moves[e.Id].Select(m => new Register.Step(m.From, m.To))])));
        return making.Done();
    }
}
