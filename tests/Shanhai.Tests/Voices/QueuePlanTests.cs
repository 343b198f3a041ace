using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>How SQLite means to count what is under way, asked of its own planner: a condition that is written a little differently from the index's would leave the index unused, and nobody would be told.</summary>
public sealed class QueuePlanTests(QueuePlanTests.Planned county) : IClassFixture<QueuePlanTests.Planned>
{
    public sealed class Planned : VoiceCounty
    {
        internal Planner Asked { get; } = new();

        protected override void Adjust(WebApplicationBuilder builder)
        {
            base.Adjust(builder);
            builder.Services.ConfigureDbContext<SqliteDb>(o => o.AddInterceptors(Asked));
        }
    }

    internal sealed class Planner : DbCommandInterceptor
    {
        /// <summary>Null: not asked.</summary>
        public List<string>? Plan { get; set; }

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (Plan is { } plan)
            {
                await using var explained = command.Connection!.CreateCommand();
                explained.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
                explained.Transaction = command.Transaction;
                foreach (DbParameter given in command.Parameters)
                {
                    var parameter = explained.CreateParameter();
                    (parameter.ParameterName, parameter.Value) = (given.ParameterName, given.Value);
                    explained.Parameters.Add(parameter);
                }
                await using var steps = await explained.ExecuteReaderAsync(cancellationToken);
                while (await steps.ReadAsync(cancellationToken))
                {
                    plan.Add(steps.GetString(3));
                }
            }
            return result;
        }
    }

    [Fact]
    public async Task An_office_counts_its_area_in_the_index_of_open_voices_and_reads_through_no_other()
    {
        Assert.SkipUnless(TestDatabase.IsSqlite, "PostgreSQL reads a small table whole, whatever indexes there are.");
        await county.Do(async (services, _) =>
        {
            var db = services.GetRequiredService<Db>();
            var tree = await services.GetRequiredService<CurrentTree>().Read(db, default);
            var indexes = db.Model.FindEntityType(typeof(Voice))!.GetIndexes().ToList();
            var open = indexes.Single(i => i.GetFilter()?.StartsWith("state <", StringComparison.Ordinal) == true).GetDatabaseName()!;
            var all = indexes.Single(i => i.Properties[0].Name == nameof(Voice.Due)).GetDatabaseName()!;
            var clerk = new Actor(new(Guid.CreateVersion7(App.Start)), "clerk", Door.Web, [new(Role.Clerk, VoiceCounty.County, VoiceCounty.PetitionOffice.Value)], Composition.Access);

            List<string> plan = [];
            county.Asked.Plan = plan;
            await FindVoices.Counts(new(), db, clerk, tree, ChinaDay.Today(county.Clock), default);
            county.Asked.Plan = null;

            plan.ShouldContain(step => step.Contains($"COVERING INDEX {open} (place>? AND place<?)", StringComparison.Ordinal), string.Join('\n', plan));
            plan.ShouldNotContain(step => step.Contains(all, StringComparison.Ordinal), string.Join('\n', plan));
        });
    }
}
