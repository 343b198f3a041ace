using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Voices.Files;
using Shanhai.Voices.Open311;
using Shanhai.Places;

namespace Shanhai.Voices;

/// <summary>
/// Where voices reach the disk. Senders who come at the same moment share one commit: whoever is first writes for all who wait, so that a durable write
/// costs each a fraction of a flush. Nobody is answered before the commit; a batch that fails is written again one by one, so that one bad
/// row harms nobody else. What voices are found by follows them where many come at once (<see cref="LateWords"/>).
/// </summary>
public sealed partial class Intake(
    IServiceScopeFactory scopes, CurrentTree trees, CurrentDeadlines deadlines, CurrentRegister registers, VoiceCatalogue catalogue, SearchIndex index, LateWords late, Vault vault, Attachments attachments, TimeProvider clock) : IAsyncDisposable
{
    private static readonly Problem Ended = new("voice.ending", StatusCodes.Status503ServiceUnavailable);

    private const int Most = 256, Few = 4;
    private const string PinPurpose = "voices.pin";

    // A writer of SQLite stays a moment after its last voice: its connection knows the pages of the file by heart as long as no other one writes.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<Filing> _waiting = new();
    private readonly SemaphoreSlim _came = new(0);
    private readonly Lock _door = new();
    private Task _writer = Task.CompletedTask;
    private AsyncServiceScope? _kept;
    private bool _stays;
    private volatile bool _ended;
    private bool _writes;

    /// <summary>A voice with everything that is written together with it.</summary>
    public sealed record Filing(
        Voice Voice, VoiceStep Step, Clock Clock, Petitioner? Petitioner, IReadOnlyList<VoiceAccused> Accused, IReadOnlyList<VoiceFile> Files, JournalEntry Entry, FileVoice.Filed Answer)
    {
        public ExchangedVoice? Exchanged { get; init; }

        internal TaskCompletionSource<Result<FileVoice.Filed>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>That it comes from another system: whose key, and the addresses of pictures that were named.</summary>
    public sealed record Exchange(Guid Sender, string? Media);

    public VoiceCatalogue Catalogue => catalogue;

    /// <summary>What was answered when this key was first used; without the PIN, which was told once.</summary>
    private async Task<FileVoice.Filed?> Before(string key, Db db, CancellationToken ct)
    {
        var voice = await db.Voices.AsNoTracking().FirstOrDefaultAsync(v => v.ClientKey == key, ct);
        if (voice is null)
        {
            return null;
        }
        var tree = await trees.Read(db, ct);
        var first = await db.Clocks.AsNoTracking().Where(c => c.SubjectKind == VoicesModule.Subject && c.Subject == voice.Id.Value).OrderBy(c => c.Id).FirstAsync(ct);
        return new(voice.Id, voice.Receipt, null, voice.Office is { } office ? tree.Find(office)?.Name : null, first.DueOn, first.Provisional, true);
    }

    /// <summary>Not cancelled: the voice is in the queue and will be written whether its sender still listens or not. Refused where the program ends.</summary>
    public Task<Result<FileVoice.Filed>> Commit(Filing filing)
    {
        lock (_door)
        {
            if (_ended)
            {
                return Task.FromResult<Result<FileVoice.Filed>>(Ended);
            }
            _waiting.Enqueue(filing);
            _came.Release();
            // One writer: a second one only makes both batches smaller, on both databases. After one that broke the next sender begins anew.
            if (!_writes || _writer.IsFaulted)
            {
                _writes = true;
                // On its own: what the first sender brings along (who she is, her cancellation) is not that of the others.
                using (ExecutionContext.SuppressFlow())
                {
                    _writer = Task.Run(WriteAll);
                }
            }
        }
        return filing.Done.Task;
    }

    /// <summary>Nobody comes in any more; who has come is written where the database can still be reached, and told so; nobody is left waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        Task last;
        lock (_door)
        {
            if (_ended)
            {
                return;
            }
            (_ended, last) = (true, _writer);
        }
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_waiting.TryDequeue(out var left))
        {
            left.Done.TrySetResult(Ended);
        }
        _came.Dispose();
    }

    private async Task WriteAll()
    {
        do
        {
            while (await _came.WaitAsync(_stays ? Moment : TimeSpan.Zero))
            {
                await WriteWaiting();
                // Those who were just answered may bring their next one first.
                await Task.Yield();
            }
            await LetGo();
        }
        while (SomebodyCame());
    }

    // Looked at in the door: nobody comes between this look and the end of a writer, so that the last one begun is the only one, and the one whose end is waited for.
    private bool SomebodyCame()
    {
        lock (_door)
        {
            return _writes = _came.CurrentCount > 0;
        }
    }

    private async Task<Db> Writer()
    {
        if (_kept is null)
        {
            _kept = scopes.CreateAsyncScope();
            var made = _kept.Value.ServiceProvider.GetRequiredService<Db>();
            _stays = made.Dialect.OneWriter;
            if (_stays)
            {
                await made.Database.OpenConnectionAsync();
            }
        }
        return _kept.Value.ServiceProvider.GetRequiredService<Db>();
    }

    private async Task LetGo()
    {
        var scope = _kept;
        _kept = null;
        if (scope is { } kept)
        {
            // What breaks while it is put away concerns nobody who waits.
            await kept.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether the PIN opens the voice. The caller counts what was wrong.</summary>
    public bool PinFits(Voice voice, string? pin) => pin is not null && vault.Fits(PinPurpose, voice.Id.Value, pin.Trim(), voice.PinMark);

    // One has come already and is counted; with it all who wait.
    private async Task WriteWaiting()
    {
        var batch = new List<Filing>();
        do
        {
            if (_waiting.TryDequeue(out var next))
            {
                batch.Add(next);
            }
        }
        while (batch.Count < Most && _came.Wait(0));
        // Hardly anything is sent twice: what was filed before is asked for where the write meets it.
        var broken = await Fault(batch, asked: false);
        if (IsAway(broken))
        {
            // Perhaps only a connection from before the database was started again.
            broken = await Fault(batch, asked: true);
        }
        var away = IsAway(broken);
        foreach (var filing in batch.Where(f => !f.Done.Task.IsCompleted))
        {
            // One of them is at fault; which, shows one by one. Where the database is away, all are told so at once: each would wait as long again for the next one's try.
            if ((away ? broken : await Fault([filing], asked: true)) is { } fault)
            {
                await Tell(filing, fault);
            }
        }
    }

    private static bool IsAway(Exception? broken) => Trouble.Of(broken) is { Status: StatusCodes.Status503ServiceUnavailable };

    private async Task<Exception?> Fault(List<Filing> batch, bool asked)
    {
        try
        {
            await Write(batch, asked);
            return null;
        }
        catch (Exception broken)
        {
            // What broke may be the connection: the next try begins with a new one.
            await LetGo();
            return broken;
        }
    }

    private async Task Write(List<Filing> waiting, bool asked)
    {
        var db = await Writer();
        if (asked)
        {
            await AnswerKept(waiting, db);
        }
        var batch = await Fresh(waiting, asked, db);
        if (batch.Count > 0)
        {
            var later = batch.Count > Few && !late.IsFull;
            IReadOnlyList<object> words = later ? [] : await Words(batch, db);
            await db.WriteTogether(
                [
                    [.. batch.Select(f => f.Voice)], [.. batch.Select(f => f.Step)], [.. batch.Select(f => f.Clock)], [.. batch.Select(f => f.Petitioner).OfType<Petitioner>()], [.. batch.SelectMany(f => f.Accused)],
                    words, [.. batch.SelectMany(f => f.Files)], [.. batch.Select(f => f.Exchanged).OfType<ExchangedVoice>()],
                ],
                [.. batch.Select(f => f.Entry)], default);
            if (later)
            {
                late.Add(batch.Select(f => f.Voice));
            }
        }
        foreach (var filing in batch)
        {
            filing.Done.TrySetResult(filing.Answer);
        }
        foreach (var again in waiting.Where(f => !f.Done.Task.IsCompleted))
        {
            again.Done.TrySetResult((await Before(again.Voice.ClientKey!, db, default))!);
        }
    }

    private async Task<List<VoiceWords>> Words(List<Filing> batch, Db db)
    {
        var register = await registers.Read(db, default);
        return [.. batch.Select(f => index.Of(f.Voice, register))];
    }

    // A connection may break between the commit and its answer: what is there under its own id is kept, and its sender gets receipt and PIN.
    private async Task AnswerKept(List<Filing> waiting, Db db)
    {
        var ids = waiting.ConvertAll(f => f.Voice.Id);
        var there = (await db.Voices.AsNoTracking().Where(v => ids.Contains(v.Id)).Select(v => v.Id).ToListAsync()).ToHashSet();
        foreach (var filing in waiting.Where(f => there.Contains(f.Voice.Id)))
        {
            late.Add([filing.Voice]);
            filing.Done.TrySetResult(filing.Answer);
        }
    }

    // What was filed before under its key is not written again, nor the second of two in one batch.
    private static async Task<List<Filing>> Fresh(List<Filing> given, bool ask, Db db)
    {
        var waiting = given.FindAll(f => !f.Done.Task.IsCompleted);
        var keys = waiting.Select(f => f.Voice.ClientKey).OfType<string>().Distinct().ToList();
        HashSet<string> known = ask && keys.Count > 0 ? [.. await db.Voices.AsNoTracking().Where(v => keys.Contains(v.ClientKey!)).Select(v => v.ClientKey!).ToListAsync()] : [];
        return [.. waiting.Where(f => f.Voice.ClientKey is not { } key || known.Add(key))];
    }

    // The same key sent twice at once to two servers: the second gets the first one's answer.
    private async Task Tell(Filing filing, Exception broken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<Db>();
            if (db.Dialect.IsDuplicate(broken) && filing.Voice.ClientKey is { } key && await Before(key, db, default) is { } before)
            {
                filing.Done.TrySetResult(before);
            }
        }
        catch (Exception unasked)
        {
            // Whoever waits for an answer gets one, also when the database cannot be asked what it has.
            broken = new AggregateException(broken, unasked);
        }
        // The services are gone with the program, which is nobody's fault.
        if (_ended && broken is ObjectDisposedException or AggregateException { InnerExceptions: [ObjectDisposedException, ..] })
        {
            filing.Done.TrySetResult(Ended);
        }
        filing.Done.TrySetException(broken);
    }
}
