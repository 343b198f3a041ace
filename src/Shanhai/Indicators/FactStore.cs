using Microsoft.EntityFrameworkCore;
using Shanhai.Places;
using Shanhai.Places.Lists;

namespace Shanhai.Indicators;

/// <summary>
/// Reads columns of facts from the database. Whole columns are read by a plain data reader: tracked entities would take ten times as
/// long, and a nation has 37 million of them.
/// </summary>
internal sealed class FactStore(IServiceScopeFactory scopes, CurrentRegister register) : FactColumns.ISource
{
    public async Task<FactRows> Rows(Indicator indicator, Period period, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var connection = scope.ServiceProvider.GetRequiredService<Db>().Database;
        await connection.OpenConnectionAsync(ct);
        await using var command = connection.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT place, value, batch, revision FROM facts WHERE indicator = @indicator AND period = @period AND superseded_at IS NULL ORDER BY place";
        foreach (var (name, value) in new[] { ("@indicator", indicator.Id), ("@period", period.Key) })
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (places, values, batches, revisions) = (new List<long>(), new List<long>(), new List<int>(), new List<short>());
        // Row by row without awaiting: both drivers have the next row in their buffer.
        while (reader.Read())
        {
            places.Add(reader.GetInt64(0));
            values.Add(reader.GetInt64(1));
            batches.Add(reader.GetInt32(2));
            revisions.Add(reader.GetInt16(3));
        }
        return new([.. places], [.. values], [.. batches], [.. revisions]);
    }

    public async Task<IReadOnlyDictionary<(int Indicator, int Period), long>> Stamps(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        var stamps = await db.FactStamps.AsNoTracking().ToDictionaryAsync(s => (s.Indicator, s.Period), s => s.Version, ct);
        stamps[FactColumns.Register] = (await register.Read(db, ct)).Version;
        return stamps;
    }

    public async Task<PlaceList> Places(Period period, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        var places = await register.Read(db, ct);
        return new([.. Enumerable.Range(0, places.Count).Where(places.Stands).Select(i => places.Code(i).Value)], await Listed.On(period.To.AddDays(-1), places, db, ct), places.Renumbered);
    }

    public async Task<Borders> BordersSince(Period period, CancellationToken ct) => Between(await Register(ct), period.To.AddDays(-1), null);

    /// <summary>The changes of the register after one day until another (null: today): a figure of a year stands in the borders of the year's last day.</summary>
    public static Borders Between(Register register, DateOnly from, DateOnly? to) =>
        new(register.Between(from, to).Select(h => (IReadOnlyList<Borders.Move>)
            [.. h.Steps.Where(s => s.From is not null).GroupBy(s => s.From!.Value).Select(g => new Borders.Move(g.Key, [.. g.Where(s => s.To is not null).Select(s => s.To!.Value).Distinct()]))]));

    /// <summary>How many figures were recorded under some places.</summary>
    public static Task<long> CountAt(Db db, IReadOnlyCollection<PlaceCode> places, CancellationToken ct)
    {
        var codes = places.Select(p => p.Value).ToArray();
        return db.Facts.AsNoTracking().LongCountAsync(f => codes.Contains(f.Place), ct);
    }

    private async Task<Register> Register(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await register.Read(scope.ServiceProvider.GetRequiredService<Db>(), ct);
    }

    public async Task<IReadOnlyCollection<long>> Disputed(Indicator indicator, Period period, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var places = await scope.ServiceProvider.GetRequiredService<Db>().Disputes.AsNoTracking()
            .Where(d => d.Indicator == indicator.Id && d.Period == period.Key && d.SettledAt == null)
            .Select(d => d.Place).ToListAsync(ct);
        return [.. places.Select(p => p.Value)];
    }
}
