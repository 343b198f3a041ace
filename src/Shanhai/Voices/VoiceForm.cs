using System.Security.Cryptography;
using System.Text;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Voices;

/// <summary>What was typed into the form of a voice, as it was typed: the public's and the clerk's.</summary>
public sealed record VoiceForm
{
    /// <summary>Which button was pressed: look (for places and bodies), next, back, send.</summary>
    public string? Do { get; init; }
    public string? Key { get; init; }
    public string? Text { get; init; }
    public string? Wish { get; init; }
    public string? Category { get; init; }
    public string? Kind { get; init; }

    /// <summary>The place in words, and the code that was chosen for the words that stand in <see cref="Sought"/>.</summary>
    public string? Place { get; init; }
    public string? Sought { get; init; }
    public string? At { get; init; }
    public string? Where { get; init; }
    public string? People { get; init; }

    /// <summary>The spot on the map, in decimal degrees.</summary>
    public string? Latitude { get; init; }
    public string? Longitude { get; init; }

    /// <summary>Words to look for an accused body by; those that were chosen stand in <see cref="Accused"/>.</summary>
    public string? Body { get; init; }
    public string[]? Accused { get; init; }
    public string? Name { get; init; }
    public string? Phone { get; init; }
    public string? Address { get; init; }
    public string? Email { get; init; }
    public bool? MayPublish { get; init; }

    /// <summary>The clerk's: how it came, and on which day.</summary>
    public string? Channel { get; init; }
    public string? ReceivedOn { get; init; }

    /// <summary>The clerk has seen the voices that may be about the same.</summary>
    public bool? Seen { get; init; }

    public static VoiceForm New() => new() { Key = RandomNumberGenerator.GetHexString(32, true), Kind = nameof(VoiceKind.Appeal) };

    /// <summary>Read by hand where the request never reached its door.</summary>
    public static VoiceForm Of(IFormCollection form) => new()
    {
        Key = form["key"], Text = form["text"], Wish = form["wish"], Category = form["category"], Kind = form["kind"], Place = form["place"], Sought = form["sought"], At = form["at"],
        Where = form["where"], People = form["people"], Latitude = form["latitude"], Longitude = form["longitude"], Body = form["body"], Accused = form["accused"]!, Name = form["name"], Phone = form["phone"], Address = form["address"], Email = form["email"],
        MayPublish = form["mayPublish"] == "true", Channel = form["channel"], ReceivedOn = form["receivedOn"],
    };

    public VoiceKind? KindSaid => Enum.TryParse<VoiceKind>(Kind, out var kind) && Enum.IsDefined(kind) ? kind : null;
}

/// <summary>What a form came to mean: the command it makes, places and bodies that its words may mean, and what is wrong with it.</summary>
public sealed record ReadVoice(FileVoice Input, IReadOnlyList<SearchPlaces.Row> Places, IReadOnlyList<Body> Bodies, IReadOnlyList<Body> Accused, Problem? Problem)
{
    private const int MostPlaces = 12, MostBodies = 12;

    // The list of what is wrong runs as the questions do.
    private static readonly string[] Order = ["channel", "receivedOn", "text", "wish", "category", "place", "where", "people", "kind", "body", "latitude", "longitude"];

    public static ReadVoice Of(VoiceForm form, Register register, OrganisationTree tree, VoiceCatalogue catalogue, Actor actor)
    {
        var errors = new Errors();
        var (place, places) = PlaceOf(form, register, actor, errors);
        var (accused, bodies) = AccusedOf(form, place, tree, errors);
        var input = new FileVoice(form.KindSaid, form.Category.Kept(), place, form.Text)
        {
            Wish = form.Wish, Where = form.Where, People = PeopleOf(form.People, errors), Latitude = Degrees(form.Latitude, "latitude", errors), Longitude = Degrees(form.Longitude, "longitude", errors), Name = form.Name, Phone = form.Phone, Address = form.Address, Email = form.Email,
            MayPublish = form.MayPublish == true, Accused = [.. accused.Select(b => b.Id)], ClientKey = form.Key.Kept(), ReceivedOn = TypedDay.Read(form.ReceivedOn, "receivedOn", errors),
            Channel = Enum.TryParse<Channel>(form.Channel, out var channel) && channel is Channel.Telephone or Channel.Letter or Channel.Visit ? channel : null,
        };
        if (input.Category is null)
        {
            errors.Add("category", "voices.new.say-category");
        }
        if (accused.Count > 0 && input.Kind != VoiceKind.Accusation)
        {
            errors.Add("kind", "voices.new.accused-but");
        }
        // What has been told about a field in words of this form is not told again.
        foreach (var wrong in input.Validate(catalogue).All.Where(e => errors.All.All(said => said.Field != e.Field)).ToList())
        {
            errors.Add(wrong.Field, wrong.Key, wrong.Args);
        }
        var problem = errors.Refusal is { } no ? no with { Fields = [.. no.Fields.OrderBy(f => Array.IndexOf(Order, f.Field) is >= 0 and var at ? at : Order.Length)] } : null;
        return new(input, places, bodies, accused, problem);
    }

    // One exact name, or one place alone that fits: that is it. Else she chooses; nothing is guessed.
    private static (PlaceCode? Place, IReadOnlyList<SearchPlaces.Row> Found) PlaceOf(VoiceForm form, Register register, Actor actor, Errors errors)
    {
        var words = form.Place.Kept();
        var found = SearchPlaces.In(register, words, MostPlaces, actor).Where(r => r.Stands).ToList();
        if (words is not null && form.Sought?.Trim() == words && PlaceCode.TryParse(form.At, out var at) && register.Find(at) is >= 0 and var chosen)
        {
            return (at, found.Exists(r => r.Code == at) ? found : [Row(register, chosen), .. found]);
        }
        var exact = found.Where(r => r.Fit == Register.Fit.Exact).ToList();
        if ((exact is [var one] ? one : found is [{ Fit: not Register.Fit.Typo } alone] ? alone : null) is { } sure)
        {
            return (sure.Code, found);
        }
        errors.Add("place", words is null ? "voice.say-where" : found.Count > 0 ? "voices.new.which-place" : "voices.new.no-place", words is null ? [] : [words]);
        return (null, found);
    }

    private static (IReadOnlyList<Body> Accused, IReadOnlyList<Body> Found) AccusedOf(VoiceForm form, PlaceCode? place, OrganisationTree tree, Errors errors)
    {
        var accused = (form.Accused ?? []).Select(a => Id<Organisation>.TryParse(a, null, out var id) ? tree.Find(id) : null).OfType<Body>().DistinctBy(b => b.Id).ToList();
        if (form.Body.Kept()?.Normalize(NormalizationForm.FormKC) is not { } words)
        {
            return (accused, []);
        }
        var around = place?.At(Level.County);
        var found = tree.All
            .Where(b => b.StandsOn(null) && !accused.Contains(b) && (b.Name.Contains(words, StringComparison.OrdinalIgnoreCase) || b.ShortName?.Contains(words, StringComparison.OrdinalIgnoreCase) == true))
            .OrderBy(b => around is { } county && (county.Contains(b.Place) || b.Place.Contains(county)) ? 0 : 1).ThenBy(b => b.Name.Length).ThenBy(b => b.Place).Take(MostBodies).ToList();
        if (found.Find(b => b.Name == words) is { } named)
        {
            return ([.. accused, named], []);
        }
        // Those found stand there to be ticked; what is left unticked on the way on was not meant.
        if (accused.Count == 0 || found.Count == 0)
        {
            errors.Add("body", found.Count > 0 ? "voices.new.which-body" : "voices.new.no-body", words);
        }
        return (accused, found);
    }

    private static int? PeopleOf(string? typed, Errors errors)
    {
        if (typed.Kept() is not { } text)
        {
            return null;
        }
        if (TypedNumber.TryCount(text, out var people))
        {
            return people;
        }
        errors.Add("people", "voice.people", 10_000);
        return null;
    }

    private static double? Degrees(string? typed, string field, Errors errors)
    {
        if (typed.Kept() is not { } text)
        {
            return null;
        }
        if (TypedNumber.TryRead(text, out var degrees))
        {
            return (double)degrees;
        }
        errors.Add(field, "voice.no-such-position");
        return null;
    }

    private static SearchPlaces.Row Row(Register register, int i) =>
        new(register.Code(i), register.OfficialCode(i), register.Name(i), null, register.LevelOf(i), register.Path(i), register.Stands(i), Register.Fit.Exact);
}
