using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>What a distribution would pay, to the fen and by holder, before anybody proposes it. Officers of the guest's area may; nothing is written.</summary>
/// <param name="Income">Net income of the period, yuan; a loss is less than zero.</param>
public sealed record PreviewDistribution(DateOnly? From, DateOnly? To, decimal? Income)
{
    /// <param name="Payees">For each part, in its order: who is paid.</param>
    public sealed record Previewed(Reckoning Of, short Contract, DateOnly DueOn, IReadOnlyList<Payee> Payees);

    public sealed record Payee(PlaceCode Place, string Name, string? Merged);

    public static async Task<Result<Previewed>> Handle(Id<Enclave> id, PreviewDistribution input, Shanhai.Organisations.CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.Distribute, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var reckoned = await Reckon(found.Value, input, await places.Read(db, ct), db, clock, ct);
        if (reckoned.Problem is { } problem)
        {
            return problem;
        }
        var (contract, of, paid) = reckoned.Value;
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        return new Previewed(of, contract.Number, of.To.AddDays(contract.Terms().DueDays), [.. of.Parts.Select((p, i) => new Payee(paid[i], p.Organisation is { } body ? tree.Find(body)?.Name ?? "" : register.NameOf(paid[i]),
            paid[i] == p.Place ? null : register.NameOf(p.Place)))]);
    }

    /// <summary>Shape, period, contract, shares, and the village that stands for each holder today.</summary>
    internal static async Task<Result<(Contract Contract, Reckoning Of, IReadOnlyList<PlaceCode> Payees)>> Reckon(Enclave enclave, PreviewDistribution input, Register register, Db db, TimeProvider clock, CancellationToken ct)
    {
        var (errors, today, fen) = (new Errors(), ChinaDay.Today(clock), Sums.Fen(input.Income));
        if (fen is null)
        {
            errors.Add("income", "enclaves.income");
        }
        if (input.From is not { } from || input.To is not { } to)
        {
            return errors.Add(input.From is null ? "from" : "to", "field.required").Refusal!;
        }
        if (to < from || to > today || to >= from.AddYears(1))
        {
            errors.Add("to", "enclaves.period", today);
        }
        if (enclave.EndedOn is { } ended && to > ended)
        {
            errors.Add("to", "enclaves.ended", ended);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        if (await db.Distributions.AsNoTracking().Where(d => d.Enclave == enclave.Id && (d.State == DistributionState.Proposed || d.State == DistributionState.Approved) && d.FromDay <= to && d.ToDay >= from)
                .OrderBy(d => d.Number).FirstOrDefaultAsync(ct) is { } other)
        {
            return Problem.Clash("enclaves.distributed-already", other.Number, other.FromDay, other.ToDay);
        }
        var contracts = await db.EnclaveContracts.AsNoTracking().Where(c => c.Enclave == enclave.Id).ToListAsync(ct);
        if (Contract.On(contracts, from) is not { } contract)
        {
            return Problem.Clash("enclaves.not-signed", from);
        }
        if (Contract.On(contracts, to)!.Number != contract.Number)
        {
            return new Errors().Add("to", "enclaves.amended-within", Contract.On(contracts, to)!.FromDay).Refusal!;
        }
        var stakes = await db.Stakes.AsNoTracking().Where(s => s.Enclave == enclave.Id && !s.TakenBack).ToListAsync(ct);
        SignContract.TooLarge(contract.Terms(), enclave, stakes, today, register, errors, "stakes");
        var reckoned = Reckoning.Of(contract.Terms(), stakes, from, to, fen!.Value);
        if ((reckoned.Problem ?? errors.Refusal) is { } impossible)
        {
            return impossible;
        }
        var payees = reckoned.Value.Parts.Select(p => p.Organisation is null ? register.Standing(p.Place) : p.Place).ToList();
        foreach (var (_, part) in reckoned.Value.Parts.Index().Where(p => payees[p.Index] is null).Take(5))
        {
            errors.Add("stakes", "enclaves.village-divided", register.NameOf(part.Place));
        }
        IReadOnlyList<PlaceCode> paid = [.. payees.OfType<PlaceCode>()];
        return errors.Refusal is { } divided ? divided : (contract, reckoned.Value, paid);
    }
}

/// <summary>
/// Proposes the distribution of a period: what <see cref="PreviewDistribution"/> shows, with the paper that says what was earned. Officers of the guest's area may; another person approves it.
/// </summary>
/// <param name="Print">The hash of the preview that was seen; null: it was not looked at.</param>
public sealed record ProposeDistribution(DateOnly? From, DateOnly? To, decimal? Income, string? Evidence, DateOnly? DueOn = null, string? Print = null)
{
    public sealed record Proposed(Id<Distribution> Id, short Number, long Due);

    public static async Task<Result<Proposed>> Handle(Id<Enclave> id, ProposeDistribution input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.Distribute, db, actor, ct);
        if ((found.Problem ?? new Errors().Require(input.Evidence, "evidence").Limit(input.Evidence, Distribution.LongestEvidence, "evidence").Refusal) is { } no)
        {
            return no;
        }
        var enclave = found.Value;
        var reckoned = await PreviewDistribution.Reckon(enclave, new(input.From, input.To, input.Income), await places.Read(db, ct), db, clock, ct);
        if (reckoned.Problem is { } problem)
        {
            return problem;
        }
        var (contract, of, payees) = reckoned.Value;
        var dueOn = input.DueOn ?? of.To.AddDays(contract.Terms().DueDays);
        if (dueOn < of.To || dueOn > of.To.AddYears(3))
        {
            return new Errors().Add("dueOn", "enclaves.due-on", of.To).Refusal!;
        }
        var print = PrintOf(of, payees);
        if (input.Print is { Length: > 0 } seen && seen != print)
        {
            return Problem.Clash("enclaves.changed-meanwhile");
        }
        var number = (short)((await db.Distributions.Where(d => d.Enclave == id).MaxAsync(d => (short?)d.Number, ct) ?? 0) + 1);
        var made = new Distribution
        {
            Id = Id<Distribution>.New(clock), Enclave = id, Contract = contract.Id, Number = number, FromDay = of.From, ToDay = of.To, DueOn = dueOn, Income = of.Income, Evidence = input.Evidence!.Trim(), Reserve = of.Reserve,
            Due = of.Due, FromGuarantor = of.FromGuarantor, Host = of.Host, Guest = of.Guest, Operator = of.Operator, Segments = JsonSerializer.Serialize(of.Segments, JournalEntry.Json), Print = print,
            Preparer = Approval.PersonOf(actor), PreparedBy = actor.Name, PreparedAt = clock.GetUtcNow(),
        };
        db.Distributions.Add(made);
        List<Dividend> dividends = [.. of.Parts.Select((p, i) => new Dividend
        {
            Id = Id<Dividend>.New(clock), Distribution = made.Id, Line = (short)(i + 1), Place = p.Place, Payee = payees[i], Organisation = p.Organisation, Weight = p.Weight, Due = p.Due, Rank = p.Rank, Extra = p.Extra,
        })];
        enclave.Version++;
        db.Record(actor, EnclavesModule.Distribute, EnclaveSight.SubjectOf(made.Id), new { enclave = id.ToString(), number, from = of.From, to = of.To, due = of.Due, print }, enclave.Place);
        return await EnclaveSight.Save(db, dividends, ct) is { } meanwhile ? meanwhile : new Proposed(made.Id, number, of.Due);
    }

    internal static string PrintOf(Reckoning of, IReadOnlyList<PlaceCode> payees)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{of.From:yyyy-MM-dd} {of.To:yyyy-MM-dd} {of.Income} {of.Reserve} {of.Due} {of.FromGuarantor} {of.Host} {of.Guest} {of.Operator}");
        foreach (var (i, p) in of.Parts.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{p.Place} {p.Organisation} {payees[i]} {p.Weight} {p.Due}");
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
