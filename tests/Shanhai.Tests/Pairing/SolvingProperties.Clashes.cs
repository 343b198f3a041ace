using System.Collections.Concurrent;
using CsCheck;
using Shanhai.Pairing.Solving;

namespace Shanhai.Tests.Pairing;

public sealed partial class SolvingProperties
{
    [Fact]
    public void Where_not_all_can_be_served_each_way_that_is_named_makes_it_possible_and_fewer_units_do_not()
    {
        var shortages = 0;
        Small.SampleUntil(() => shortages > 200, p =>
        {
            var answer = SolvePairing.Solve(p with { ServeAll = true }, Solver);
            foreach (var (clash, way) in answer.Clashes.SelectMany(c => c.Ways.Select(w => (c, w))))
            {
                way.Sum(w => w.By).ShouldBe(clash.Asked - clash.Available);
            }
            if (answer.IsSolved || answer.Clashes.Any(c => c.What != ClashKind.Shortage))
            {
                return;
            }
            // Every part has its own clash: more room, or fewer places, in all of them together. A decision taken back settles its own clash; two may count on the same helper.
            static IReadOnlyList<Change> Room(Clash clash) => clash.Ways.First(w => w[0].What is ChangeKind.RaiseCapacity or ChangeKind.Join or ChangeKind.LowerNeed);
            SolvePairing.Solve(answer.Clashes.Aggregate(p with { ServeAll = true }, (q, c) => Changed(q, c.Kind, Room(c))), Solver).IsSolved.ShouldBeTrue();
            SolvePairing.Solve(answer.Clashes.Aggregate(p with { ServeAll = true }, (q, c) => Changed(q, c.Kind, c.Ways[^1])), Solver).IsSolved.ShouldBeTrue();
            var most = SolvePairing.Solve(p with { ServeAll = false }, Solver);
            answer.Clashes.Sum(c => c.Asked - c.Available).ShouldBe(most.Asked - most.Served);
            Interlocked.Increment(ref shortages);
        }, iter: 800);
        shortages.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void Each_way_out_of_a_clash_alone_is_a_way_out_of_it()
    {
        var ways = new ConcurrentDictionary<ChangeKind, int>();
        ChangeKind[] wanted = [ChangeKind.RaiseCapacity, ChangeKind.AddPlaces, ChangeKind.Release, ChangeKind.LowerNeed];
        Small.SampleUntil(() => wanted.All(what => ways.GetValueOrDefault(what) > 10), p =>
        {
            var answer = SolvePairing.Solve(p with { ServeAll = true }, Solver);
            if (answer.Clashes is not [var clash])
            {
                return;
            }
            foreach (var way in clash.Ways)
            {
                var after = SolvePairing.Solve(Changed(p with { ServeAll = true }, clash.Kind, way), Solver);
                // What was decided stands before what is short: the next clash may be another, never the same one.
                (after.IsSolved || clash.What != ClashKind.Shortage && after.Clashes.All(c => c.What != clash.What || !c.Villages.SequenceEqual(clash.Villages) || !c.Helpers.SequenceEqual(clash.Helpers))).ShouldBeTrue($"{clash.What}: {string.Join(", ", way)}");
                ways.AddOrUpdate(way[0].What, 1, (_, count) => count + 1);
            }
        }, iter: 1500);
        foreach (var what in wanted)
        {
            ways.GetValueOrDefault(what).ShouldBeGreaterThan(10, $"{what} was hardly ever a way");
        }
    }
}
