using Shanhai.Host.Web;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Web;

[AnyDatabase]
public sealed class TypedNumberTests
{
    [Theory]
    [InlineData("1200.5")]
    [InlineData(" 1,200.50 ")]
    [InlineData("１，２００．５")]
    [InlineData("+1200.5")]
    public void A_number_is_read_as_people_type_it(string text)
    {
        var errors = new Errors();

        TypedNumber.Read(text, "budget", errors).ShouldBe(1200.5m);
        errors.Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData("很多")]
    [InlineData("1200元")]
    [InlineData("1e3")]
    [InlineData("1.2.3")]
    [InlineData("1000000000000001")]
    public void What_is_no_number_is_told_at_its_field_and_never_dropped(string text)
    {
        var errors = new Errors();

        TypedNumber.Read(text, "budget", errors).ShouldBeNull();
        errors.All.Single().ShouldBeEquivalentTo(new Errors.At("budget", "field.not-a-number", text));
    }

    [Theory]
    [InlineData("-３", -3L, null)]
    [InlineData("3.0", 3L, 3)]
    [InlineData("3.5", null, null)]
    [InlineData("3,000,000,000", 3_000_000_000L, null)]
    public void A_whole_number_may_be_below_zero_and_a_count_may_not(string text, long? whole, int? count)
    {
        var (ofWhole, ofCount) = (new Errors(), new Errors());

        TypedNumber.Whole(text, "n", ofWhole).ShouldBe(whole);
        TypedNumber.Count(text, "n", ofCount).ShouldBe(count);
        ofWhole.All.SingleOrDefault()?.Key.ShouldBe("field.not-whole");
        ofCount.All.SingleOrDefault()?.Key.ShouldBe("field.not-a-count");
        (ofWhole.Any, ofCount.Any).ShouldBe((whole is null, count is null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("　 ")]
    public void An_empty_field_is_no_mistake(string? text)
    {
        var errors = new Errors();

        TypedNumber.Read(text, "n", errors).ShouldBeNull();
        TypedNumber.Whole(text, "n", errors).ShouldBeNull();
        TypedNumber.Count(text, "n", errors).ShouldBeNull();
        errors.Any.ShouldBeFalse();
    }
}
