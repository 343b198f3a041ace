using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places.Lists;

/// <summary>Opens a list, or changes the name and note of one that is there. Officers of its jurisdiction may.</summary>
public sealed partial record SaveList(PlaceCode? Jurisdiction, string? Code, string? NameZh, string? NameEn, Level? Level, string? Note = null)
{
    public const int LongestCode = 60, LongestName = 120;

    public sealed record Saved(PlaceCode Jurisdiction, string Code, bool Opened);

    public Errors Validate()
    {
        var errors = new Errors().Require(Code, "code").Limit(Code, LongestCode, "code").Require(NameZh, "nameZh").Limit(NameZh, LongestName, "nameZh")
            .Limit(NameEn, LongestName, "nameEn").Limit(Note, 2000, "note");
        if (!string.IsNullOrWhiteSpace(Code) && !Plain().IsMatch(Code.Trim()))
        {
            errors.Add("code", "list.code-form");
        }
        if (Jurisdiction is null)
        {
            errors.Add("jurisdiction", "field.required");
        }
        return Level is null or Kernel.Level.Nation ? errors.Add("level", "field.required") : errors;
    }

    public static async Task<Result<Saved>> Handle(SaveList input, CurrentRegister current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(PlacesModule.List) ?? input.Validate().Refusal ?? actor.Refuses(PlacesModule.List, input.Jurisdiction!.Value)) is { } no)
        {
            return no;
        }
        var (jurisdiction, code) = (input.Jurisdiction!.Value, input.Code!.Trim());
        if (jurisdiction != PlaceCode.Nation && (await current.Read(db, ct)).Find(jurisdiction) < 0)
        {
            return Problem.Invalid("list.no-such-place", jurisdiction.ToString());
        }
        var list = await db.NamedLists.FirstOrDefaultAsync(l => l.Jurisdiction == jurisdiction && l.Code == code, ct);
        var opened = list is null;
        if (list is { } there && there.Level != input.Level)
        {
            return Problem.Clash("list.level-fixed", code);
        }
        list ??= db.NamedLists.Add(new()
        {
            Id = Id<NamedList>.New(clock), Jurisdiction = jurisdiction, Code = code, NameZh = "", NameEn = "", Level = input.Level!.Value, MadeBy = actor.Name, MadeAt = clock.GetUtcNow(),
        }).Entity;
        var before = opened ? null : new { zh = list.NameZh, en = list.NameEn, list.Note };
        (list.NameZh, list.NameEn) = (input.NameZh!.Trim(), string.IsNullOrWhiteSpace(input.NameEn) ? input.NameZh.Trim() : input.NameEn.Trim());
        list.Note = input.Note.Kept();
        db.Record(actor, PlacesModule.List, $"list:{jurisdiction}/{code}", new { before, after = new { zh = list.NameZh, en = list.NameEn, list.Note } }, jurisdiction);
        // A rule may name a list that has nobody on it yet: it must learn that the list is there.
        await RegisterStamp.Raise(db, null, ct);
        await db.SaveChangesAsync(ct);
        current.Written();
        return new Saved(jurisdiction, code, opened);
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    private static partial Regex Plain();
}
