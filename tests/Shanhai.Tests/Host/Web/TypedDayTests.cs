using System.Net;
using Shanhai.Host.Security;
using Shanhai.Host.Web;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Web;

public sealed class TypedDayTests(App app) : IClassFixture<App>
{
    [Theory]
    [InlineData("2026-11-23")]
    [InlineData(" 2026/11/23 ")]
    [InlineData("2026.11.23")]
    [InlineData("2026年11月23日")]
    [InlineData("２０２６－１１－２３")]
    [InlineData("20261123")]
    [InlineData("2026/11/23 0:00")]
    [InlineData("2026-11-23T10:30:00")]
    [InlineData("２０２６年１１月２３日 10:30")]
    public void A_day_is_read_as_people_type_it(string text)
    {
        var errors = new Errors();

        TypedDay.Read(text, "on", errors).ShouldBe(new DateOnly(2026, 11, 23));
        errors.Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("11/23/2026")]
    [InlineData("2026-11-23 到账")]
    public void What_is_no_day_is_told_at_its_field_and_never_dropped(string text)
    {
        var errors = new Errors();

        TypedDay.Read(text, "on", errors).ShouldBeNull();
        errors.All.Single().ShouldBeEquivalentTo(new Errors.At("on", "field.not-a-day", text));
    }

    [Fact]
    public void An_empty_field_is_no_mistake()
    {
        var errors = new Errors();

        TypedDay.Read("  ", "on", errors).ShouldBeNull();
        errors.Any.ShouldBeFalse();
    }

    [Fact]
    public async Task A_form_with_a_day_that_cannot_be_read_comes_back_with_the_words_typed()
    {
        var officer = await app.SignedIn(Role.Officer, PlaceCode.Nation);

        var answer = await officer.PostForm("/places/change",
            new() { ["kind"] = "Created", ["place"] = "990000000000", ["name"] = "示范省", ["on"] = "明天", ["document"] = "示政发〔2026〕1号", ["step"] = "preview" }, "/places/change?kind=Created");

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("“明天”不是日期");
        page.ShouldContain("示政发〔2026〕1号");
    }
}
