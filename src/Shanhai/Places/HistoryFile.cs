using System.Globalization;
using System.Text.RegularExpressions;
using Sylvan.Data.Csv;

namespace Shanhai.Places;

/// <summary>
/// The public history of county codes (the columns 代码, 名称, 状态, 启用时间, 变更/弃用时间, 新代码): one line per life of a code, by years.
/// 新代码 names the successors; one with a year in brackets took over a part in that year while the old code went on.
/// </summary>
public sealed partial class HistoryFile
{
    /// <summary>A code from one year to another (excluded; null: still in use). <paramref name="Renamed"/>: the code went on under another name.</summary>
    public sealed record Life(PlaceCode Code, string Name, int From, int? To, bool Renamed, IReadOnlyList<(PlaceCode Code, int? Year)> Successors);

    /// <summary>What happened in one year to places that have to do with each other; a step without From is a creation, one without To an end.</summary>
    public sealed record Change(int Year, PlaceEventKind Kind, IReadOnlyList<PlaceMove> Moves);

    private readonly ILookup<PlaceCode, Life> _lives;

    private HistoryFile(List<Life> lives)
    {
        _lives = lives.OrderBy(l => l.From).ToLookup(l => l.Code);
        First = lives.Count == 0 ? 0 : lives.Min(l => l.From);
    }

    /// <summary>The first year of the file: what stood then has no known first day.</summary>
    public int First { get; }

    public IEnumerable<IGrouping<PlaceCode, Life>> Places => _lives;

    /// <summary>The last life of the code is over: it is not in use, nor used anew.</summary>
    public bool HasEnded(PlaceCode code) => _lives[code].LastOrDefault()?.To is not null;

    /// <summary>Only lines below <paramref name="under"/> count. A bad line throws with file and line.</summary>
    public static HistoryFile Read(string path, PlaceCode under)
    {
        if (!File.Exists(path))
        {
            throw new RegisterException(Problem.Invalid("register.missing", path));
        }
        var file = Path.GetFileName(path);
        using var csv = CsvDataReader.Create(path, new CsvDataReaderOptions { CsvStyle = CsvStyle.Standard });
        int Column(string name) => Enumerable.Range(0, csv.FieldCount).FirstOrDefault(i => csv.GetName(i).Trim('\uFEFF') == name, -1);
        int[] columns = [Column("代码"), Column("名称"), Column("状态"), Column("启用时间"), Column("变更/弃用时间"), Column("新代码")];
        if (columns.Contains(-1))
        {
            throw new RegisterException(Problem.Invalid("history.header", file));
        }
        var lives = new List<Life>();
        while (csv.Read())
        {
            string Cell(int i) => csv.GetString(columns[i]).Trim();
            var line = csv.RowNumber + 1;
            if (Cell(0).Length != 6 || !PlaceCode.TryParse(Cell(0), out var code) || Cell(1).Length == 0
                || Year(Cell(3)) is not { } from || (Cell(4).Length > 0 && Year(Cell(4)) is null))
            {
                throw new RegisterException(Problem.Invalid("history.line", file, line, csv.GetString(columns[0])));
            }
            if (under.Contains(code))
            {
                lives.Add(new(code, Cell(1), from, Year(Cell(4)), Cell(2) == "变更",
                    [.. Cell(5).Split(';', StringSplitOptions.RemoveEmptyEntries).Select(s => Successor(s.Trim()) ?? throw new RegisterException(Problem.Invalid("history.successor", file, line, s)))]));
            }
        }
        return new(lives);
    }

    public IEnumerable<Change> Changes()
    {
        var links = _lives.SelectMany(l => l).SelectMany(Links).ToList();
        foreach (var year in links.Select(l => l.Year).Distinct().Order())
        {
            foreach (var group in Connected([.. links.Where(l => l.Year == year)]))
            {
                yield return Of(year, group);
            }
        }
    }

    private sealed record Link(int Year, PlaceCode? From, PlaceCode? To);

    private IEnumerable<Link> Links(Life life)
    {
        foreach (var part in life.Successors.Where(s => s.Year is not null).GroupBy(s => s.Year!.Value))
        {
            yield return new(part.Key, life.Code, life.Code);
            foreach (var successor in part)
            {
                yield return new(part.Key, life.Code, successor.Code);
            }
        }
        if (life.To is { } to)
        {
            var ends = life.Successors.Where(s => s.Year is null).ToList();
            foreach (var successor in ends)
            {
                yield return new(to, life.Code, successor.Code);
            }
            if (ends.Count == 0)
            {
                yield return new(to, life.Code, life.Renamed ? life.Code : null);
            }
        }
        if (life.From > First && !_lives.SelectMany(l => l).Any(l => l.Successors.Any(s => s.Code == life.Code && (s.Year ?? l.To) == life.From)))
        {
            yield return new(life.From, null, life.Code);
        }
    }

    /// <summary>Links that share a code belong together.</summary>
    private static IEnumerable<List<Link>> Connected(List<Link> links)
    {
        while (links.Count > 0)
        {
            var group = new List<Link> { links[0] };
            var codes = new HashSet<PlaceCode>(Codes(links[0]));
            links.RemoveAt(0);
            for (int found; (found = links.FindIndex(l => Codes(l).Any(codes.Contains))) >= 0;)
            {
                group.Add(links[found]);
                codes.UnionWith(Codes(links[found]));
                links.RemoveAt(found);
            }
            yield return group;
        }

        static IEnumerable<PlaceCode> Codes(Link link) => new[] { link.From, link.To }.OfType<PlaceCode>();
    }

    private Change Of(int year, List<Link> group)
    {
        // A place that others join while it goes on becomes itself.
        var stays = group.Select(l => l.To).OfType<PlaceCode>().Distinct()
            .Where(t => group.TrueForAll(l => l.From != t) && NameIn(t, year - 1) is not null).Select(t => new Link(year, t, t));
        var opened = new HashSet<PlaceCode>();
        var moves = group.Concat(stays).Distinct().OrderBy(l => l.From?.Value ?? 0).ThenBy(l => l.To?.Value ?? 0).Select((l, n) => new PlaceMove
        {
            Event = default, Number = n, From = l.From, To = l.To,
            FromName = l.From is { } f ? NameIn(f, year - 1) : null, ToName = l.To is { } t ? NameIn(t, year) : null,
            Opens = l.To is { } o && NameIn(o, year - 1) is null && opened.Add(o), Closes = l.From is { } c && NameIn(c, year) is null,
        }).ToList();
        var several = moves.Where(m => m.From is not null).GroupBy(m => m.From).Any(g => g.Count() > 1);
        var kind = moves.TrueForAll(m => m.From is null) ? PlaceEventKind.Created
            : moves.TrueForAll(m => m.To is null) ? PlaceEventKind.Closed
            : moves.TrueForAll(m => m.From == m.To) ? PlaceEventKind.Renamed
            : several ? PlaceEventKind.Split
            : moves.Count == 1 ? PlaceEventKind.Transferred
            : PlaceEventKind.Merged;
        return new(year, kind, moves);
    }

    private string? NameIn(PlaceCode code, int year) => _lives[code].LastOrDefault(l => l.From <= year && (l.To is null || year < l.To))?.Name;

    private static int? Year(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1900 and < 2200 ? year : null;

    private static (PlaceCode, int?)? Successor(string text) =>
        Written().Match(text) is { Success: true } m && PlaceCode.TryParse(m.Groups[1].Value, out var code) ? (code, m.Groups[2].Success ? Year(m.Groups[2].Value) : null) : null;

    [GeneratedRegex(@"^(\d{6})(?:\[(\d{4})\])?$")]
    private static partial Regex Written();
}
