using System.Globalization;
using System.Security.Cryptography;
using Shanhai.Indicators;
using Shanhai.Places;
using Sylvan.Data.Csv;

namespace Shanhai.Demonstration;

/// <summary>
/// The table of the Spanish statistical office, read as it is published. Its five-digit code (province 2, municipality 3) goes level by level into
/// the twelve digits: country 97, province at the level of a city, municipality at that of a village. People see the official code.
/// </summary>
public sealed class SpanishPanel
{
    public static readonly PlaceCode Country = 970000000000;
    public const string Title = "Atlas de distribución de renta de los hogares, Instituto Nacional de Estadística (INE)";
    public const string Licence = "INE, CC BY 4.0; ineAtlas.data";

    private static readonly (string Column, string Indicator)[] Indicators =
        [("net_income_pc", "IN.MEAN_PERSON"), ("net_income_hh", "IN.MEAN_HOUSEHOLD"), ("median_income_equiv", "IN.MEDIAN_EQUIV"), ("population", "PO.RESIDENT")];

    private sealed record Row(PlaceCode Place, string Official, string Name, string Province, int Year, decimal?[] Values, int Line);

    private readonly List<Row> _rows;

    private SpanishPanel(string file, string hash, List<Row> rows) => (File, Hash, _rows) = (file, hash, rows);

    public string File { get; }
    public string Hash { get; }
    public IReadOnlyList<int> Years => [.. _rows.Select(r => r.Year).Distinct().Order()];
    public int Municipalities => _rows.Select(r => r.Place).Distinct().Count();
    public int WithoutIncome => _rows.Count(r => r.Values[0] is null);

    public static string? FileIn(string folder) =>
        System.IO.File.Exists(folder) ? folder
        : Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "es_municipality_income*.csv").Order(StringComparer.Ordinal).FirstOrDefault()
        : null;

    public static Result<SpanishPanel> Read(string path)
    {
        var file = Path.GetFileName(path);
        using var stream = System.IO.File.OpenRead(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        stream.Position = 0;
        using var csv = CsvDataReader.Create(new StreamReader(stream), new CsvDataReaderOptions { CsvStyle = CsvStyle.Standard });
        var columns = Enumerable.Range(0, csv.FieldCount).ToDictionary(csv.GetName, StringComparer.Ordinal);
        string[] needed = ["mun_code", "mun_name", "prov_name", "year", .. Indicators.Select(i => i.Column)];
        if (needed.FirstOrDefault(n => !columns.ContainsKey(n)) is { } lacking)
        {
            return Problem.Invalid("demonstration.panel-column", file, lacking);
        }
        var rows = new List<Row>();
        while (csv.Read())
        {
            string Text(string column) => csv.GetString(columns[column]).Trim();
            var texts = Array.ConvertAll(Indicators, i => Text(i.Column));
            var values = Array.ConvertAll(texts, Number);
            if (Text("mun_code") is not { Length: 5 } code || !code.All(char.IsAsciiDigit)
                || !int.TryParse(Text("year"), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
                || texts.Zip(values).Any(v => v.First.Length > 0 && v.Second is null))
            {
                return Problem.Invalid("demonstration.panel-row", file, csv.RowNumber + 1);
            }
            rows.Add(new(PlaceOf(code), code, Text("mun_name"), Text("prov_name"), year, values, csv.RowNumber + 1));
        }
        return rows.Count == 0 ? Problem.Invalid("demonstration.panel-empty", file) : new SpanishPanel(file, hash, rows);
    }

    public IEnumerable<RegisterRow> Register() =>
        _rows.GroupBy(r => r.Official[..2]).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new RegisterRow(ProvinceOf(g.Key), g.First().Province, Level.City, OfficialCode: g.Key))
            .Prepend(new(Country, "España", Level.Province, OfficialCode: "ES"))
            .Concat(_rows.GroupBy(r => r.Place).OrderBy(g => g.Key).Select(g => new RegisterRow(g.Key, g.MaxBy(r => r.Year)!.Name, Level.Village, OfficialCode: g.First().Official)));

    public IReadOnlyList<RecordFigures.Cell> Figures(int year) =>
    [
        .. _rows.Where(r => r.Year == year).SelectMany(r => Indicators.Select((indicator, i) => (r, indicator, Value: r.Values[i]))
            .Where(f => f.Value is not null)
            .Select(f => new RecordFigures.Cell(f.r.Place, f.indicator.Indicator, Period.Year(year), f.Value!.Value, At: $"{File}:{f.r.Line} {f.indicator.Column}"))),
    ];

    public static PlaceCode PlaceOf(string code) => ProvinceOf(code[..2]).Value + long.Parse(code.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture);

    private static PlaceCode ProvinceOf(string code) => Country.Value + long.Parse(code, NumberStyles.None, CultureInfo.InvariantCulture) * 100_000_000;

    private static decimal? Number(string text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : null;
}
