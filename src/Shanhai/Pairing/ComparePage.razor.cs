using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;
using Shanhai.Host.Web.Parts;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Two scenarios beside each other: their sums, the villages whose helper is another, and where those lie.</summary>
public partial class ComparePage
{
    public sealed record Shown(CompareScenarios Of, MapSpec? Map, IReadOnlyList<PairPicture> Pictures);

    public static async Task<IResult> Show(View view, Id<Scenario>? a, Id<Scenario>? b, CurrentTree trees, CurrentRegister places, Db db, CancellationToken ct)
    {
        var found = await CompareScenarios.Handle(a, b, trees, places, db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var register = await places.Read(db, ct);
        MapPlace[] moved = [.. found.Value.Moves.GroupBy(m => m.Village).Select(g => (Village: g.Key, g.First().Name, Change: g.Sum(m => m.PointsB - m.PointsA), At: Gathering.At(register, g.Key))).Where(m => m.At is not null)
            .Select(m => new MapPlace(m.Village.ToString(), m.Name, m.Change < 0 ? 0 : m.Change == 0 ? 1 : 2, (m.Change / 100m).ToString("+0.00;−0.00;0", Words.Culture(view.Language)), $"/places/{m.Village}", m.At!.Value.Longitude, m.At.Value.Latitude))];
        var map = moved.Length == 0 ? null : new MapSpec(view.Say("pairing.moved-map", moved.Length), moved, [view.Say("pairing.worse"), view.Say("pairing.equal"), view.Say("pairing.better")])
        {
            Scale = MapScale.Diverging, ValueTitle = view.Say("pairing.change"), Height = ChartHeight.Middle,
        };
        return Html.Show<ComparePage, Shown>(view, view.Say("pairing.compare"), new(found.Value, map, await Pictures(view, found.Value, trees, register, db, ct)));
    }

    /// <summary>Every village whose helper is another, as a file.</summary>
    public static async Task<IResult> Export(View view, Id<Scenario>? a, Id<Scenario>? b, string? format, CurrentTree trees, CurrentRegister places, Db db, CancellationToken ct)
    {
        var found = await CompareScenarios.Read(a, b, int.MaxValue, trees, places, db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        string Of(CompareScenarios.Side side) => view.Say("pairing.scenario-n", side.Number);
        string Names(IReadOnlyList<string> names) => string.Join(view.Say("pairing.comma"), names);
        TableColumn[] heads = [new(view.Say("pairing.village"), 20), new(view.Say("pairing.code"), 16), new(view.Say("pairing.kind"), 12), new(Of(found.Value.A), 36), new(Of(found.Value.B), 36), new(view.Say("pairing.change"), 12)];
        var rows = found.Value.Moves.Select(m => new object?[] { m.Name, m.Village.ToString(), view.Say(m.Kind), Names(m.A), Names(m.B), (m.PointsB - m.PointsA) / 100m });
        return TableFile.Of(view, format, view.Say("pairing.compare-title", found.Value.A.Number, found.Value.B.Number), heads, rows.ToAsyncEnumerable());
    }

    /// <summary>Both scenarios as lines in one frame; what one has and the other has not is marked in each.</summary>
    private static async Task<IReadOnlyList<PairPicture>> Pictures(View view, CompareScenarios of, CurrentTree trees, Register register, Db db, CancellationToken ct)
    {
        var lists = new List<(string, IReadOnlyList<PairPicture.Pair>)>();
        foreach (var side in new[] { of.A, of.B })
        {
            lists.Add((view.Say("pairing.scenario-n", side.Number), await db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == side.Id).OrderBy(p => p.Village).ThenBy(p => p.Id).Select(p => new PairPicture.Pair(p.Organisation, p.Village)).ToListAsync(ct)));
        }
        var both = lists[0].Item2.Intersect(lists[1].Item2).ToHashSet();
        return await PairPicture.Of(lists, p => !both.Contains(p), await trees.Read(db, ct), register, db, ct);
    }
}
