using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Identification;

/// <summary>
/// The findings in force in memory, one list per rule and period, read when first asked for and again when its stamp has moved. The stamp is asked for
/// with every reading: an exit confirmed by whatever process is in the next list. Lists, counts and maps answer from here; the tables stay the truth.
/// </summary>
public sealed class CurrentFindings : IDisposable
{
    // 60 bytes each: two million are three years of the whole country, or eighty of a province.
    private const int Most = 2_000_000;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConcurrentDictionary<(string Rule, Period Period), FindingList> _held = new();

    public async Task<FindingList> Read(string? rule, Period? period, Db db, CancellationToken ct)
    {
        if (rule is null || period is not { } year
            || await db.FindingStamps.AsNoTracking().Where(s => s.Rule == rule && s.Period == year).Select(s => (long?)s.Version).FirstOrDefaultAsync(ct) is not { } version)
        {
            return FindingList.None;
        }
        return _held.TryGetValue((rule, year), out var held) && held.Version == version ? held : await Load(rule, year, version, db, ct);
    }

    public void Dispose() => _gate.Dispose();

    private async Task<FindingList> Load(string rule, Period period, long version, Db db, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_held.TryGetValue((rule, period), out var held) && held.Version == version)
            {
                return held;
            }
            // After the stamp, never before it: what is written meanwhile is read twice, and never missed.
            var all = new List<FindingList.Entry>();
            var runs = new Dictionary<Id<RuleRun>, int>();
            await foreach (var f in db.Findings.AsNoTracking().Where(f => f.Rule == rule && f.Period == period && f.SupersededAt == null).OrderBy(f => f.Place).ThenBy(f => f.Id)
                .Select(f => new { f.Id, f.Place, f.Run, f.Outcome, f.Stand, f.Since, f.Uncertain, f.Severity, f.Margin }).AsAsyncEnumerable().WithCancellation(ct))
            {
                if (!runs.TryGetValue(f.Run, out var run))
                {
                    runs[f.Run] = run = runs.Count;
                }
                all.Add(new(f.Id, f.Place, run, f.Outcome, f.Stand, f.Since, f.Uncertain, f.Severity is null ? null : string.Intern(f.Severity), f.Margin));
            }
            if (_held.Values.Sum(l => l.Count) + all.Count > Most)
            {
                _held.Clear();
            }
            return _held[(rule, period)] = new(version, [.. all], await Made([.. runs.Keys], db, ct));
        }
        finally
        {
            _gate.Release();
        }
    }

    private static async Task<ShowFinding.Made[]> Made(IReadOnlyList<Id<RuleRun>> runs, Db db, CancellationToken ct)
    {
        var made = await db.RuleRuns.AsNoTracking().Where(r => runs.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => new ShowFinding.Made(r.Id, r.RunBy, r.RunAt, r.Inputs), ct);
        return [.. runs.Select(r => made[r])];
    }
}
