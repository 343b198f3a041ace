namespace Shanhai.Pairing.Solving;

/// <summary>What cannot all be kept, found before anything is optimised, and the fewest changes that would make it possible.</summary>
internal static class Clashing
{
    /// <summary>What decided pairs ask for among themselves.</summary>
    public static IReadOnlyList<Clash> Decided(PairingProblem problem)
    {
        var clashes = new List<Clash>();
        var pairs = problem.Fixed.Distinct().OrderBy(p => problem.Villages[p.Village].Key, StringComparer.Ordinal).ThenBy(p => problem.Helpers[p.Helper].Key, StringComparer.Ordinal).ToList();
        var forbidden = problem.Forbidden.ToHashSet();
        foreach (var (helper, village) in pairs.Where(forbidden.Contains))
        {
            clashes.Add(new(ClashKind.FixedAndForbidden, problem.Helpers[helper].Kind, 1, 0, [helper], [village],
                [[new(ChangeKind.Release, helper, village, 1)], [new(ChangeKind.Allow, helper, village, 1)]]));
        }
        foreach (var group in pairs.GroupBy(p => p.Helper).Where(g => g.Count() > problem.Helpers[g.Key].Capacity))
        {
            var (capacity, villages) = (problem.Helpers[group.Key].Capacity, group.Select(p => p.Village).ToList());
            clashes.Add(new(ClashKind.FixedOverCapacity, problem.Helpers[group.Key].Kind, villages.Count, capacity, [group.Key], villages,
                [[new(ChangeKind.RaiseCapacity, group.Key, null, villages.Count - capacity)], [.. villages.Skip(capacity).Select(v => new Change(ChangeKind.Release, group.Key, v, 1))]]));
        }
        foreach (var group in pairs.GroupBy(p => (p.Village, problem.Helpers[p.Helper].Kind)).Where(g => g.Count() > problem.Villages[g.Key.Village].Places[g.Key.Kind]))
        {
            var (places, helpers) = (problem.Villages[group.Key.Village].Places[group.Key.Kind], group.Select(p => p.Helper).ToList());
            clashes.Add(new(ClashKind.FixedOverPlaces, group.Key.Kind, helpers.Count, places, helpers, [group.Key.Village],
                [[new(ChangeKind.AddPlaces, null, group.Key.Village, helpers.Count - places)], [.. helpers.Skip(places).Select(h => new Change(ChangeKind.Release, h, group.Key.Village, 1))]]));
        }
        return clashes;
    }

    /// <summary>
    /// Why not every place can be filled. As many units are missing as the villages of the cut ask for beyond what its helpers can give; a place more at a
    /// helper whom an empty place may have fills exactly that place, and asking for one less saves exactly one, so neither way can do with fewer.
    /// </summary>
    public static Clash Shortage(KindProblem of, Filling filling)
    {
        var villages = Enumerable.Range(0, of.Villages).Where(filling.InCut).ToList();
        var helpers = Enumerable.Range(0, of.Helpers).Where(filling.HelperInCut).ToList();
        var lower = villages.Where(v => filling.MissingAt(v) > 0).Select(v => new Change(ChangeKind.LowerNeed, null, of.VillageOf[v], filling.MissingAt(v))).ToList();
        var raised = new SortedDictionary<int, int>();
        var enough = true;
        foreach (var v in villages.Where(v => filling.MissingAt(v) > 0))
        {
            var free = Enumerable.Range(of.Start[v], of.Start[v + 1] - of.Start[v]).Where(a => !filling.Holds(a)).OrderByDescending(a => of.Fit[a]).Take(filling.MissingAt(v)).ToList();
            enough &= free.Count == filling.MissingAt(v);
            foreach (var a in free)
            {
                raised[of.Helper[a]] = raised.GetValueOrDefault(of.Helper[a]) + 1;
            }
        }
        IReadOnlyList<Change> raise = [.. raised.Select(r => new Change(ChangeKind.RaiseCapacity, of.HelperOf[r.Key], null, r.Value))];
        return new(ClashKind.Shortage, of.Kind, villages.Sum(v => of.Need[v]), villages.Sum(v => of.Need[v] - filling.MissingAt(v)),
            [.. helpers.Select(h => of.HelperOf[h])], [.. villages.Select(v => of.VillageOf[v])], enough ? [raise, lower] : [lower]);
    }
}
