using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Voices.Files;
using Shanhai.Places;

namespace Shanhai.Voices;

/// <summary>
/// Files a voice: anybody may, without an account; a clerk who takes a call or a letter files it for the person. The answer comes when it is on the
/// disk, with the receipt code and the PIN (told once), the office that keeps it and the last day by which that office must have sorted it.
/// </summary>
/// <param name="Kind">Null: the office decides while it sorts.</param>
/// <param name="Place">The village, township or county it is about.</param>
public sealed record FileVoice(VoiceKind? Kind, string? Category, PlaceCode? Place, string? Text)
{
    public string? Wish { get; init; }
    public string? Where { get; init; }
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }
    public int? People { get; init; }
    public string? Name { get; init; }
    public string? Phone { get; init; }
    public string? Address { get; init; }
    public string? Email { get; init; }
    public bool MayPublish { get; init; }
    /// <summary>Bodies that an accusation is about: their people never see it.</summary>
    public IReadOnlyList<Id<Organisation>>? Accused { get; init; }
    public Channel? Channel { get; init; }

    /// <summary>The door of the program itself through which it came; nobody outside can say it.</summary>
    internal Channel? Through { get; init; }

    /// <summary>Made by the sender: a voice sent again under the same key is not filed twice.</summary>
    public string? ClientKey { get; init; }

    /// <summary>When it reached the office, where that was before it was typed in (a letter): not later than now.</summary>
    public DateOnly? ReceivedOn { get; init; }

    /// <param name="Pin">Six digits, told this once; null where the same voice had been filed before.</param>
    public sealed record Filed(Id<Voice> Id, string Receipt, string? Pin, string? Office, DateOnly AnswerBy, bool Provisional, bool Again = false);

    public Errors Validate(VoiceCatalogue catalogue)
    {
        var errors = new Errors()
            .Require(Text, "text", "voice.say-what").Limit(Text, Voice.LongestText, "text").Limit(Wish, Voice.LongestWish, "wish").Limit(Where, Voice.LongestWhere, "where")
            .Limit(Name, 60, "name").Limit(Phone, 40, "phone").Limit(Address, 200, "address").Limit(Email, 120, "email").Limit(ClientKey, 80, "clientKey");
        if (Category is not null && catalogue.Category(Category) is null)
        {
            errors.Add("category", "voice.no-such-category", Category);
        }
        if (Place is null)
        {
            errors.Add("place", "voice.say-where");
        }
        if (Latitude is < -90 or > 90 || Longitude is < -180 or > 180 || Latitude is null != Longitude is null)
        {
            errors.Add("latitude", "voice.no-such-position");
        }
        return People is < 1 or > 10_000 ? errors.Add("people", "voice.people", 10_000) : errors;
    }

    public static Task<Result<Filed>> Handle(FileVoice input, Intake intake, Db db, Actor actor, CancellationToken ct) => File(input, [], intake, db, actor, ct);

    /// <summary>With the files that came along, which have been looked at.</summary>
    internal static async Task<Result<Filed>> File(FileVoice input, IReadOnlyList<ReadFile> files, Intake intake, Db db, Actor actor, CancellationToken ct, Intake.Exchange? exchange = null)
    {
        if ((actor.Refuses(VoicesModule.File) ?? input.Validate(intake.Catalogue).Refusal) is { } no)
        {
            return no;
        }
        var prepared = await intake.Prepare(input, files, db, actor, ct, exchange);
        return prepared.Problem is { } problem ? problem : await intake.Commit(prepared.Value);
    }
}
