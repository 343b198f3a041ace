using Microsoft.EntityFrameworkCore;

namespace Shanhai.Pairing;

/// <summary>
/// Pairs of an action by kind, year and place below, counted by the database: a body and a village count once, for the year in which they first began, however often they were renewed or published again; a pair that was
/// cancelled before it began does not. By a plain data reader, since no query of the model divides a code.
/// </summary>
internal static class BoardCounts
{
    public sealed record Count(string Kind, int Year, PlaceCode Area, int Pairs);

    private const string Sql = """
        SELECT kind, first_year, village - village % @step AS area, COUNT(*) FROM (
            SELECT p.kind, p.organisation, p.village, CAST(substr(CAST(MIN(p.from_day) AS text), 1, 4) AS integer) AS first_year
            FROM partnerships p JOIN campaigns c ON c.id = p.campaign
            WHERE c.preset = @preset AND p.village >= @first AND p.village <= @last AND (p.ended_on IS NULL OR p.ended_on > p.from_day)
            GROUP BY p.kind, p.organisation, p.village) AS pairs
        GROUP BY kind, first_year, village - village % @step
        """;

    public static async Task<IReadOnlyList<Count>> Read(string preset, PlaceCode place, Level below, Db db, CancellationToken ct)
    {
        long step = below switch { Level.Province => 10_000_000_000, Level.City => 100_000_000, Level.County => 1_000_000, Level.Township => 1_000, _ => 1 };
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = Sql;
            foreach (var (name, value) in new (string, object)[] { ("@step", step), ("@preset", preset), ("@first", place.Value), ("@last", place.Last.Value) })
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }
            await using var reader = await command.ExecuteReaderAsync(ct);
            var counts = new List<Count>();
            while (await reader.ReadAsync(ct))
            {
                counts.Add(new(reader.GetString(0), reader.GetInt32(1), new(reader.GetInt64(2)), (int)reader.GetInt64(3)));
            }
            return counts;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
