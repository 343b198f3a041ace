namespace Shanhai.Host.Clocks;

/// <summary>Lists every time limit the program knows, with its ground in law and how sure we are of it. Anybody may.</summary>
public sealed record FindDeadlines(DateOnly? On = null, PlaceCode? Place = null)
{
    public sealed record Row(
        string Code, Both Name, Term Term, Both TermInWords, Bound Bound, DeadlineKind Kind, Both Begins, IReadOnlyList<DeadlineRule.AllowedPause> Pauses, string? Extends, Both? Approver, Both Basis,
        PlaceCode Jurisdiction, DateOnly From, DateOnly? To, string? Profile, string? Replaces, Mark Mark, bool NeedsConfirmation, Both Source, Both? Note);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindDeadlines input, CurrentDeadlines current, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ClocksModule.View) is { } no)
        {
            return no;
        }
        var rows = (await current.Read(db, ct)).Rules.All
            .Where(r => input.On is not { } day || r.InForce(day))
            .Where(r => input.Place is not { } place || r.Jurisdiction.Contains(place))
            .Select(Of).ToList();
        return new Page<Row>(rows, null, rows.Count);
    }

    private static Row Of(DeadlineRule r) => new(
        r.Code, r.Name, r.Term, TermWords.Of(r.Term), r.Bound, r.Kind, r.Begins, r.Pauses, r.Extends, r.Approver, r.Basis,
        r.Jurisdiction, r.From, r.To, r.Profile, r.Replaces, r.Mark, r.Mark.NeedsConfirmation, r.Source, r.Note);
}
