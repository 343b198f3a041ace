using Shanhai.Host.Web;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Web;

[AnyDatabase]
public sealed class TypedLinkTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("https://www.chunan.gov.cn/art/2026/3/1/art_1.html")]
    [InlineData(" http://10.0.0.8/archive?id=7 ")]
    [InlineData("/projects/published")]
    public void An_address_of_the_web_or_of_this_site_is_a_link(string? text) => new Errors().Link(text, "link").Any.ShouldBeFalse();

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("file:///etc/passwd")]
    [InlineData("www.chunan.gov.cn")]
    public void What_is_none_is_told_at_its_field(string text) => new Errors().Link(text, "link").All.Single().ShouldBeEquivalentTo(new Errors.At("link", "field.not-a-link", text));
}
