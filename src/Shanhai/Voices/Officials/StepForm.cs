using System.Globalization;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Voices.Officials;

/// <summary>What an official typed into the form of an act, as it was typed, so that it is shown again whatever happens.</summary>
public sealed record StepForm
{
    public string? Act { get; init; }
    public string? Version { get; init; }

    /// <summary>Which button: take (default), or fill from the template.</summary>
    public string? Do { get; init; }
    public string? Template { get; init; }
    public string? Words { get; init; }
    public string? Note { get; init; }
    public string? Reason { get; init; }
    public string? Body { get; init; }
    public string? Outcome { get; init; }
    public string? Facts { get; init; }
    public string? Law { get; init; }
    public string? Day { get; init; }
    public string? ExecuteBy { get; init; }
    public string? Days { get; init; }
    public string? Other { get; init; }
    public string? Person { get; init; }
    public string? Kind { get; init; }
    public string? Category { get; init; }
    public string? Place { get; init; }

    /// <summary>Accused bodies, one name a line.</summary>
    public string? Accused { get; init; }

    public Act? Said => Enum.TryParse<Act>(Act, out var act) && Enum.IsDefined(act) ? act : null;

    /// <summary>Everything typed, for somebody whose act is no longer possible: to be copied.</summary>
    public IReadOnlyList<string> Typed => [.. new[] { Words, Note, Facts, Law, Reason, Other }.OfType<string>().Where(t => !string.IsNullOrWhiteSpace(t))];

    /// <summary>The use case's input; what cannot be read is said in <paramref name="errors"/> at its field.</summary>
    public TakeStep Read(Act act, Voice voice, OrganisationTree tree, Register register, Actor actor, Errors errors) => new(act, int.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null)
    {
        Words = Words, Note = Note, Reason = Reason, Facts = Facts, Law = Law, Other = Other,
        Body = NamedBody.Find(tree, Body, voice.Place, errors, "body")?.Id,
        Outcome = Enum.TryParse<Decision>(Outcome, out var outcome) && Enum.IsDefined(outcome) ? outcome : null,
        Day = TypedDay.Read(Day, "day", errors),
        ExecuteBy = TypedDay.Read(ExecuteBy, "executeBy", errors),
        Days = Number(Days, errors),
        Person = Guid.TryParse(Person, out var person) ? person : null,
        Kind = Enum.TryParse<VoiceKind>(Kind, out var kind) && Enum.IsDefined(kind) ? kind : null,
        Category = Category.Kept(),
        Place = PlaceOf(register, actor, errors),
        Accused = Accused.Kept() is null ? null : [.. Accused!.Split('\n').Select(line => NamedBody.Find(tree, line, voice.Place, errors, "accused")?.Id).OfType<Id<Organisation>>()],
    };

    private static int? Number(string? typed, Errors errors)
    {
        if (typed.Kept() is not { } text)
        {
            return null;
        }
        if (TypedNumber.TryCount(text, out var days) && days is > 0 and < 3660)
        {
            return days;
        }
        errors.Add("days", "voice.days", text);
        return null;
    }

    private PlaceCode? PlaceOf(Register register, Actor actor, Errors errors)
    {
        if (Place.Kept() is not { } words)
        {
            return null;
        }
        if (PlaceCode.TryParse(words, out var code) && register.Find(code) >= 0)
        {
            return code;
        }
        var found = SearchPlaces.In(register, words, 12, actor).Where(r => r.Stands && r.Fit == Register.Fit.Exact).ToList();
        if (found is [var one])
        {
            return one.Code;
        }
        errors.Add("place", found.Count > 1 ? "voice.several-places" : "voices.new.no-place", words);
        return null;
    }
}
