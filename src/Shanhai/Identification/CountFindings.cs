using Shanhai.Places;

namespace Shanhai.Identification;

/// <summary>Counts the findings in force of one rule and period by outcome and by stand. Those who work in the places may.</summary>
public sealed record CountFindings(
    int Judged, int Holds, int DoesNotHold, int CannotTell, int Exempt, int New, int Continuing, int ExitProposed, int Exited, int Relapsed, int Uncertain)
{
    /// <summary>On the list: named, whether or not the rule holds this year.</summary>
    public int Named => New + Continuing + ExitProposed + Relapsed;

    public static async Task<Result<CountFindings>> Handle([AsParameters] FindFindings input, CurrentFindings current, CurrentRegister register, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.View) is { } no)
        {
            return no;
        }
        return In(await current.Read(input.Rule, input.Period, db, ct), input, await register.Read(db, ct), actor);
    }

    internal static CountFindings In(FindingList list, FindFindings input, Register register, Actor actor)
    {
        var seen = input.Among(list, register, actor);
        return seen.Cut is { } cut ? list.Counted(cut, "counts", register, () => In(list, seen)) : In(list, seen);
    }

    private static CountFindings In(FindingList list, FindFindings.Seen seen)
    {
        Span<int> outcomes = stackalloc int[byte.MaxValue + 1];
        Span<int> stands = stackalloc int[byte.MaxValue + 1];
        var (judged, uncertain) = (0, 0);
        for (var i = 0; i < list.Count; i++)
        {
            if (seen.Has(i))
            {
                ref readonly var finding = ref list[i];
                judged++;
                outcomes[(byte)finding.Outcome]++;
                stands[(byte)finding.Stand]++;
                uncertain += finding.Uncertain ? 1 : 0;
            }
        }
        return new(judged, outcomes[(byte)Outcome.Holds], outcomes[(byte)Outcome.DoesNotHold], outcomes[(byte)Outcome.CannotTell], outcomes[(byte)Outcome.Exempt],
            stands[(byte)Stand.New], stands[(byte)Stand.Continuing], stands[(byte)Stand.ExitProposed], stands[(byte)Stand.Exited], stands[(byte)Stand.Relapsed], uncertain);
    }
}
