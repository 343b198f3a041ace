using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>Begins an enclave, from a template or from nothing, with a first draft of its contract. Officers of the guest's area may.</summary>
/// <param name="Place">The guest, whose villages pool.</param>
/// <param name="Host">Where it lies.</param>
/// <param name="From">The contract's first day.</param>
public sealed record CreateEnclave(string? Template, string? Name, EnclaveKind? Kind, PlaceCode? Place, PlaceCode? Host, DateOnly? From, decimal? Mu = null)
{
    public sealed record Created(Id<Enclave> Id);

    public static async Task<Result<Created>> Handle(CreateEnclave input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(EnclavesModule.Plan) is { } no)
        {
            return no;
        }
        var register = await places.Read(db, ct);
        var errors = new Errors().Require(input.Name, "name").Limit(input.Name, Enclave.LongestName, "name").NoNumberOfAPerson(input.Name, "name");
        var template = string.IsNullOrWhiteSpace(input.Template) ? null : EnclaveTemplate.Find(input.Template.Trim());
        if (template is null && !string.IsNullOrWhiteSpace(input.Template))
        {
            errors.Add("template", "enclaves.no-template");
        }
        var kind = template?.Kind ?? input.Kind;
        if (kind is not { } known || !Enum.IsDefined(known))
        {
            errors.Add("kind", "field.required");
        }
        bool Stands(PlaceCode? place) => place is { } p && p.Level != Level.Village && register.Find(p) is >= 0 and var i && register.Stands(i);
        if (!Stands(input.Place))
        {
            errors.Add("place", "enclaves.no-place");
        }
        if (!Stands(input.Host))
        {
            errors.Add("host", "enclaves.no-place");
        }
        if (input.From is not { Year: > 1990 and < 2150 } from)
        {
            return errors.Add("from", "field.required").Refusal!;
        }
        if (input.Mu is <= 0 or > 1_000_000)
        {
            errors.Add("mu", "enclaves.mu");
        }
        if ((errors.Refusal ?? actor.Refuses(EnclavesModule.Plan, input.Place!.Value)) is { } refusal)
        {
            return refusal;
        }
        var enclave = Add(template, input.Name!.Trim(), kind!.Value, input.Place!.Value, input.Host!.Value, from, input.Mu ?? template?.Known.Mu, false, db, actor, clock);
        db.Record(actor, EnclavesModule.Plan, EnclaveSight.SubjectOf(enclave.Id), place: enclave.Place);
        await db.SaveChangesAsync(ct);
        return new Created(enclave.Id);
    }

    internal static Enclave Add(EnclaveTemplate? template, string name, EnclaveKind kind, PlaceCode guest, PlaceCode host, DateOnly from, decimal? mu, bool simulated, Db db, Actor actor, TimeProvider clock)
    {
        var enclave = new Enclave
        {
            Id = Id<Enclave>.New(clock), Name = name, Kind = kind, Template = template?.Code, Place = guest, HostPlace = host, MadeBy = actor.Name, MadeAt = clock.GetUtcNow(), Simulated = simulated,
            // A mu is 2,000/3 square metres; rounded to whole ones.
            SquareMetres = mu is { } m ? (long)decimal.Round(m * 2000 / 3, MidpointRounding.AwayFromZero) : null,
        };
        var terms = template?.Terms(from) ?? new() { Phases = [new(ReturnKind.Floating, from, from.AddYears(10).AddDays(-1))] };
        db.Enclaves.Add(enclave);
        db.EnclaveContracts.Add(new() { Id = Id<Contract>.New(clock), Enclave = enclave.Id, Number = 1, FromDay = from, Json = terms.Written(), WrittenBy = actor.Name, WrittenAt = clock.GetUtcNow() });
        return enclave;
    }
}

/// <summary>Publishes an enclave's signed contract with its figures by village, or takes that back. Officers and leaders of the guest's area may.</summary>
public sealed record PublishEnclave(bool Published)
{
    public sealed record Done(Id<Enclave> Id, bool Published);

    public static async Task<Result<Done>> Handle(Id<Enclave> id, PublishEnclave input, Db db, Actor actor, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.Publish, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        if (found.Value.Published == input.Published)
        {
            return Problem.Clash(input.Published ? "enclaves.published-before" : "enclaves.not-published");
        }
        if (input.Published && !await db.EnclaveContracts.AnyAsync(c => c.Enclave == id && c.SignedOn != null, ct))
        {
            return Problem.Clash("enclaves.sign-first");
        }
        found.Value.Published = input.Published;
        found.Value.Version++;
        db.Record(actor, EnclavesModule.Publish, EnclaveSight.SubjectOf(id), new { input.Published }, found.Value.Place);
        return await EnclaveSight.Save(db, ct) is { } meanwhile ? meanwhile : new Done(id, input.Published);
    }
}

/// <summary>Corrects what an enclave is called and how large it is; what was agreed is amended by the contract. Officers of the guest's area may.</summary>
public sealed record CorrectEnclave(string? Name, long? SquareMetres, int? Version = null)
{
    public sealed record Corrected(Id<Enclave> Id);

    public static async Task<Result<Corrected>> Handle(Id<Enclave> id, CorrectEnclave input, Db db, Actor actor, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.Plan, db, actor, ct);
        var errors = new Errors().Require(input.Name, "name").Limit(input.Name, Enclave.LongestName, "name").NoNumberOfAPerson(input.Name, "name");
        if (input.SquareMetres is <= 0 or > Enclave.MostSquareMetres)
        {
            errors.Add("squareMetres", "enclaves.metres-range", Enclave.MostSquareMetres);
        }
        if ((found.Problem ?? errors.Refusal) is { } no)
        {
            return no;
        }
        var enclave = found.Value;
        if (input.Version is { } seen && seen != enclave.Version)
        {
            return Problem.Clash("enclaves.changed-meanwhile");
        }
        (enclave.Name, enclave.SquareMetres) = (input.Name!.Trim(), input.SquareMetres);
        enclave.Version++;
        db.Record(actor, EnclavesModule.Plan, EnclaveSight.SubjectOf(id), new { corrected = true }, enclave.Place);
        return await EnclaveSight.Save(db, ct) is { } meanwhile ? meanwhile : new Corrected(id);
    }
}

/// <summary>Ends an enclave on a day, with the reason; nothing that goes beyond it is distributed. What was ended by mistake goes on. Officers of the guest's area may.</summary>
/// <param name="TakeBack">It has not ended.</param>
public sealed record EndEnclave(DateOnly? On, string? Why, bool TakeBack = false)
{
    public sealed record Ended(Id<Enclave> Id);

    public static async Task<Result<Ended>> Handle(Id<Enclave> id, EndEnclave input, Db db, Actor actor, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.Plan, db, actor, ct);
        var errors = new Errors().Require(input.Why, "why").Limit(input.Why, Enclave.LongestWhy, "why").NoNumberOfAPerson(input.Why, "why");
        if (input.On is null && !input.TakeBack)
        {
            errors.Add("on", "field.required");
        }
        if ((found.Problem ?? errors.Refusal) is { } no)
        {
            return no;
        }
        if ((found.Value.EndedOn is not null) != input.TakeBack)
        {
            return Problem.Clash(input.TakeBack ? "enclaves.not-ended" : "enclaves.ended-before");
        }
        if (!input.TakeBack)
        {
            var first = (await db.EnclaveContracts.AsNoTracking().Where(c => c.Enclave == id).OrderBy(c => c.Number).FirstAsync(ct)).Terms().Phases[0].From;
            if (input.On < first || input.On > first.AddYears(200))
            {
                return new Errors().Add("on", "enclaves.end-day", first).Refusal!;
            }
            if (await EnclaveSight.DistributedThrough(id, db, ct) is { } through && input.On < through)
            {
                return new Errors().Add("on", "enclaves.distributed-through", through).Refusal!;
            }
        }
        found.Value.EndedOn = input.TakeBack ? null : input.On;
        found.Value.EndedWhy = input.TakeBack ? null : input.Why!.Trim();
        found.Value.Version++;
        db.Record(actor, EnclavesModule.Plan, EnclaveSight.SubjectOf(id), new { ended = input.On, input.TakeBack, why = input.Why!.Trim() }, found.Value.Place);
        return await EnclaveSight.Save(db, ct) is { } meanwhile ? meanwhile : new Ended(id);
    }
}
