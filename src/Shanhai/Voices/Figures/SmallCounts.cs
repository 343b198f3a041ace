using System.Text.Json;
using Shanhai.Host.Outside;

namespace Shanhai.Voices.Figures;

/// <summary>
/// Fewer than so many are not shown to everybody, so that nobody can be recognised by a number: data with its basis (<c>data/voices/publication.json</c>). Where one hidden number
/// of a column could be had by subtracting the others from the total, the next smallest is hidden with it.
/// </summary>
public sealed record SmallCounts(int Least, Both Basis, bool Confirmed)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static SmallCounts Read()
    {
        using var file = File.OpenRead(ShippedData.PathOf("voices/publication.json"));
        return JsonSerializer.Deserialize<SmallCounts>(file, Json)!;
    }

    /// <summary>As it may stand on a public page: shares without the counts they are made of, nothing where there were few.</summary>
    public Statistics Public(Statistics of)
    {
        var received = Hidden([.. of.Rows.Select(r => r.Received ?? 0)], of.Total.Received ?? 0);
        var rates = Statistics.Codes.ToDictionary(c => c, c => Hidden([.. of.Rows.Select(r => r[c].Denominator ?? 0)], of.Total[c].Denominator ?? 0));
        return of with
        {
            Rows = [.. of.Rows.Select((row, i) => new Statistics.Row(row.Key, row.Name, received[i] ? null : row.Received, [.. row.Rates.Select(r => Shown(r, rates[r.Code][i]))]))],
            Total = new(of.Total.Key, of.Total.Name, Few(of.Total.Received ?? 0) ? null : of.Total.Received, [.. of.Total.Rates.Select(r => Shown(r, Few(r.Denominator ?? 0)))]),
        };
    }

    public bool Few(int count) => count > 0 && count < Least;

    // A share to the whole percent, and over how many: what it is made of is not told.
    private static Rate Shown(Rate rate, bool hidden) =>
        hidden ? new(rate.Code, null, null, true)
        : rate.Denominator is null or 0 ? new(rate.Code, 0, 0)
        : new(rate.Code, (int)Math.Round(100.0 * rate.Numerator!.Value / rate.Denominator.Value), 100);

    private bool[] Hidden(int[] counts, int total)
    {
        var hidden = Array.ConvertAll(counts, Few);
        if (hidden.Count(h => h) == 1 && !Few(total))
        {
            var next = Enumerable.Range(0, counts.Length).Where(i => !hidden[i] && counts[i] > 0).OrderBy(i => counts[i]).Cast<int?>().FirstOrDefault();
            if (next is { } at)
            {
                hidden[at] = true;
            }
        }
        return hidden;
    }
}
