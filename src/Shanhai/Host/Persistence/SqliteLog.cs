using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Shanhai.Host.Persistence;

/// <summary>
/// Brings the write-ahead log of SQLite home into the file, beside those who write: left to itself SQLite lets the commit that crosses a limit do it, and whoever waits for that commit
/// waits for the log as well. Losing it loses nothing: what is in the log is durable, and the next connection reads it (docs/decisions/0065).
/// <para>Looks at the length of the log and when it was written, never into it: closing one handle of a file gives up every lock that this process holds on it.</para>
/// </summary>
public sealed partial class SqliteLog(Storage storage, WriteGate gate, ILogger<SqliteLog> log) : BackgroundService
{
    /// <summary>Pages after which a writer does it after all: where nobody is beside it (console verbs), or he cannot keep up.</summary>
    public const int WriterLimit = 10_000;

    /// <summary>Bytes of the log: from when it is brought home at all, from when it is made to begin anew, and from when it gives its room back.</summary>
    public const long Some = 4L << 20, Much = 16L << 20, TooMuch = 256L << 20;

    private const long Frame = 4096 + 24;

    // By the numbers that SQLite gives them.
    private enum How { Passive = 0, Truncate = 3 }

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200), LongestPause = TimeSpan.FromSeconds(5);

    private readonly string _database = new SqliteConnectionStringBuilder(storage.Connection).DataSource;
    private TimeSpan _pause = Pause;
    private (long Length, DateTime At) _home;
    private long _frames;

    // Real time on purpose: it is about how busy the disk is.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var since = TimeSpan.Zero;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            since += Pause;
            // What came since the last time is much, or has waited.
            if (!stoppingToken.IsCancellationRequested && (since >= _pause || Length() >= _home.Length + Some))
            {
                since = TimeSpan.Zero;
                await Look(stoppingToken);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (Length() > 0)
        {
            await Guarded(async () =>
            {
                using (await gate.Enter(cancellationToken))
                {
                    await Checkpoint(How.Truncate);
                }
            });
        }
    }

    /// <summary>Brings home what is in the log where that is worth it.</summary>
    public Task Look(CancellationToken ct) => Guarded(() => BringHome(ct));

    private async Task BringHome(CancellationToken ct)
    {
        var seen = (Length: Length(), At: File.GetLastWriteTimeUtc(_database + "-wal"));
        if (seen.Length < Some || seen == _home)
        {
            return;
        }
        var (frames, home) = await Checkpoint(How.Passive);
        // While somebody goes on writing the end is never reached, and the log only begins anew where it is. The little that came meanwhile is brought home while the writers stand at the gate.
        if (seen.Length >= TooMuch || frames > home && frames * Frame >= Much)
        {
            using (await gate.Enter(ct))
            {
                (frames, home) = await Checkpoint(seen.Length >= TooMuch ? How.Truncate : How.Passive);
                seen = (Length(), File.GetLastWriteTimeUtc(_database + "-wal"));
            }
        }
        // Each costs a flush of the file: where little is written they are seldom.
        var came = frames < _frames ? frames : frames - _frames;
        _pause = came * Frame >= Some / 4 ? Pause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        (_frames, _home) = (frames, frames == home ? seen : (seen.Length, default));
    }

    private long Length() => new FileInfo(_database + "-wal") is { Exists: true } file ? file.Length : 0;

    // On a thread of its own: it waits for the disk, and the pool has few. Opened anew each time, so that it is the file which is there now. Nothing waits for a busy file on purpose: a checkpoint that
    // waited for the last reader would keep the writers out meanwhile; so it does what can be done at once. Not as a statement, which would read the schema first.
    private Task<(long Frames, long Home)> Checkpoint(How how) => Task.Factory.StartNew(
        () =>
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _database, Pooling = false, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 1 }.ConnectionString);
            connection.Open();
            // A connection knows of the log from its first reading on.
            using (var first = connection.CreateCommand())
            {
                first.CommandText = "PRAGMA user_version";
                first.ExecuteScalar();
            }
            var code = raw.sqlite3_wal_checkpoint_v2(connection.Handle!, "main", (int)how, out var frames, out var home);
            if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
            {
                SqliteException.ThrowExceptionForRC(code, connection.Handle);
            }
            // Below zero: another one is at it.
            return ((long)Math.Max(0, frames), (long)Math.Max(0, home));
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private async Task Guarded(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (OperationCanceledException)
        {
            // Told to end; the end has its own.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            (_pause, _home) = (LongestPause, (Length(), default));
            LogNotHome(failure, Length() >> 20);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The log of the database ({Megabytes} MB) could not be brought home into its file; nothing is lost, trying again.")]
    private partial void LogNotHome(Exception failure, long megabytes);
}
