using System.Security.Cryptography;
using System.Text.Json;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices.Files;
using Shanhai.Voices.Open311;

namespace Shanhai.Voices;

/// <summary>What is decided about a new voice before it waits for the disk.</summary>
public sealed partial class Intake
{
    /// <summary>Decides everything about a new voice: the office, its clock, receipt and PIN. The shape has been looked at.</summary>
    public async Task<Result<Filing>> Prepare(FileVoice input, IReadOnlyList<ReadFile> files, Db db, Actor actor, CancellationToken ct, Exchange? exchange = null)
    {
        var (now, place) = (clock.GetUtcNow(), input.Place!.Value);
        var today = ChinaDay.Of(now);
        var received = input.ReceivedOn ?? today;
        var byOffice = !actor.IsPublic && actor.May(VoicesModule.Register);
        if (received > today || received != today && !byOffice)
        {
            return new Errors().Add("receivedOn", "voice.received-later").Refusal!;
        }
        var register = await registers.Read(db, ct);
        if (register.Find(place) < 0)
        {
            return new Errors().Add("place", "voice.no-such-place", place).Refusal!;
        }
        var tree = await trees.Read(db, ct);
        var accused = (input.Accused ?? []).Distinct().ToList();
        if (accused.Find(a => tree.Find(a) is null) is { IsNone: false } unknown)
        {
            return new Errors().Add("accused", "voice.no-such-body", unknown).Refusal!;
        }
        var kind = accused.Count > 0 ? VoiceKind.Accusation : input.Kind ?? VoiceKind.Appeal;
        var office = OfficeFor(kind, place, accused, tree);
        if (kind == VoiceKind.Accusation && office is null)
        {
            return Problem.Clash("voice.nobody-for-accusations");
        }
        var ends = await deadlines.Read(db, ct);
        var id = Id<Voice>.New(clock);
        var running = Clock.Start(ends, Procedure.Sort, new(VoicesModule.Subject, id.Value, place, office?.Id.Value, VoicesModule.CompartmentOf(kind)), received, clock);
        return running.Problem is { } problem ? problem : Make(input, files, id, kind, office, accused, running.Value, actor, now, received) with
        {
            Exchanged = exchange is null ? null : new() { Voice = id, Sender = exchange.Sender, Media = exchange.Media },
        };
    }

    /// <summary>Accusations go to the discipline body of the place, never to one that is accused or below one that is; everything else to the petition office.</summary>
    internal static Body? OfficeFor(VoiceKind kind, PlaceCode place, IReadOnlyList<Id<Organisation>> accused, OrganisationTree tree)
    {
        if (kind != VoiceKind.Accusation)
        {
            return tree.Nearest(OrganisationKind.PetitionOffice, place);
        }
        var at = place;
        while (tree.Nearest(OrganisationKind.Discipline, at) is { } body)
        {
            if (!accused.Any(a => tree.Successor(a)?.Id == body.Id || tree.Above(body.Id).Any(b => b.Id == a)))
            {
                return body;
            }
            if (body.Place.Level == Level.Nation)
            {
                return null;
            }
            at = body.Place.Parent;
        }
        return null;
    }

    private Filing Make(
        FileVoice input, IReadOnlyList<ReadFile> files, Id<Voice> id, VoiceKind kind, Body? office, List<Id<Organisation>> accused, Clock running, Actor actor, DateTimeOffset now, DateOnly received)
    {
        var person = new Petitioner.Person(input.Name.Kept(), input.Phone.Kept(), input.Address.Kept(), input.Email.Kept());
        var hers = actor.IsPublic || input.Channel == Channel.Open311;
        var (pin, salt) = (Receipt.NewPin(), RandomNumberGenerator.GetBytes(16));
        var at = received == ChinaDay.Of(now) ? now : ChinaDay.StartOf(received).ToUniversalTime();
        var voice = new Voice
        {
            Id = id,
            Receipt = Receipt.New(),
            PinMark = vault.Mark(PinPurpose, id.Value, pin),
            ClientKey = input.ClientKey.Kept(),
            Kind = kind,
            Channel = ChannelOf(input, actor),
            Category = input.Category ?? "other",
            Place = input.Place!.Value,
            Latitude = input.Latitude,
            Longitude = input.Longitude,
            Where = input.Where.Kept(),
            Text = input.Text!.Trim(),
            Wish = input.Wish.Kept(),
            People = input.People ?? 1,
            Anonymous = person.IsEmpty,
            MayPublish = input.MayPublish && kind != VoiceKind.Accusation,
            ReceivedAt = new(at.UtcTicks - at.UtcTicks % 10, TimeSpan.Zero),
            Salt = salt,
            Fingerprint = VoiceReceipts.Fingerprint(salt, VoiceReceipts.Said(id, at, input, files.Select(f => f.Hash))),
            Office = office?.Id,
            Holder = office?.Id,
            Due = running.DueOn,
            Provisional = running.Provisional,
            Steps = 1,
        };
        var step = new VoiceStep
        {
            Id = Id<VoiceStep>.New(clock), Voice = id, Number = 1, Act = Act.File, From = VoiceState.Received, To = VoiceState.Received, At = now,
            Party = hers ? Party.Petitioner : Party.Office, By = hers ? null : actor.Name, ToBody = office?.Id,
        };
        // Anonymous means anonymous: the address a voice came from is written down nowhere.
        var entry = JournalEntry.Of(actor with { Origin = hers ? null : actor.Origin }, VoicesModule.File, VoicesModule.SubjectOf(voice), now,
            JsonSerializer.Serialize(new { channel = voice.Channel, office = office?.Name, due = running.DueOn, fingerprint = Convert.ToHexStringLower(voice.Fingerprint) }, JournalEntry.Json),
            voice.Place, VoicesModule.KeptBy(voice));
        return new(voice, step, running, person.IsEmpty ? null : Petitioner.Of(id, person, vault),
            [.. accused.Select(a => new VoiceAccused { Voice = id, Body = a })], attachments.Sealed(files, id, 1, hers ? Party.Petitioner : Party.Office), entry, new(id, voice.Receipt, pin, office?.Name, running.DueOn, running.Provisional));
    }

    // How it came is the office's word, or that of the door it came through; what strangers say about it is not believed.
    private static Channel ChannelOf(FileVoice input, Actor actor) =>
        input.Through is { } door ? door
        : input.Channel is { } said && (said == Channel.Open311 ? actor.May(VoicesModule.Exchange) : !actor.IsPublic && actor.May(VoicesModule.Register)) ? said
        : actor.Door == Door.Api ? Channel.Api : Channel.Web;
}
