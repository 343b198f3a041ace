using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Which programmes and projects somebody sees, and what every form about a village asks first.</summary>
internal static class ProgrammeSight
{
    // A hundred billion yuan, as in the ledger.
    public const long Most = EntryContent.Most;

    /// <summary>Those of her area, and of the areas above it those that are public.</summary>
    public static IQueryable<Programme> Programmes(Db db, Actor actor, string verb)
    {
        var scope = actor.Scope(verb);
        var inside = db.Programmes.Within(scope, p => p.Place).Select(p => p.Id);
        var above = scope.Roots.SelectMany(r => r.Ancestors()).Distinct().ToList();
        return db.Programmes.Where(p => inside.Contains(p.Id) || p.Public && above.Contains(p.Place));
    }

    public static IQueryable<Project> Projects(Db db, Actor actor, string verb) => db.Projects.Within(actor.Scope(verb), p => p.Village);

    /// <summary>A project where she may do this: one that she may not is not there.</summary>
    public static async Task<Result<Project>> Project(Id<Project> id, string verb, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(verb) is { } no)
        {
            return no;
        }
        return await Projects(db, actor, verb).FirstOrDefaultAsync(p => p.Id == id, ct) is { } project ? project : Problem.Missing("programmes.no-project");
    }

    /// <summary>A village of the register that stands and lies where she may; what is wrong is told at the field.</summary>
    public static bool IsVillage(PlaceCode? said, Register register, Actor actor, string verb, Errors errors, string field = "village")
    {
        if (said is not { } village)
        {
            // A form whose name could not be read has said so already.
            if (errors.All.All(e => e.Field != field))
            {
                errors.Add(field, "field.required");
            }
            return false;
        }
        if (village.Level != Level.Village || register.Find(village) is not (>= 0 and var at))
        {
            errors.Add(field, "programmes.village-unknown", village);
        }
        else if (!actor.Scope(verb).Contains(village))
        {
            errors.Add(field, "programmes.village-outside", register.Name(at), village);
        }
        else if (!register.Stands(at))
        {
            errors.Add(field, "programmes.village-closed", register.Name(at), register.Closed(at), string.Join("、", register.Today(village).Select(b => $"{register.NameOf(b)} {b}")));
        }
        else
        {
            return true;
        }
        return false;
    }

    /// <summary>Of two who write about one village at once the second waits here until the first has committed, and reads what she wrote.</summary>
    public static Task Alone(PlaceCode village, Db db, CancellationToken ct) => db.Places.Where(p => p.Code == village).ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, p => p.Name), ct);

    /// <summary>What many wrote and everybody reads: a number of a person that stood in it before it was looked for is left out.</summary>
    public static string Open(string text) => EntryContent.PersonalNumber().Replace(text, "***");

    /// <summary>Yuan as fen; null where there is none, or where it is no sum: then the field says so.</summary>
    public static long? Fen(decimal? yuan, string field, Errors errors)
    {
        if (yuan is not { } sum)
        {
            return null;
        }
        if (sum < 0 || sum > Most / 100m || decimal.Truncate(sum * 100) != sum * 100)
        {
            errors.Add(field, "programmes.no-sum");
            return null;
        }
        return (long)(sum * 100);
    }

    /// <summary>What many read must hold nobody's number.</summary>
    public static Errors NoNumberOfAPerson(this Errors errors, string? text, string field) =>
        text is not null && EntryContent.PersonalNumber().IsMatch(text) ? errors.Add(field, "programmes.personal-number") : errors;

    /// <summary>A hash of evidence is 64 hexadecimal digits.</summary>
    public static void Hash(string? hash, string field, Errors errors)
    {
        if (!string.IsNullOrWhiteSpace(hash) && !(hash.Trim().Length == 64 && hash.Trim().All(char.IsAsciiHexDigit)))
        {
            errors.Add(field, "programmes.no-hash");
        }
    }

    /// <summary>Saves; where somebody wrote about the same thing meanwhile, says so.</summary>
    public static Task<Problem?> Save(Db db, CancellationToken ct) => db.Save(changed: Problem.Clash("programmes.changed-meanwhile"), there: Problem.Clash("programmes.there-already"), ct);
}
