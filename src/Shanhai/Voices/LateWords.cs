using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Voices;

/// <summary>
/// What a voice is found by costs more to write than the voice itself. Where many come at once it follows them: as soon as a quarter of a second passes without one, after ten seconds at
/// the latest. A process that is killed before loses nothing: the next one begins with the voices that have none.
/// </summary>
public sealed partial class LateWords(IServiceScopeFactory scopes, CurrentRegister registers, SearchIndex index, ILogger<LateWords> log) : IHostedService
{
    /// <summary>Few at once, so that a voice that comes meanwhile does not wait long where the database has one writer.</summary>
    private const int Chunk = 64;
    private const int Most = 20_000, Tries = 5, LongestWait = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250), Patience = TimeSpan.FromSeconds(10), Back = TimeSpan.FromDays(1);

    private readonly ConcurrentQueue<Voice> _waiting = new();
    private readonly Lock _door = new();
    private Task _following = Task.CompletedTask;
    private bool _follows;
    private volatile bool _hurry, _stopping;
    private long _came;

    /// <summary>So many wait that the next must bring theirs themselves.</summary>
    public bool IsFull => _waiting.Count >= Most;

    public void Add(IEnumerable<Voice> voices)
    {
        foreach (var one in voices)
        {
            _waiting.Enqueue(one);
        }
        // Real time on purpose: it is about how busy the machine is.
        Interlocked.Exchange(ref _came, Stopwatch.GetTimestamp());
        lock (_door)
        {
            if (!_follows)
            {
                _follows = true;
                using (ExecutionContext.SuppressFlow())
                {
                    _following = Task.Run(Follow);
                }
            }
        }
    }

    /// <summary>Ends when nothing waits any more; does not wait for a quiet moment.</summary>
    public async Task Finish()
    {
        _hurry = true;
        Task last;
        lock (_door)
        {
            last = _following;
        }
        await last;
        _hurry = false;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(CatchUp, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        return Finish().WaitAsync(cancellationToken);
    }

    private async Task Follow()
    {
        for (var since = Stopwatch.GetTimestamp(); ; since = Stopwatch.GetTimestamp())
        {
            while (!_hurry && !IsFull && Stopwatch.GetElapsedTime(Interlocked.Read(ref _came)) < Pause && Stopwatch.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Pause / 5, TimeProvider.System);
            }
            for (var left = _waiting.Count; left > 0; left -= Chunk)
            {
                await Keep(Next());
            }
            lock (_door)
            {
                if (_waiting.IsEmpty)
                {
                    _follows = false;
                    return;
                }
            }
        }
    }

    private List<Voice> Next()
    {
        var next = new List<Voice>(Chunk);
        while (next.Count < Chunk && _waiting.TryDequeue(out var one))
        {
            next.Add(one);
        }
        return next;
    }

    private Task Keep(IReadOnlyList<Voice> voices) => Insist(voices.Count, () => Write(voices));

    // A few times whatever is wrong; for as long as the database is away, unless somebody waits for the end.
    private async Task Insist(int voices, Func<Task> act)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception broken) when (broken is not ObjectDisposedException && (tries < Tries || !_hurry && !_stopping && Trouble.Of(broken) is not null))
            {
                LogNotYet(broken, voices);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(tries, LongestWait)), TimeProvider.System);
            }
            catch (Exception broken)
            {
                LogLeft(broken, voices);
                return;
            }
        }
    }

    // A step taken meanwhile has written newer ones.
    private async Task Write(IReadOnlyList<Voice> filed)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        List<Id<Voice>> voices = [.. filed.Select(v => v.Id)];
        var register = await registers.Read(db, default);
        // Taken apart before the transaction: where there is one writer, a voice that comes meanwhile does not wait for it.
        List<VoiceWords> words = [.. filed.Select(v => index.Of(v, register))];
        await using var writing = await db.BeginWriting(default);
        var known = (await db.VoiceWords.Where(w => voices.Contains(w.Voice)).Select(w => w.Voice).ToListAsync()).ToHashSet();
        await Bulk.InsertAll(db, words.FindAll(w => !known.Contains(w.Voice)), default);
        await writing.Commit(default);
    }

    /// <summary>Voices without words are among the last before a process ended; ids are in the order of time.</summary>
    public Task CatchUp() => Insist(0, async () =>
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        if (await db.Voices.AsNoTracking().OrderByDescending(v => v.Id).Select(v => (Id<Voice>?)v.Id).FirstOrDefaultAsync() is not { } newest)
        {
            return;
        }
        var from = Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(newest.Value.ToString("N")[..12], 16)) - Back);
        var without = await db.Voices.FromSql($"SELECT * FROM voices WHERE id > {from} AND NOT EXISTS (SELECT 1 FROM voice_words w WHERE w.voice = voices.id)").AsNoTracking().ToListAsync();
        foreach (var some in without.Chunk(Chunk))
        {
            await Keep(some);
        }
    });

    [LoggerMessage(1, LogLevel.Warning, "What {Count} voices are found by could not be written yet.")]
    private partial void LogNotYet(Exception broken, int count);

    [LoggerMessage(2, LogLevel.Error, "What {Count} voices are found by could not be written; the next start tries again.")]
    private partial void LogLeft(Exception broken, int count);
}
