using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shanhai.Host.Clocks;
using Shanhai.Places;
using Shanhai.Voices.Files;

namespace Shanhai.Voices.Open311;

/// <summary>
/// Takes a voice from another system, by a key that may: it goes the way of every voice (office, clock, journal, receipt) and the answer comes when it is on
/// the disk. The same thing sent again, by its Idempotency-Key or else word for word on the same day, is filed once.
/// </summary>
internal sealed class TakeRequest(
    CurrentRegister registers, CurrentDeadlines deadlines, VoiceCatalogue catalogue, Intake intake, Attachments attachments, Db db, TimeProvider clock)
{
    private const int LongestDescription = 4000;

    // The furthest that a village or township of the register may lie from the point that was sent.
    private const double MostKilometres = 5;

    public async Task<Answer> Handle(Asked asked, CancellationToken ct)
    {
        if (asked[Asked.Key] is null || asked.Sender is not { } sender)
        {
            return asked.Refuse(403, asked[Asked.Key] is null ? "open311.no-key" : "open311.key-may-not");
        }
        if (asked["service_code"] is not { } code)
        {
            return asked.Refuse(400, "open311.say-service");
        }
        if (ShowServices.Offered(catalogue).All(c => c.Code != code))
        {
            return asked.Refuse(404, "open311.no-service", code);
        }
        var (position, fault) = PositionOf(asked);
        if ((fault ?? (asked["description"]?.Length > LongestDescription ? asked.Refuse(400, "open311.too-long", LongestDescription) : null)) is { } no)
        {
            return no;
        }
        var register = await registers.Read(db, ct);
        var (place, where, unplaced) = PlaceOf(asked, position, register);
        if (unplaced is not null)
        {
            return unplaced;
        }
        if (asked.Actor.Refuses(VoicesModule.Exchange, place) is { } outside)
        {
            return asked.Refuse(outside);
        }
        var files = await attachments.Read(asked.Http.Request.HasFormContentType ? asked.Http.Request.Form.Files : null, ct);
        if (files.Problem is { } unfit)
        {
            return asked.Refuse(unfit);
        }
        return await File(Input(asked, code, place, where, position, sender), sender, files.Value, asked, ct);
    }

    private async Task<Answer> File(FileVoice input, Guid sender, IReadOnlyList<ReadFile> files, Asked asked, CancellationToken ct)
    {
        var media = string.Join('\n', asked.All("media_url"));
        var exchanged = new Intake.Exchange(sender, media.Length == 0 ? null : media.Length > 2000 ? media[..2000] : media);
        var filed = await FileVoice.File(input, files, intake, db, asked.Actor, ct, exchanged);
        if (filed.Problem is { } problem)
        {
            return asked.Refuse(problem);
        }
        var rule = (await deadlines.Read(db, ct)).InForce(Procedure.Sort, input.Place!.Value, ChinaDay.Today(clock));
        var legal = rule is null ? null : ShowRequests.Notice(rule, filed.Value.Provisional, asked);
        // The petitioner's own way in: the system that speaks for her hands it on to her. It is told once.
        var own = filed.Value.Pin is { } pin ? asked.T("open311.receipt", Receipt.Written(filed.Value.Receipt), pin) : asked.T("open311.receipt-again", Receipt.Written(filed.Value.Receipt));
        return Answer.List("service_requests", "request",
        [
            new Fields { { "service_request_id", filed.Value.Id.ToString() }, { "service_notice", legal is null ? own : $"{legal}\n{own}" }, { "account_id", null } },
        ], 201);
    }

    private FileVoice Input(Asked asked, string code, PlaceCode place, string? where, (double Latitude, double Longitude)? position, Guid sender)
    {
        var name = string.Join(' ', new[] { asked["first_name"], asked["last_name"] }.OfType<string>());
        return new FileVoice(Enum.TryParse<VoiceKind>(asked["attribute[kind]"], true, out var kind) && kind == VoiceKind.Suggestion ? kind : VoiceKind.Appeal, code, place, asked["description"])
        {
            Wish = asked["attribute[wish]"], Where = where, Latitude = position?.Latitude, Longitude = position?.Longitude,
            People = int.TryParse(asked["attribute[people]"], NumberStyles.None, CultureInfo.InvariantCulture, out var people) ? people : null,
            Name = name.Length == 0 ? null : name, Phone = asked["phone"], Email = asked["email"], MayPublish = asked["attribute[may_publish]"] == "yes", Channel = Channel.Open311,
            ClientKey = ClientKeyOf(asked, sender),
        };
    }

    // A key that the sender made, else everything it said: a message repeated because the answer was lost is the same message.
    private string ClientKeyOf(Asked asked, Guid sender)
    {
        var own = asked.Http.Request.Headers[SentOnce.Header].ToString().Trim();
        var said = own.Length > 0 ? own : ChinaDay.Today(clock).ToString("O", CultureInfo.InvariantCulture)
            + string.Join('\n', asked.Said.Where(s => s.Key != Asked.Key).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"))
            + string.Join('\n', asked.Http.Request.HasFormContentType ? asked.Http.Request.Form.Files.Select(f => $"{f.FileName}:{f.Length}") : []);
        return "open311:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{sender:N}\n{said}")));
    }

    private static ((double Latitude, double Longitude)? Position, Answer? Fault) PositionOf(Asked asked)
    {
        if (asked["lat"] is null && asked["long"] is null)
        {
            return (null, null);
        }
        return double.TryParse(asked["lat"], NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude) && double.TryParse(asked["long"], NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude)
            && latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180
            ? ((latitude, longitude), null) : (null, asked.Refuse(400, "open311.bad-position"));
    }

    // A code; else words of the register; else the nearest village; else the area the key was lent for, where the office finds out the rest.
    private static (PlaceCode Place, string? Where, Answer? Fault) PlaceOf(Asked asked, (double Latitude, double Longitude)? position, Register register)
    {
        var lent = asked.Actor.Lent!.Place;
        if (asked["address_id"] is { } id)
        {
            return PlaceCode.TryParse(id, out var code) && register.Find(code) is >= 0 and var i && register.Stands(i) ? (code, Short(asked["address_string"]), null) : (default, null, asked.Refuse(400, "open311.no-address-id", id));
        }
        var words = asked["address_string"];
        var found = SearchPlaces.In(register, words, 12, asked.Actor).Where(r => r.Stands && r.Fit == Register.Fit.Exact && lent.Contains(r.Code)).ToList();
        if (found is [var one])
        {
            return (one.Code, null, null);
        }
        if (words is null && position is null)
        {
            return (default, null, asked.Refuse(400, "open311.say-where"));
        }
        var at = position is { } point ? Nearest(point, lent, register) : null;
        return (at ?? (lent == PlaceCode.Nation ? (PlaceCode?)null : lent)) is { } place ? (place, Short(words), null)
            : (default, null, asked.Refuse(400, "open311.which-place"));
    }

    private static string? Short(string? words) => words is { Length: > Voice.LongestWhere } ? words[..Voice.LongestWhere] : words;

    private static PlaceCode? Nearest((double Latitude, double Longitude) point, PlaceCode within, Register register)
    {
        var (best, nearest) = ((PlaceCode?)null, MostKilometres);
        foreach (var i in register.Below(within))
        {
            if (register.LevelOf(i) is Level.Village or Level.Township && register.Stands(i) && register.Where(i) is { } at)
            {
                var (north, east) = ((at.Latitude - point.Latitude) * 111.2, (at.Longitude - point.Longitude) * 111.2 * Math.Cos(point.Latitude * Math.PI / 180));
                var distance = Math.Sqrt(north * north + east * east);
                (best, nearest) = distance < nearest ? (register.Code(i), distance) : (best, nearest);
            }
        }
        return best;
    }
}
