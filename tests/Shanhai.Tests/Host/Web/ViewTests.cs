using Shanhai.Host.Security;
using Shanhai.Host.Web;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Web;

[AnyDatabase]
public sealed class ViewTests
{
    private static View At(string query) => new(Language.Chinese, new Actor(null, "陈", Door.Web, [], new AccessTable()), "/places", query, DateTimeOffset.UnixEpoch, [], "light");

    [Theory]
    [InlineData("", "/places?sort=-name")]
    [InlineData("?sort=name", "/places?sort=-name")]
    [InlineData("?level=Village&after=990101000000&sort=name&level=County", "/places?level=Village&level=County&sort=-name")]
    public void An_address_with_values_set_keeps_the_others_in_their_order(string query, string expected) =>
        At(query).With(("after", null), ("sort", "-name")).ShouldBe(expected);

    [Fact]
    public void An_address_with_everything_taken_out_has_no_question_mark() => At("?after=1").With("after", null).ShouldBe("/places");

    [Fact]
    public void What_an_address_asks_for_is_that_of_the_view_also_after_it_became_another()
    {
        var view = At("?columns=name,code&columns=path&q=");

        view.AskedFor("columns").ShouldBe(["name,code", "path"]);
        view.AskedFor("q").ShouldBe([""]);
        (view with { Query = "?columns=level" }).AskedFor("columns").ShouldBe(["level"]);
        view.AskedFor("columns").ShouldBe(["name,code", "path"]);
    }

    [Fact]
    public void An_icon_is_a_name_in_the_sheet_and_never_a_tag() =>
        At("").Icon("map-pin\"><b>").Value.ShouldBe("<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"/lib/icons.svg#map-pin&quot;&gt;&lt;b&gt;\"></use></svg>");
}
