using Shanhai.Host.Tables;

namespace Shanhai.Tests.Host.Tables;

public class TableFileTests
{
    private static readonly (string, double, bool, Func<int, object?>)[] All = [("name", 20, false, r => r), ("code", 16, false, r => r), ("opened", 12, true, r => r)];

    [Theory]
    [InlineData(null, "name code")]
    [InlineData("opened", "name opened")]
    [InlineData("opened,code", "name code opened")]
    [InlineData("nothing", "name")]
    public void The_first_column_is_always_there_and_one_that_must_be_asked_for_only_then(string? chosen, string expected) =>
        string.Join(' ', TableFile.Chosen(chosen is null ? null : [chosen], All).Select(c => c.Key)).ShouldBe(expected);
}
