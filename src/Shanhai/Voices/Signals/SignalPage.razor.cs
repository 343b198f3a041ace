using Shanhai.Voices.Figures;

namespace Shanhai.Voices.Signals;

/// <summary>The first signal: what rises, how it was found, and the way to the voices behind it.</summary>
public partial class SignalPage
{
    public sealed record Shown(FindSignals.Answer Of, SignalRule Rule);

    public static async Task<IResult> Show(View view, [AsParameters] FindSignals asked, [AsParameters] FindStatistics.With with, SignalRule rule, CancellationToken ct)
    {
        var found = await FindSignals.Handle(asked, with, view.Actor, ct);
        return found.Problem is { } no ? Html.Refused(view, no) : Html.Show<SignalPage, Shown>(view, view.Say("voices.signal.title"), new(found.Value, rule), simulated: found.Value.Simulated);
    }
}
