namespace Shanhai.Indicators;

public partial class IndicatorPage
{
    public sealed record Shown(Indicator Indicator, Catalogue Catalogue);

    public static IResult Show(View view, string code, Catalogue catalogue)
    {
        if (view.Actor.Refuses(IndicatorsModule.View) is { } no)
        {
            return Html.Refused(view, no);
        }
        // What may not be seen is told like what does not exist.
        return catalogue.Find(code) is { } indicator && (indicator.Publicity == Publicity.Public || view.Actor.May(IndicatorsModule.ViewInternal))
            ? Html.Show<IndicatorPage, Shown>(view, view.Say(indicator.Name), new(indicator, catalogue))
            : Html.Refused(view, Problem.Missing("indicator.not-found", code));
    }
}
