using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Voices.Files;
using Shanhai.Voices.Open311;
using Shanhai.Places;

namespace Shanhai.Voices;

/// <summary>
/// Where voices reach the disk. Senders who come at the same moment share one commit: whoever is first writes for all who wait, so that a durable write
/// costs each a fraction of a flush. Nobody is answered before the commit; a batch that fails is written again one by one, so that one bad
/// row harms nobody else.
/// </summary>
public sealed class Intake(
    IServiceScopeFactory scopes, CurrentTree trees, CurrentDeadlines deadlines, CurrentRegister registers, VoiceCatalogue catalogue, SearchIndex index, Vault vault, Attachments attachments, Storage storage, TimeProvider clock) : IDisposable
{
    private const int Most = 256;
    private const string PinPurpose = "voices.pin";

    private readonly ConcurrentQueue<Filing> _waiting = new();
    // Where the database has many writers, a second one fills its batch while the first waits for the disk.
    private readonly SemaphoreSlim _turn = new(storage.IsSqlite ? 1 : 2);

    /// <summary>A voice with everything that is written together with it.</summary>
    public sealed record Filing(
        Voice Voice, VoiceStep Step, Clock Clock, Petitioner? Petitioner, IReadOnlyList<VoiceAccused> Accused, IReadOnlyList<VoiceFile> Files, VoiceWords Words, JournalEntry Entry, FileVoice.Filed Answer)
    {
        public ExchangedVoice? Exchanged { get; init; }

        internal TaskCompletionSource<Result<FileVoice.Filed>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>That it comes from another system: whose key, and the addresses of pictures that were named.</summary>
    public sealed record Exchange(Guid Sender, string? Media);

    public VoiceCatalogue Catalogue => catalogue;

    /// <summary>What was answered when this key was first used; without the PIN, which was told once.</summary>
    private async Task<FileVoice.Filed?> Before(string key, Db db, CancellationToken ct)
    {
        var voice = await db.Voices.AsNoTracking().FirstOrDefaultAsync(v => v.ClientKey == key, ct);
        if (voice is null)
        {
            return null;
        }
        var tree = await trees.Read(db, ct);
        var first = await db.Clocks.AsNoTracking().Where(c => c.SubjectKind == VoicesModule.Subject && c.Subject == voice.Id.Value).OrderBy(c => c.Id).FirstAsync(ct);
        return new(voice.Id, voice.Receipt, null, voice.Office is { } office ? tree.Find(office)?.Name : null, first.DueOn, first.Provisional, true);
    }

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
        return running.Problem is { } problem ? problem : Make(input, files, id, kind, office, accused, running.Value, register, actor, now, received) with
        {
            Exchanged = exchange is null ? null : new() { Voice = id, Sender = exchange.Sender, Media = exchange.Media },
        };
    }

    public async Task<Result<FileVoice.Filed>> Commit(Filing filing, CancellationToken ct)
    {
        _waiting.Enqueue(filing);
        // Not cancelled while waiting: the voice is in the queue and will be written whether its sender still listens or not.
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            while (!filing.Done.Task.IsCompleted && await WriteWaiting())
            {
            }
        }
        finally
        {
            _turn.Release();
        }
        return await filing.Done.Task;
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Whether the PIN opens the voice. The caller counts what was wrong.</summary>
    public bool PinFits(Voice voice, string? pin) => pin is not null && vault.Fits(PinPurpose, voice.Id.Value, pin.Trim(), voice.PinMark);

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
        FileVoice input, IReadOnlyList<ReadFile> files, Id<Voice> id, VoiceKind kind, Body? office, List<Id<Organisation>> accused, Clock running, Register register, Actor actor, DateTimeOffset now, DateOnly received)
    {
        var person = new Petitioner.Person(Blank(input.Name), Blank(input.Phone), Blank(input.Address), Blank(input.Email));
        var hers = actor.IsPublic || input.Channel == Channel.Open311;
        var (pin, salt) = (Receipt.NewPin(), RandomNumberGenerator.GetBytes(16));
        var at = received == ChinaDay.Of(now) ? now : ChinaDay.EndOf(received.AddDays(-1)).ToUniversalTime();
        var voice = new Voice
        {
            Id = id,
            Receipt = Receipt.New(),
            PinMark = vault.Mark(PinPurpose, id.Value, pin),
            ClientKey = Blank(input.ClientKey),
            Kind = kind,
            Channel = ChannelOf(input, actor),
            Category = input.Category ?? "other",
            Place = input.Place!.Value,
            Latitude = input.Latitude,
            Longitude = input.Longitude,
            Where = Blank(input.Where),
            Text = input.Text!.Trim(),
            Wish = Blank(input.Wish),
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
            [.. accused.Select(a => new VoiceAccused { Voice = id, Body = a })], attachments.Sealed(files, id, 1, hers ? Party.Petitioner : Party.Office), index.Of(voice, register), entry, new(id, voice.Receipt, pin, office?.Name, running.DueOn, running.Provisional));
    }

    // How it came is the office's word, or that of the door it came through; what strangers say about it is not believed.
    private static Channel ChannelOf(FileVoice input, Actor actor) =>
        input.Through is { } door ? door
        : input.Channel is { } said && (said == Channel.Open311 ? actor.May(VoicesModule.Exchange) : !actor.IsPublic && actor.May(VoicesModule.Register)) ? said
        : actor.Door == Door.Api ? Channel.Api : Channel.Web;

    /// <summary>False: nobody waits any more; whoever is not answered yet is with another writer.</summary>
    private async Task<bool> WriteWaiting()
    {
        var batch = new List<Filing>();
        while (batch.Count < Most && _waiting.TryDequeue(out var next))
        {
            batch.Add(next);
        }
        if (batch.Count == 0)
        {
            return false;
        }
        try
        {
            await Write(batch);
            return true;
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One of them is at fault; which, shows one by one.
        }
        catch (Exception broken)
        {
            await Tell(batch[0], broken);
            return true;
        }
        foreach (var filing in batch)
        {
            try
            {
                await Write([filing]);
            }
            catch (Exception broken)
            {
                await Tell(filing, broken);
            }
        }
        return true;
    }

    private async Task Write(List<Filing> waiting)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        var batch = await Fresh(waiting, db);
        if (batch.Count > 0)
        {
            await using var writing = await db.BeginWriting(default);
            await Bulk.InsertAll(db, [.. batch.Select(f => f.Voice)], default);
            await Bulk.InsertAll(db, [.. batch.Select(f => f.Step)], default);
            await Bulk.InsertAll(db, [.. batch.Select(f => f.Clock)], default);
            await Bulk.InsertAll(db, [.. batch.Select(f => f.Petitioner).OfType<Petitioner>()], default);
            await Bulk.InsertAll(db, [.. batch.SelectMany(f => f.Accused)], default);
            await Bulk.InsertAll(db, [.. batch.Select(f => f.Words)], default);
            await Bulk.InsertAll(db, [.. batch.SelectMany(f => f.Files)], default);
            await Bulk.InsertAll(db, [.. batch.Select(f => f.Exchanged).OfType<ExchangedVoice>()], default);
            await db.RecordAll([.. batch.Select(f => f.Entry)], default);
            await writing.Commit(default);
        }
        foreach (var filing in batch)
        {
            filing.Done.TrySetResult(filing.Answer);
        }
        foreach (var again in waiting.Where(f => !f.Done.Task.IsCompleted))
        {
            again.Done.TrySetResult((await Before(again.Voice.ClientKey!, db, default))!);
        }
    }

    // Asked once for all who wait: what was filed before under its key is not written again, nor the second of two in one batch.
    private static async Task<List<Filing>> Fresh(List<Filing> waiting, Db db)
    {
        var keys = waiting.Select(f => f.Voice.ClientKey).OfType<string>().Distinct().ToList();
        if (keys.Count == 0)
        {
            return waiting;
        }
        var known = (await db.Voices.AsNoTracking().Where(v => keys.Contains(v.ClientKey!)).Select(v => v.ClientKey!).ToListAsync()).ToHashSet(StringComparer.Ordinal);
        return [.. waiting.Where(f => f.Voice.ClientKey is not { } key || known.Add(key))];
    }

    // The same key sent twice at once to two servers: the second gets the first one's answer.
    private async Task Tell(Filing filing, Exception broken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<Db>();
            if (db.Dialect.IsDuplicate(broken) && filing.Voice.ClientKey is { } key && await Before(key, db, default) is { } before)
            {
                filing.Done.TrySetResult(before);
            }
        }
        catch (Exception unasked)
        {
            // Whoever waits for an answer gets one, also when the database cannot be asked what it has.
            broken = new AggregateException(broken, unasked);
        }
        filing.Done.TrySetException(broken);
    }

    private static string? Blank(string? given) => string.IsNullOrWhiteSpace(given) ? null : given.Trim();
}
