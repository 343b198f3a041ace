using Shanhai.Identification;
using Shanhai.Kernel;

namespace Shanhai.Tests.Identification;

[AnyDatabase]
public sealed class StandingTests
{
    private static readonly Standing.Confirmation Exit = new("王某", new(2025, 3, 1), "县农〔2025〕3号");

    [Theory]
    [InlineData("H", "", "New")]
    [InlineData("HH", "", "New Continuing")]
    [InlineData("HN", "", "New ExitProposed")]
    [InlineData("HN", "1", "New Exited")]
    [InlineData("HNNH", "", "New ExitProposed ExitProposed Continuing")]
    [InlineData("HNH", "1", "New Exited Relapsed")]
    [InlineData("HNHN", "1 3", "New Exited Relapsed Exited")]
    [InlineData("HC", "", "New New?")]
    [InlineData("HHCN", "", "New Continuing Continuing? ExitProposed")]
    [InlineData("HNCH", "1", "New Exited Exited? Relapsed")]
    [InlineData("CN", "", "NotNamed? NotNamed")]
    [InlineData("H-H", "", "New New? Continuing")]
    public void A_place_is_named_leaves_when_confirmed_and_never_leaves_silently(string outcomes, string exits, string expected)
    {
        var findings = outcomes.Select((o, i) => (o, i)).Where(p => p.o != '-')
            .ToDictionary(p => Period.Year(2015 + p.i), p => p.o switch { 'H' => Outcome.Holds, 'N' => Outcome.DoesNotHold, _ => Outcome.CannotTell });
        var confirmed = exits.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(e => Period.Year(2015 + (e[0] - '0')), _ => Exit);

        var history = Standing.Over(findings, confirmed).Value;

        string.Join(' ', history.Select(h => h.Standing.Stand + (h.Standing.Uncertain ? "?" : ""))).ShouldBe(expected);
    }

    [Fact]
    public void An_exit_needs_a_proposal_a_name_and_a_document()
    {
        var named = Standing.Start(Period.Year(2020)).After(Period.Year(2020), Outcome.Holds);

        named.Confirm(Period.Year(2020), Exit).Problem!.Code.ShouldBe("standing.no-exit-proposed");
        named.After(Period.Year(2021), Outcome.DoesNotHold).Confirm(Period.Year(2021), Exit with { By = "" }).Problem!.Code.ShouldBe("standing.exit-needs-a-name");
    }
}
