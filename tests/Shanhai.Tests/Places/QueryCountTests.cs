using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Places;

/// <summary>How often a page asks the database. A figure of time would only say how busy the machine was.</summary>
public sealed class QueryCountTests(QueryCountTests.Counted app) : IClassFixture<QueryCountTests.Counted>
{
    public sealed class Counted : App
    {
        private readonly Counter _counter = new();

        protected override void Adjust(WebApplicationBuilder builder)
        {
            base.Adjust(builder);
            builder.Services.ConfigureDbContext<SqliteDb>(o => o.AddInterceptors(_counter));
            builder.Services.ConfigureDbContext<PostgresDb>(o => o.AddInterceptors(_counter));
        }

        protected override Task Fill() => Do(async (services, actor) =>
        {
            RegisterRow[] rows =
            [
                new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(990101000000, "山阳县", Level.County), new(990101101000, "石门乡", Level.Township),
                .. Enumerable.Range(201, 60).Select(n => new RegisterRow(new(990101101000 + n), $"第{n}村", Level.Village)),
            ];
            await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default);
            var cells = Enumerable.Range(2017, 10).SelectMany(year => rows.Skip(4).Select(r => new RecordFigures.Cell(r.Code, "PO.RESIDENT", Period.Year(year), 100 + year % 7)));
            var done = await RecordFigures.Handle(new(new(SourceKind.Api, new DateOnly(2026, 1, 1)), [.. cells]), services.GetRequiredService<Db>(), actor,
                services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), Clock, default);
            done.Problem.ShouldBeNull();
        });

        /// <summary>How many statements the second request for an address sends.</summary>
        public async Task<int> Statements(HttpClient client, string address)
        {
            (await client.GetAsync(address)).EnsureSuccessStatusCode();
            var before = _counter.Statements;
            (await client.GetAsync(address)).EnsureSuccessStatusCode();
            return _counter.Statements - before;
        }
    }

    private sealed class Counter : DbCommandInterceptor
    {
        private int _statements;

        public int Statements => Volatile.Read(ref _statements);

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _statements);
            return new(result);
        }
    }

    [Theory]
    [InlineData("/places?level=Village&sort=name&size=2")]
    [InlineData("/places?level=Village&sort=-name&size=60")]
    [InlineData("/places?q=%E6%9D%91&size=60")]
    public async Task A_list_is_answered_from_memory_however_long_it_is(string address)
    {
        var client = await app.SignedIn(Role.Officer, new PlaceCode(990101000000));

        // The stamp of the register, at most every half second.
        (await app.Statements(client, address)).ShouldBeLessThanOrEqualTo(1);
    }

    [Theory]
    [InlineData("/places/990101101201")]
    [InlineData("/places/990101101000")]
    public async Task A_page_of_a_place_asks_no_more_for_ten_years_and_sixty_villages_than_for_one(string address)
    {
        var client = await app.SignedIn(Role.Officer, new PlaceCode(990101000000));

        // The place itself, the tables that have rows in it, the outlines round it; the stamp of the register at most every half second.
        (await app.Statements(client, address)).ShouldBeInRange(1, 5);
    }
}
