using Microsoft.EntityFrameworkCore;

namespace Shanhai.Indicators;

/// <summary>
/// Reads columns of facts from the database. Whole columns are read by a plain data reader: tracked entities would take ten times as
/// long, and a nation has 37 million of them.
/// </summary>
internal sealed class FactStore(IServiceScopeFactory scopes) : FactColumns.ISource
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
        return await scope.ServiceProvider.GetRequiredService<Db>().FactStamps.AsNoTracking()
            .ToDictionaryAsync(s => (s.Indicator, s.Period), s => s.Version, ct);
    }

    public async Task<PlaceList> Places(Period period, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var codes = await scope.ServiceProvider.GetRequiredService<Db>().Places.AsNoTracking()
            .Where(p => p.Closed == null).OrderBy(p => p.Code).Select(p => p.Code).ToListAsync(ct);
        return new([.. codes.Select(c => c.Value)]);
    }

    public Task<Borders> BordersSince(Period period, CancellationToken ct) => Task.FromResult(Borders.AsTheyWere);

    public async Task<IReadOnlyCollection<long>> Disputed(Indicator indicator, Period period, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var places = await scope.ServiceProvider.GetRequiredService<Db>().Disputes.AsNoTracking()
            .Where(d => d.Indicator == indicator.Id && d.Period == period.Key && d.SettledAt == null)
            .Select(d => d.Place).ToListAsync(ct);
        return [.. places.Select(p => p.Value)];
    }
}
