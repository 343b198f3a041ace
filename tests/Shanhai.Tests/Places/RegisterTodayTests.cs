using Shanhai.Host.Outside;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Places;

/// <summary>What a place is today, where its code has had more than one life.</summary>
[AnyDatabase]
public sealed class RegisterTodayTests
{
    private static readonly PlaceCode Old = new(990101101201), First = new(990101101202), Second = new(990101101203), Third = new(990101101204);

    /// <summary>A village joined another in 2010, a new one took its code in 2020, and that one ended again or did not.</summary>
    private static Register Make(DateOnly? ended, params PlaceCode[] became)
    {
        using var table = ShippedData.Open("places/pinyin.tsv");
        var making = new RegisterMaking(1, Pinyin.Read(table));
        making.Add(Old.Value, "老村", "laocun", "lc", opened: new(2020, 1, 1), closed: ended);
        foreach (var (code, name) in new[] { (First, "一村"), (Second, "二村"), (Third, "三村") })
        {
            making.Add(code.Value, name, "cun", "c");
        }
        making.Events.Add(new(new(2010, 1, 1), [new(Old, First), new(First, First)]));
        making.Events.Add(new(new(2020, 1, 1), [new(null, Old)]));
        if (ended is { } on)
        {
            making.Events.Add(new(on, [.. became.Select(b => new Register.Step(Old, b))]));
        }
        return making.Done();
    }

    [Fact]
    public void A_place_whose_code_was_used_before_is_what_became_of_itself()
    {
        var register = Make(new(2024, 7, 1), Second);

        register.Standing(Old).ShouldBe(Second);
        register.Today(Old).ShouldBe([Second]);
    }

    [Fact]
    public void A_place_that_bears_a_code_anew_is_itself()
    {
        var register = Make(null);

        register.Standing(Old).ShouldBe(Old);
        register.Today(Old).ShouldBe([Old]);
    }

    [Fact]
    public void A_divided_place_is_all_its_parts_and_stands_nowhere_alone()
    {
        var register = Make(new(2024, 7, 1), Second, Third);

        register.Standing(Old).ShouldBeNull();
        register.Today(Old).ShouldBe([Second, Third]);
    }

    [Fact]
    public void What_the_register_does_not_know_stands_nowhere() => Make(null).Standing(new(990101101299)).ShouldBeNull();
}
