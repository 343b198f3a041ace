using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;

namespace Shanhai.Tests.Host.Persistence;

/// <summary>The log of an SQLite database is brought home beside the writers, whose own limit is taken away here: what keeps it short is the service alone.</summary>
[AnyDatabase]
public sealed class SqliteLogTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shanhai-log").FullName;
    private readonly Said _said = new();
    private ServiceProvider _services = null!;
    private AsyncServiceScope _scope;
    private Db _db = null!;
    private int _written;

    private string Log => Path.Combine(_folder, "shanhai.db-wal");

    private SqliteLog Service => _services.GetRequiredService<SqliteLog>();

    public async ValueTask InitializeAsync()
    {
        _services = Composition.Services(Settings).AddLogging(l => l.AddProvider(_said)).BuildServiceProvider();
        _scope = _services.CreateAsyncScope();
        _db = _scope.ServiceProvider.GetRequiredService<Db>();
        await _scope.ServiceProvider.GetRequiredService<Storage>().Migrate(_db, default);
        await _db.Database.OpenConnectionAsync();
        await _db.Database.ExecuteSqlRawAsync("PRAGMA wal_autocheckpoint=0");
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private Settings Settings => new() { Folder = _folder, Database = $"sqlite:{Path.Combine(_folder, "shanhai.db")}" };

    // About a megabyte in one commit.
    private async Task Write()
    {
        var actor = Actor.Operator(Composition.Access, "test");
        for (var i = 0; i < 50; i++)
        {
            _db.Record(actor, "test.wrote", $"thing:{++_written}", new { filler = new string('x', 20_000) });
        }
        await _db.SaveChangesAsync();
        _db.ChangeTracker.Clear();
    }

    private Task<int> Kept(Db db) => db.Journal.CountAsync(e => e.Verb == "test.wrote");

    [Fact]
    public async Task The_log_begins_anew_whenever_it_was_brought_home()
    {
        var longest = 0L;
        for (var megabyte = 0; megabyte < 80; megabyte++)
        {
            await Write();
            longest = Math.Max(longest, new FileInfo(Log).Length);
            await Service.Look(default);
        }

        longest.ShouldBeGreaterThan(SqliteLog.Some, "nothing had to be brought home");
        longest.ShouldBeLessThan(2 * SqliteLog.Much);
        (await Kept(_db)).ShouldBe(_written);
        _said.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Under_a_stream_of_writes_without_a_pause_the_log_stays_a_fraction_of_what_was_written()
    {
        await Service.StartAsync(default);
        // As long as it takes the service to be given its turn, and no longer.
        while (_written * 20_000L < 64L << 20 || new FileInfo(Log).Length > _written * 20_000L / 2)
        {
            await Write();
            (_written * 20_000L).ShouldBeLessThan(1L << 30, "the log was never begun anew");
        }

        await Service.StopAsync(default);

        new FileInfo(Log).Length.ShouldBe(0);
        (await Kept(_db)).ShouldBe(_written);
    }

    [Fact]
    public async Task What_was_written_is_there_after_the_program_has_ended_and_nothing_is_left_in_its_log()
    {
        _services.GetServices<IHostedService>().OfType<SqliteLog>().ShouldHaveSingleItem("it runs with the program");
        await Service.StartAsync(default);
        await Write();
        await Service.StopAsync(default);
        new FileInfo(Log).Length.ShouldBe(0);

        // The file alone, without what stood beside it.
        var copy = Directory.CreateDirectory(Path.Combine(_folder, "copy")).FullName;
        File.Copy(Path.Combine(_folder, "shanhai.db"), Path.Combine(copy, "shanhai.db"));
        await using var other = Composition.Services(Settings with { Folder = copy, Database = $"sqlite:{Path.Combine(copy, "shanhai.db")}" }).BuildServiceProvider();
        await using var scope = other.CreateAsyncScope();

        (await Kept(scope.ServiceProvider.GetRequiredService<Db>())).ShouldBe(_written);
    }

    [Fact]
    public async Task A_long_reader_holds_up_neither_the_writers_nor_the_log_after_it()
    {
        await using (var scope = _services.CreateAsyncScope())
        {
            var reader = scope.ServiceProvider.GetRequiredService<Db>();
            await using var reading = await reader.BeginReading(default);
            (await Kept(reader)).ShouldBe(0);
            for (var megabyte = 0; megabyte < 24; megabyte++)
            {
                await Write();
                await Service.Look(default);
            }
            new FileInfo(Log).Length.ShouldBeGreaterThan(SqliteLog.Much, "what is read may not be written over");
            (await Kept(reader)).ShouldBe(0, "it sees one moment");
        }
        await Service.Look(default);
        var length = new FileInfo(Log).Length;

        for (var megabyte = 0; megabyte < 8; megabyte++)
        {
            await Write();
        }

        new FileInfo(Log).Length.ShouldBe(length, "it was begun anew from the front");
        (await Kept(_db)).ShouldBe(_written);
        _said.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_log_that_cannot_be_brought_home_is_told_and_stops_nobody()
    {
        for (var megabyte = 0; megabyte < 6; megabyte++)
        {
            await Write();
        }
        var (file, elsewhere) = (Path.Combine(_folder, "shanhai.db"), Path.Combine(_folder, "elsewhere.db"));

        // Those who have it open keep it; nobody can open it anew.
        File.Move(file, elsewhere);
        await Service.Look(default);
        File.Move(elsewhere, file);

        _said.Warnings.ShouldHaveSingleItem().ShouldContain("could not be brought home");
        await Write();
        await Service.Look(default);
        (await Kept(_db)).ShouldBe(_written);
        _said.Warnings.Count.ShouldBe(1);
    }

    private sealed class Said : ILoggerProvider, ILogger
    {
        public List<string> Warnings { get; } = [];

        public ILogger CreateLogger(string categoryName) => categoryName == typeof(SqliteLog).FullName ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Warnings.Add(formatter(state, exception));
            }
        }

        public void Dispose() { }
    }
}
