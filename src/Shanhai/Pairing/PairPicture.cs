using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// Who helps whom as lines between two positions, drawn by the server so that it needs no script: the same frame for pictures that stand beside each other. Longitudes are narrowed by the latitude of the middle, as on a map of
/// one prefecture; it has no other projection.
/// </summary>
/// <param name="Without">Pairs that are not drawn: a side has no position.</param>
/// <param name="Beyond">Pairs that are not drawn: there are too many for one picture.</param>
public sealed record PairPicture(string Title, IReadOnlyList<PairPicture.Line> Lines, int Without, int Beyond)
{
    public const int Most = 2000, Width = 640;
    private const double Margin = 14, Shortest = 200, Tallest = 640;

    /// <param name="Marked">It is the one that differs.</param>
    public sealed record Line(double HelperX, double HelperY, double VillageX, double VillageY, string Helper, string Village, bool Marked);

    public sealed record Pair(Id<Organisation> Organisation, PlaceCode Village);

    public double Height { get; private init; } = Shortest;

    /// <summary>Outlines of counties behind the lines.</summary>
    public IReadOnlyList<string> Borders { get; private init; } = [];

    /// <summary>One picture for each list, all in one frame; a pair is marked that <paramref name="marked"/> names.</summary>
    public static async Task<IReadOnlyList<PairPicture>> Of(IReadOnlyList<(string Title, IReadOnlyList<Pair> Pairs)> all, Func<Pair, bool> marked, OrganisationTree tree, Register register, Db db, CancellationToken ct)
    {
        // What differs is drawn first, where there are too many for one picture.
        var placed = all.Select(p => p.Pairs.OrderBy(x => marked(x) ? 0 : 1).Take(Most).Select(x => (Pair: x, Helper: tree.Find(x.Organisation) is { } b ? Gathering.At(register, b.Place) : null, Village: Gathering.At(register, x.Village)))
            .Where(x => x.Helper is not null && x.Village is not null).Select(x => (x.Pair, Helper: x.Helper!.Value, Village: x.Village!.Value)).ToList()).ToList();
        var points = placed.SelectMany(p => p).SelectMany(x => new[] { x.Helper, x.Village }).ToList();
        if (points.Count == 0)
        {
            return [];
        }
        var (south, north, west, east) = (points.Min(p => p.Latitude), points.Max(p => p.Latitude), points.Min(p => p.Longitude), points.Max(p => p.Longitude));
        var narrow = Math.Cos((south + north) / 2 * Math.PI / 180);
        var (wide, tall) = (Math.Max((east - west) * narrow, 0.01), Math.Max(north - south, 0.01));
        var scale = Math.Min((Width - 2 * Margin) / wide, (Tallest - 2 * Margin) / tall);
        var height = Math.Max(Shortest, tall * scale + 2 * Margin);
        var (left, top) = ((Width - wide * scale) / 2, (height - tall * scale) / 2);
        (double X, double Y) At(Position p) => (Math.Round(left + (p.Longitude - west) * narrow * scale, 1), Math.Round(top + (north - p.Latitude) * scale, 1));
        var borders = PairOutlines.Paths(await PairOutlines.Of(placed.SelectMany(p => p).Select(p => p.Pair.Village), db, ct), (latitude, longitude) => At(new(latitude, longitude, PlaceCode.Nation)));
        return [.. all.Zip(placed, (of, drawn) => new PairPicture(of.Title, [.. drawn.Select(x =>
        {
            var (helper, village) = (At(x.Helper), At(x.Village));
            return new Line(helper.X, helper.Y, village.X, village.Y, tree.Find(x.Pair.Organisation)!.Name, register.NameOf(x.Pair.Village), marked(x.Pair));
        })], Math.Min(of.Pairs.Count, Most) - drawn.Count, Math.Max(0, of.Pairs.Count - Most)) { Height = Math.Round(height), Borders = borders })];
    }
}
