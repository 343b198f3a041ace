using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Identification;

/// <summary>Writes exactly the findings a list shows, with their reasons in words, as a workbook or CSV. Whoever may see the list may.</summary>
public static class ExportFindings
{
    public static IResult Handle([AsParameters] FindFindings input, string? format, View view, CurrentFindings findings, CurrentRegister register, Db db, CancellationToken ct)
    {
        if (view.Actor.Refuses(IdentificationModule.View) is { } no)
        {
            return (Result<object>)no;
        }
        var rows = Rows(input, view, findings, register, db, ct);
        var name = $"{input.Rule}-{input.Period}";
        TableColumn[] columns =
        [
            new(view.Say("findings.code"), 16), new(view.Say("findings.place"), 20), new(view.Say("findings.path"), 40), new(view.Say("findings.outcome")),
            new(view.Say("findings.stand")), new(view.Say("findings.since"), 8), new(view.Say("findings.severity")), new(view.Say("findings.margin"), 10),
            new(view.Say("findings.distance")), new(view.Say("findings.reason"), 60), new(view.Say("findings.rule"), 20), new(view.Say("findings.period"), 8),
        ];
        return TableFile.Of(view, format ?? TableFile.Workbook, name, columns, rows, name);
    }

    private static async IAsyncEnumerable<object?[]> Rows(
        FindFindings input, View view, CurrentFindings findings, CurrentRegister register, Db db, [EnumeratorCancellation] CancellationToken ct)
    {
        string? after = null;
        do
        {
            var page = (await FindFindings.Handle(input with { After = after, Size = 2000 }, findings, register, db, view.Actor, ct)).Value;
            foreach (var r in page.Rows)
            {
                yield return
                [
                    r.OfficialCode ?? r.Place.ToString(), r.Name, r.Path, view.Say(StandWords.Key(r.Outcome)), view.Say(StandWords.Key(r.Stand)), r.Since.ToString(),
                    r.Severity, r.Margin, r.Distance, view.Say(r.Reason), input.Rule, input.Period?.ToString(),
                ];
            }
            after = page.Next;
        }
        while (after is not null);
    }
}

/// <summary>Which words say an outcome or a stand.</summary>
public static class StandWords
{
    public static string Key(Outcome outcome) => "outcome." + outcome switch
    {
        Outcome.Holds => "holds", Outcome.DoesNotHold => "does-not-hold", Outcome.Exempt => "exempt", _ => "cannot-tell",
    };

    public static string Key(Stand stand) => "standing." + stand switch
    {
        Stand.New => "new", Stand.Continuing => "continuing", Stand.ExitProposed => "exit-proposed", Stand.Exited => "exited", Stand.Relapsed => "relapsed", _ => "not-named",
    };
}
