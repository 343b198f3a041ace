using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;

namespace Shanhai.Tests.Organisations;

/// <summary>The tree by itself: whatever happens to bodies, nobody stands above herself, and up and down tell the same.</summary>
[AnyDatabase]
public sealed class OrganisationTreeTests
{
    private static readonly PlaceCode Province = new(330000000000), City = new(331100000000), County = new(331127000000), Township = new(331127102000), Village = new(331127102201);
    private static readonly DateOnly Day = new(2026, 1, 1);

    [Fact]
    public void A_body_knows_who_is_above_it_nearest_first_and_everybody_below()
    {
        var tree = Small();

        Names(tree.Above(Of(4))).ShouldBe(["county", "city", "province"]);
        Names(tree.Below(Of(2))).ShouldBe(["county", "other county", "bureau", "office"]);
        Names(tree.DirectlyBelow(Of(2))).ShouldBe(["county", "other county"]);
        tree.Above(Of(99)).ShouldBeEmpty();
        tree.Below(Of(99)).ShouldBeEmpty();
    }

    [Fact]
    public void The_common_superior_stands_above_both_and_is_neither()
    {
        var tree = Small();

        tree.CommonSuperior(Of(4), Of(5))!.Name.ShouldBe("county");
        tree.CommonSuperior(Of(4), Of(6))!.Name.ShouldBe("city");
        tree.CommonSuperior(Of(4), Of(3))!.Name.ShouldBe("city", "a body does not decide its own quarrel");
        tree.CommonSuperior(Of(1), Of(4)).ShouldBeNull();
    }

    [Fact]
    public void A_merged_body_is_answered_for_by_its_last_successor_and_a_closed_one_by_nobody()
    {
        var tree = new OrganisationTree(1,
        [
            Body(1, "county"), Body(2, "first", 1) with { Closed = Day, Successor = Of(3) }, Body(3, "second", 1) with { Closed = Day.AddDays(9), Successor = Of(4) },
            Body(4, "third", 1), Body(5, "team", 4), Body(6, "gone", 1) with { Closed = Day },
        ]);

        tree.Successor(Of(2))!.Name.ShouldBe("third");
        tree.Successor(Of(4))!.Name.ShouldBe("third");
        tree.Successor(Of(6)).ShouldBeNull();
        Names(tree.Below(Of(2))).ShouldBe(["team"]);
        Names(tree.Above(Of(2))).ShouldBe(["county"]);
        Names(tree.DirectlyBelow(Of(1))).ShouldBe(["third"]);
        Names(tree.DirectlyBelow(Of(1), Day.AddDays(-1))).ShouldBe(["first", "second", "third", "gone"]);
    }

    [Fact]
    public void The_tree_of_a_former_day_has_the_names_and_superiors_of_that_day()
    {
        var moved = Body(3, "bureau of now", 2) with
        {
            Movings = [new(Day, null), new(Day.AddDays(10), Of(1))],
            Renamings = [new(Day.AddDays(5), "bureau of then")],
        };
        var tree = new OrganisationTree(1, [Body(1, "old superior"), Body(2, "new superior"), moved]);

        tree.Above(Of(3), Day.AddDays(-1)).ShouldBeEmpty();
        Names(tree.Above(Of(3), Day)).ShouldBe(["old superior"]);
        Names(tree.Above(Of(3), Day.AddDays(10))).ShouldBe(["new superior"]);
        Names(tree.Below(Of(1), Day.AddDays(9))).ShouldBe(["bureau of now"]);
        tree.Below(Of(1)).ShouldBeEmpty();
        moved.NameOn(Day.AddDays(4)).ShouldBe("bureau of then");
        moved.NameOn(Day.AddDays(5)).ShouldBe("bureau of now");
    }

    [Fact]
    public void The_nearest_body_of_a_kind_serves_the_place_or_the_next_place_above()
    {
        var tree = new OrganisationTree(1,
        [
            Body(1, "city petitions") with { Kind = OrganisationKind.PetitionOffice, Place = City },
            Body(2, "closed") with { Kind = OrganisationKind.PetitionOffice, Place = Township, Closed = Day },
            Body(3, "farming") with { Duties = Duties.Agriculture | Duties.Forestry, Place = County },
            Body(4, "earth") with { Duties = Duties.NaturalResources, Place = County },
            Body(5, "nation") with { Kind = OrganisationKind.Court, Place = PlaceCode.Nation },
            Body(6, "township") with { Duties = Duties.Agriculture, Place = Township },
        ]);

        tree.Nearest(OrganisationKind.PetitionOffice, Village)!.Name.ShouldBe("city petitions");
        tree.Nearest(OrganisationKind.PetitionOffice, Province).ShouldBeNull();
        tree.Nearest(OrganisationKind.Department, County, Duties.NaturalResources)!.Name.ShouldBe("earth");
        tree.Nearest(OrganisationKind.Department, Village, Duties.Agriculture)!.Name.ShouldBe("township");
        tree.Nearest(OrganisationKind.Department, Village, Duties.Agriculture | Duties.Forestry)!.Name.ShouldBe("farming");
        tree.Nearest(OrganisationKind.Court, Village)!.Name.ShouldBe("nation");
    }

    [Fact]
    public void Grants_name_the_bodies_somebody_acts_for_and_leads_and_mergers_are_followed()
    {
        var tree = new OrganisationTree(1, [Body(1, "old") with { Closed = Day, Successor = Of(2) }, Body(2, "new"), Body(3, "led")]);
        var actor = new Actor(Id<User>.New(TimeProvider.System), "ada", Door.Web,
            [new(Role.Officer, County, Of(1).Value), new(Role.Officer, Township, Of(1).Value), new(Role.Leader, County, Of(3).Value), new(Role.Clerk, County)], Composition.Access);

        actor.Bodies.ShouldBe([Of(1), Of(3)]);
        tree.BodiesOf(actor).ShouldBe([Of(2), Of(3)]);
        tree.BodiesOf(actor, Role.Leader).ShouldBe([Of(3)]);
        (actor.Leads(Of(3)), actor.Leads(Of(1)), actor.ActsFor(Of(1))).ShouldBe((true, false, true));
        actor.ActingAs.ShouldStartWith($"Officer@{County}#{Of(1)} ");
    }

    [Fact]
    public void Whatever_moves_and_merges_on_whatever_days_no_body_ever_stands_above_itself_and_up_is_the_inverse_of_down()
    {
        var gen = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 11], Gen.Int[0, 11], Gen.Int[0, 30]).Array[1, 60];
        gen.Sample(wishes =>
        {
            var bodies = Enumerable.Range(0, 12).Select(i => Body(i, "body " + i)).ToDictionary(b => b.Id);
            foreach (var (what, one, other, day) in wishes)
            {
                Try(bodies, what, Of(one), Of(other), Day.AddDays(day));
            }
            var tree = new OrganisationTree(1, bodies.Values);
            foreach (var on in Enumerable.Range(-1, 33).Select(d => (DateOnly?)Day.AddDays(d)).Append(null))
            {
                var standing = tree.All.Where(b => b.StandsOn(on)).ToList();
                foreach (var body in standing)
                {
                    var above = tree.Above(body.Id, on);
                    above.Count.ShouldBeLessThan(12);
                    above.ShouldNotContain(body);
                    tree.Below(body.Id, on).ShouldBe(standing.Where(b => tree.Above(b.Id, on).Contains(body)), ignoreOrder: true);
                }
            }
            tree.All.ShouldAllBe(b => tree.Successor(b.Id) == null || tree.Successor(b.Id)!.Closed == null);
        }, iter: 300);
    }

    // Only what the program would record: the same rule decides.
    private static void Try(Dictionary<Id<Organisation>, Body> bodies, int what, Id<Organisation> one, Id<Organisation> other, DateOnly on)
    {
        var tree = new OrganisationTree(1, bodies.Values);
        switch (what)
        {
            case 0 or 1 when OrganisationChange.Move(tree, bodies[one], other, on) is null:
                bodies[one] = Moved(bodies[one], other, on);
                break;
            case 2 when OrganisationChange.Merge(tree, bodies[one], other, on) is null:
                foreach (var (child, superior) in OrganisationChange.Inherited(tree, one, other))
                {
                    bodies[child] = Moved(bodies[child], superior, on);
                }
                bodies[one] = bodies[one] with { Closed = on, Successor = other };
                break;
        }
    }

    private static Body Moved(Body body, Id<Organisation>? superior, DateOnly on) =>
        body with { Superior = superior, Movings = [.. body.Movings, new(on, body.Superior)] };

    private static OrganisationTree Small() => new(1,
        [Body(1, "province"), Body(2, "city", 1), Body(3, "county", 2), Body(4, "bureau", 3), Body(5, "office", 3), Body(6, "other county", 2)]);

    private static Body Body(int id, string name, int? superior = null) =>
        new(Of(id), name, null, OrganisationKind.Department, Duties.None, County, superior is { } s ? Of(s) : null);

    private static Id<Organisation> Of(int id) => new(new Guid(id, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));

    private static IEnumerable<string> Names(IEnumerable<Body> bodies) => bodies.Select(b => b.Name);
}
