using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Organisations;

namespace Shanhai.Enclaves;

/// <summary>
/// Who sees which enclave, and how much of it: whoever works in the guest's or the host's area sees the whole; whoever works for a village that holds a part, or is paid for one it took over, sees the contract
/// and what concerns her villages. It is kept in the guest's area alone.
/// </summary>
internal static class EnclaveSight
{
    public static IQueryable<Enclave> Enclaves(Db db, Actor actor, string verb)
    {
        var scope = actor.Scope(verb);
        var (guest, host) = (db.Enclaves.Within(scope, e => e.Place).Select(e => e.Id), db.Enclaves.Within(scope, e => e.HostPlace).Select(e => e.Id));
        var (held, paid) = (db.Stakes.Where(s => !s.TakenBack).Within(scope, s => s.Place).Select(s => s.Enclave), PaidAsSuccessors(db, scope));
        return db.Enclaves.Where(e => guest.Contains(e.Id) || host.Contains(e.Id) || held.Contains(e.Id) || paid.Contains(e.Id));
    }

    /// <summary>Enclaves that pay villages of the scope for villages they took over.</summary>
    public static IQueryable<Id<Enclave>> PaidAsSuccessors(Db db, PlaceScope scope)
    {
        var runs = db.Dividends.Where(d => d.Payee != d.Place).Within(scope, d => d.Payee).Select(d => d.Distribution);
        return db.Distributions.Where(d => runs.Contains(d.Id)).Select(d => d.Enclave);
    }

    /// <summary>What everybody reads once it is published holds nobody's number.</summary>
    public static Errors NoNumberOfAPerson(this Errors errors, string? text, string field) =>
        text is not null && EntryContent.PersonalNumber().IsMatch(text) ? errors.Add(field, "enclaves.personal-number") : errors;

    /// <summary>Of which places she sees stakes and dividends.</summary>
    public static PlaceScope PartsOf(Enclave enclave, Actor actor) =>
        actor.Scope(EnclavesModule.View) is var scope && (scope.Contains(enclave.Place) || scope.Contains(enclave.HostPlace)) ? PlaceScope.Everywhere : scope;

    /// <summary>The enclave to be changed under a verb: one she does not see is not there, one she only sees is not hers.</summary>
    public static async Task<Result<Enclave>> Find(Id<Enclave> id, string verb, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(verb) is { } no)
        {
            return no;
        }
        if (await Enclaves(db, actor, EnclavesModule.View).FirstOrDefaultAsync(e => e.Id == id, ct) is not { } enclave)
        {
            return Problem.Missing("enclaves.no-enclave");
        }
        return verb == EnclavesModule.View || actor.Scope(verb).Contains(enclave.Place) ? enclave : Problem.Refused("enclaves.not-yours");
    }

    /// <summary>A distribution with its enclave under a verb.</summary>
    public static async Task<Result<(Distribution Of, Enclave Enclave)>> Distribution(Id<Distribution> id, string verb, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(verb) is { } no)
        {
            return no;
        }
        if (await db.Distributions.FirstOrDefaultAsync(d => d.Id == id, ct) is not { } distribution)
        {
            return Problem.Missing("enclaves.no-distribution");
        }
        var enclave = await Find(distribution.Enclave, verb, db, actor, ct);
        return enclave.Problem is { } problem ? problem.Status == 404 ? Problem.Missing("enclaves.no-distribution") : problem : (distribution, enclave.Value);
    }

    /// <summary>Saves; where somebody changed the same enclave or distribution meanwhile, says so and nothing is written.</summary>
    public static Task<Problem?> Save(Db db, CancellationToken ct) => db.Save(changed: Problem.Clash("enclaves.changed-meanwhile"), there: Problem.Clash("enclaves.changed-meanwhile"), ct);

    /// <summary>The same with many new rows beside.</summary>
    public static Task<Problem?> Save<T>(Db db, IReadOnlyList<T> many, CancellationToken ct) where T : class => Try(db, async () =>
    {
        await using var writing = await db.BeginWriting(ct);
        await db.SaveWith(many, ct);
        await writing.Commit(ct);
    });

    private static async Task<Problem?> Try(Db db, Func<Task> save)
    {
        try
        {
            await save();
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Problem.Clash("enclaves.changed-meanwhile");
        }
        catch (Exception failure) when (db.Dialect.IsDuplicate(failure))
        {
            return Problem.Clash("enclaves.changed-meanwhile");
        }
    }

    /// <summary>The last day that a standing distribution covers; null: nothing was distributed.</summary>
    public static Task<DateOnly?> DistributedThrough(Id<Enclave> id, Db db, CancellationToken ct) =>
        db.Distributions.Where(d => d.Enclave == id && (d.State == DistributionState.Proposed || d.State == DistributionState.Approved)).MaxAsync(d => (DateOnly?)d.ToDay, ct);

    public static string SubjectOf(Id<Enclave> id) => "enclave:" + id;

    public static string SubjectOf(Id<Distribution> id) => "distribution:" + id;
}

/// <summary>A body as an official types it: its key, its name, or its credit code.</summary>
internal static class NamedBody
{
    public static Id<Organisation>? Find(string? typed, OrganisationTree tree, Errors errors, string field)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return null;
        }
        var words = typed.Trim();
        var found = tree.All.Where(b => b.Name == words || b.ShortName == words || b.CreditCode == words || b.Id.ToString() == words).Where(b => b.StandsOn(null)).ToList();
        if (found is [var one])
        {
            return one.Id;
        }
        errors.Add(field, found.Count == 0 ? "enclaves.no-body" : "enclaves.which-body", words, found.Count);
        return null;
    }
}
