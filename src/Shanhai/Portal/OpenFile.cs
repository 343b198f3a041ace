using Shanhai.Host.Tables;

namespace Shanhai.Portal;

/// <summary>What a field of an open file holds.</summary>
public enum FieldKind { Text, Whole, Number, YesNo, Day, Year, Nested }

/// <summary>
/// One set of data that anybody may take away: its fields, its formats, whence it comes and how its rows are read. Its words stand under
/// <c>open.{Name}</c>, those of a field under <c>open.{Name}.{field}</c>. Only what is public may stand in a row, in every format alike.
/// </summary>
public sealed record OpenFile(string Name, IReadOnlyList<OpenFile.Field> Fields, IReadOnlyList<string> Formats, OpenFile.Licence Under, OpenFile.Reading Rows)
{
    public delegate IAsyncEnumerable<object?[]> Reading(IServiceProvider services, CancellationToken ct);

    public sealed record Field(string Name, FieldKind Kind = FieldKind.Text, bool Key = false, double Width = 14)
    {
        /// <summary>In the words of the Frictionless table schema.</summary>
        public string SchemaType => Kind switch
        {
            FieldKind.Whole => "integer",
            FieldKind.Number => "number",
            FieldKind.YesNo => "boolean",
            FieldKind.Day => "date",
            FieldKind.Year => "year",
            FieldKind.Nested => "object",
            _ => "string",
        };
    }

    /// <summary>A licence by its SPDX name.</summary>
    public sealed record Licence(string Name, string Path);

    public static readonly Licence Attribution = new("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/");
    public static readonly Licence Dedicated = new("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/");
    public static readonly Licence Program = new("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0");

    public static readonly IReadOnlyList<string> Tables = ["csv", "xlsx", "json"];

    private static readonly Dictionary<string, string> Types = new()
    {
        [TableFile.Csv] = TableFile.CsvType,
        [TableFile.Workbook] = TableFile.WorkbookType,
        ["json"] = "application/json; charset=utf-8",
        ["geojson"] = "application/geo+json; charset=utf-8",
    };

    /// <summary>Everything this program opens, in the order of the page.</summary>
    public static readonly IReadOnlyList<OpenFile> All = [OpenPlaces.File, OpenFigures.Real, OpenFigures.Simulated, OpenIndicators.File, OpenRules.File];

    public static OpenFile? Find(string name) => All.FirstOrDefault(f => f.Name == name);

    public static string MediaType(string format) => Types[format];

    public string Title => "open." + Name;

    public string Word(Field field) => $"open.{Name}.{field.Name}";

    /// <summary>Writes every row in one format. The header is the fields' names, the same in both languages: programs read them.</summary>
    public Task<long> Write(string format, Stream output, IAsyncEnumerable<object?[]> rows, CancellationToken ct)
    {
        var names = Fields.Select(f => f.Name).ToList();
        List<TableColumn> columns = [.. Fields.Select(f => new TableColumn(f.Name, f.Width))];
        return format switch
        {
            "csv" => CsvExport.Write(output, columns, Said(rows), ct: ct),
            "xlsx" => XlsxExport.Write(output, Name, columns, Said(rows), ct: ct),
            "json" => JsonExport.Write(output, names, rows, ct),
            "geojson" => JsonExport.WritePoints(output, names, (names.IndexOf("longitude"), names.IndexOf("latitude")), rows, ct),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
        };
    }

    // Tables know no truth values; the schema says they are written true and false.
    private static async IAsyncEnumerable<object?[]> Said(IAsyncEnumerable<object?[]> rows)
    {
        await foreach (var row in rows)
        {
            yield return Array.ConvertAll(row, v => v is bool yes ? yes ? "true" : "false" : v);
        }
    }
}
