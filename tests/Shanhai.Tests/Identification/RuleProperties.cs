using CsCheck;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Tests.Indicators;
using static Shanhai.Tests.Identification.GivenRule;

namespace Shanhai.Tests.Identification;

/// <summary>Random rules over random small data, with many missing and disputed figures and many figures exactly on a line.</summary>
[AnyDatabase]
public sealed class RuleProperties
{
    private static readonly string[] Codes = ["CE.501", "CE.502", "CE.503"];
    private static readonly long[] Places = [.. Enumerable.Range(1, 6).Select(i => 990102104200 + i)];

    private static readonly Gen<Expression> Figure = Gen.OneOf(Codes).Select(c => (Expression)new Expression.Figure(c));
    private static readonly Gen<Expression> Constant = Gen.Int[-2, 6].Select(n => (Expression)new Expression.Constant(n, "yuan"));

    private static readonly Gen<Expression> Money = Gen.OneOf(
        Figure, Figure,
        Gen.Select(Figure, Figure, (a, b) => (Expression)new Expression.Sum([a, b])),
        Gen.Select(Figure, Gen.Int[1, 3], (a, k) => (Expression)new Expression.Years(Several.Mean, a, k)),
        Gen.Select(Figure, Gen.Int[1, 3], (a, k) => (Expression)new Expression.Years(Several.Least, a, k)),
        Gen.Select(Figure, Gen.Int[2, 3], (a, k) => (Expression)new Expression.Years(Several.Slope, a, k)),
        Figure.Select(a => (Expression)new Expression.Times(0.6m, new Expression.Percentile(a, 50))));

    private static readonly Gen<Condition> Leaf = Gen.OneOf(
        Gen.Select(Money, Gen.Enum<Relation>(), Constant, (a, r, b) => (Condition)new Condition.Compare(a, r, b)),
        Gen.Select(Money, Gen.Enum<Relation>(), Money, (a, r, b) => (Condition)new Condition.Compare(a, r, b)),
        Gen.Select(Figure, Gen.Enum<Relation>(), Figure, Gen.Int[-100, 300], (a, r, b, p) => (Condition)new Condition.Compare(new Expression.Over(a, b), r, new Expression.Constant(p, "percent"))));

    private static Gen<Condition> Tree(Gen<Condition> leaf, int depth) => depth == 0 ? leaf : Gen.OneOf(
        leaf,
        Tree(leaf, depth - 1).List[1, 3].Select(parts => (Condition)new Condition.All(parts)),
        Tree(leaf, depth - 1).List[1, 3].Select(parts => (Condition)new Condition.Any(parts)),
        Tree(leaf, depth - 1).Select(of => (Condition)new Condition.Not(of)));

    private static readonly Gen<GivenFacts> Data = Gen.Select(Gen.OneOf(Places), Gen.OneOf(Codes), Gen.Int[2022, 2024], Gen.Int[-2, 6], Gen.Int[0, 9]).List[0, 60].Select(cells =>
    {
        var facts = new GivenFacts(Known, Places);
        foreach (var (place, code, year, value, dispute) in cells)
        {
            facts.With(place, code, year, value);
            if (dispute == 0)
            {
                facts.Dispute(place, code, year);
            }
        }
        return facts;
    });

    [Fact]
    public void The_reasons_of_every_place_end_in_the_outcome_of_the_list() =>
        Gen.Select(Tree(Leaf, 2), Data).Sample((condition, facts) =>
        {
            var run = facts.Run(Rule(condition), 2024);

            foreach (var (place, reason) in run.Reasons(run.Places.Select(p => new PlaceCode(p))))
            {
                reason.Outcome.ShouldBe(run[place]!.Value);
                run.Reason(place)!.Outcome.ShouldBe(reason.Outcome);
                Followed(reason).ShouldBe(reason.Outcome);
            }
        });

    [Fact]
    public void The_list_agrees_with_a_plain_calculation_in_decimals() =>
        Gen.Select(Gen.Select(Figure, Gen.Enum<Relation>(), Constant, (a, r, b) => new Condition.Compare(a, r, b)), Data).Sample((compare, facts) =>
        {
            var run = facts.Run(Rule(compare), 2024);
            var column = facts.Column(((Expression.Figure)compare.Left).Code, 2024);

            foreach (var place in Places.Select(p => new PlaceCode(p)))
            {
                var line = ((Expression.Constant)compare.Right).Number;
                var expected = column.LackOf(place) != Lack.None ? Outcome.CannotTell : (column[place]!.Value / 100m, compare.Is) switch
                {
                    (var x, Relation.Less) => Yes(x < line), (var x, Relation.AtMost) => Yes(x <= line), (var x, Relation.Equal) => Yes(x == line),
                    (var x, Relation.NotEqual) => Yes(x != line), (var x, Relation.AtLeast) => Yes(x >= line), var (x, _) => Yes(x > line),
                };
                run[place].ShouldBe(expected);
            }
        });

    [Fact]
    public void Three_valued_logic_keeps_its_laws() =>
        Gen.Select(Tree(Leaf, 1), Tree(Leaf, 1), Tree(Leaf, 1), Data).Sample((a, b, c, facts) =>
        {
            byte[] Of(Condition condition) => facts.Run(Rule(condition), 2024).Outcomes;
            static Condition All(params Condition[] parts) => new Condition.All(parts);
            static Condition Any(params Condition[] parts) => new Condition.Any(parts);
            static Condition Not(Condition of) => new Condition.Not(of);

            Of(Not(Not(a))).ShouldBe(Of(a));
            Of(All(a, a)).ShouldBe(Of(a));
            Of(All(a, b)).ShouldBe(Of(All(b, a)));
            Of(Any(All(a, b), c)).ShouldBe(Of(All(Any(a, c), Any(b, c))));
            Of(Not(All(a, b))).ShouldBe(Of(Any(Not(a), Not(b))));
            Of(Any(a, All(a, b))).ShouldBe(Of(a));
            Of(Any(a, Any(b, c))).ShouldBe(Of(Any(a, b, c)));
        }, iter: 40);

    [Fact]
    public void The_margin_has_the_sign_of_the_outcome() =>
        Gen.Select(Tree(Leaf, 2), Data).Sample((condition, facts) =>
        {
            var run = facts.Run(Rule(condition), 2024);
            for (var i = 0; i < run.Places.Length; i++)
            {
                var ok = (Outcome)run.Outcomes[i] switch { Outcome.Holds => run.Margins[i] >= 0, Outcome.DoesNotHold => run.Margins[i] <= 0, _ => float.IsNaN(run.Margins[i]) };
                ok.ShouldBeTrue();
            }
        });

    [Fact]
    public void What_one_place_reports_under_another_code_changes_nothing_but_the_code() =>
        Gen.Select(Tree(Leaf, 2), Gen.Shuffle(Places), Gen.Select(Gen.Int[0, 5], Gen.OneOf(Codes), Gen.Int[2022, 2024], Gen.Int[-2, 6]).List[0, 50]).Sample((condition, order, cells) =>
        {
            var (straight, permuted) = (new GivenFacts(Known, Places), new GivenFacts(Known, Places));
            foreach (var (place, code, year, value) in cells)
            {
                straight.With(Places[place], code, year, value);
                permuted.With(order[place], code, year, value);
            }
            var (one, two) = (straight.Run(Rule(condition), 2024), permuted.Run(Rule(condition), 2024));

            for (var i = 0; i < Places.Length; i++)
            {
                two[new(order[i])].ShouldBe(one[new(Places[i])]);
            }
        });

    private static Rule Rule(Condition condition) => When("""{ "compare": "CE.501", "is": "<", "to": "1 yuan" }""") with { When = condition };

    private static Outcome Yes(bool holds) => holds ? Outcome.Holds : Outcome.DoesNotHold;

    private static Outcome Followed(Reason reason) => reason.Condition switch
    {
        Condition.All => reason.Children.Any(c => Followed(c) == Outcome.DoesNotHold) ? Outcome.DoesNotHold
            : reason.Children.Any(c => Followed(c) == Outcome.CannotTell) ? Outcome.CannotTell : Outcome.Holds,
        Condition.Any => reason.Children.Any(c => Followed(c) == Outcome.Holds) ? Outcome.Holds
            : reason.Children.Any(c => Followed(c) == Outcome.CannotTell) ? Outcome.CannotTell : Outcome.DoesNotHold,
        Condition.Not => Followed(reason.Children[0]) switch { Outcome.Holds => Outcome.DoesNotHold, Outcome.DoesNotHold => Outcome.Holds, var o => o },
        _ => reason.Difference is null ? Outcome.CannotTell : reason.Outcome,
    };
}
