using Microsoft.EntityFrameworkCore;
using Shanhai.Analytics.Allocation;

namespace Shanhai.Enclaves;

/// <summary>
/// Compares three rules of sharing a yearly income among host, guest and villages before a contract is signed: by what each puts in, by what each needs, and by Shapley value, which gives each
/// what it adds, averaged over all orders of joining. What each coalition could earn by itself is what the parties say; it is shown with the answer. Whoever sees enclaves may; nothing is written.
/// </summary>
/// <param name="All">What all three earn together; the others what some of them could. Yuan a year.</param>
public sealed record CompareSharing(
    decimal? CapitalHost = null, decimal? CapitalGuest = null, decimal? CapitalVillages = null, decimal? NeedHost = null, decimal? NeedGuest = null, decimal? NeedVillages = null, decimal? Host = null, decimal? Guest = null,
    decimal? Villages = null, decimal? HostGuest = null, decimal? HostVillages = null, decimal? GuestVillages = null, decimal? All = null)
{
    /// <summary>Host, guest, villages: the bits of a coalition in this order.</summary>
    public static readonly IReadOnlyList<string> Parties = ["host", "guest", "villages"];

    /// <summary>Fen; null where the rule says nothing.</summary>
    public sealed record Compared(IReadOnlyList<Party> Rows, IReadOnlyList<Coalition> Worths);

    public sealed record Party(string Name, long? ByCapital, long? ByNeed, long? Shapley);

    /// <param name="Members">Names of parties.</param>
    /// <param name="Short">What each rule gives its members less than they could earn by themselves; zero: they have no reason to leave.</param>
    public sealed record Coalition(IReadOnlyList<string> Members, long Worth, long? CapitalShort, long? NeedShort, long? Short);

    private const decimal MostYuan = 1_000_000_000_000;

    public static Result<Compared> Handle([AsParameters] CompareSharing input, Actor actor)
    {
        if (actor.Refuses(EnclavesModule.View) is { } no)
        {
            return no;
        }
        var errors = new Errors();
        foreach (var (value, field) in input.Values())
        {
            if (value is < 0 or > MostYuan || value is { } v && decimal.Round(v, 2) != v)
            {
                errors.Add(field, "enclaves.amount-yuan");
            }
        }
        decimal?[] worths = [0, input.Host, input.Guest, input.HostGuest, input.Villages, input.HostVillages, input.GuestVillages, input.All];
        if (worths.Any(w => w is null))
        {
            errors.Add("all", "enclaves.say-worths");
        }
        else if (Enumerable.Range(0, 8).SelectMany(a => Enumerable.Range(0, 8).Where(b => (a & b) == a && a != b).Select(b => (a, b))).FirstOrDefault(p => worths[p.a] > worths[p.b]) is var (part, whole) && part != whole)
        {
            errors.Add("all", "enclaves.worth-falls", Named(part), Named(whole));
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var fen = worths.Select(w => (long)(w!.Value * 100)).ToArray();
        var (capital, need) = (Split(fen[7], [input.CapitalHost, input.CapitalGuest, input.CapitalVillages]), Split(fen[7], [input.NeedHost, input.NeedGuest, input.NeedVillages]));
        // Nobody earns less by being joined, so no value is below zero, and the values sum to the whole: the fen left by rounding go to the largest remainders.
        var values = Shapley.Exact(3, s => fen[s]).Values;
        long[]? shapley = fen[7] == 0 ? [0, 0, 0] : LargestRemainder.Divide(fen[7], [.. values.Select(v => Math.Max(0, v))]);
        return new Compared([.. Parties.Select((p, i) => new Party(p, capital?[i], need?[i], shapley[i]))],
            [.. Enumerable.Range(1, 7).OrderBy(s => System.Numerics.BitOperations.PopCount((uint)s)).ThenBy(s => s).Select(s => new Coalition([.. Of(s)], fen[s], Short(s, fen[s], capital), Short(s, fen[s], need), Short(s, fen[s], shapley)))]);
    }

    private static IEnumerable<string> Of(int coalition) => Parties.Where((_, i) => (coalition & 1 << i) != 0);

    private static Both Named(int coalition)
    {
        string Say(Language language) => coalition == 0 ? "—" : string.Join(Words.Say(language, "enclaves.and"), Of(coalition).Select(p => Words.Say(language, "enclaves.party." + p)));
        return new(Say(Language.Chinese), Say(Language.English));
    }

    private static long[]? Split(long whole, decimal?[] weights) =>
        weights.All(w => (w ?? 0) == 0) ? null : LargestRemainder.Divide(whole, [.. weights.Select(w => (double)((w ?? 0) * 100))]);

    private static long? Short(int coalition, long worth, long[]? parts) => parts is null ? null : Math.Max(0, worth - Enumerable.Range(0, 3).Where(i => (coalition & 1 << i) != 0).Sum(i => parts[i]));

    private IEnumerable<(decimal? Value, string Field)> Values() =>
    [
        (CapitalHost, "capitalHost"), (CapitalGuest, "capitalGuest"), (CapitalVillages, "capitalVillages"), (NeedHost, "needHost"), (NeedGuest, "needGuest"), (NeedVillages, "needVillages"), (Host, "host"), (Guest, "guest"),
        (Villages, "villages"), (HostGuest, "hostGuest"), (HostVillages, "hostVillages"), (GuestVillages, "guestVillages"), (All, "all"),
    ];

    /// <summary>What a reader may see of an enclave as a beginning: what villages and bodies put in, and what the contract expects all to earn.</summary>
    internal static async Task<CompareSharing?> From(Id<Enclave> id, Db db, Actor actor, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.View, db, actor, ct);
        if (found.Problem is not null || !EnclaveSight.PartsOf(found.Value, actor).IsEverywhere)
        {
            return null;
        }
        var enclave = found.Value;
        var stakes = await db.Stakes.AsNoTracking().Where(s => s.Enclave == id && !s.TakenBack && s.LeftOn == null).Select(s => new { s.Place, s.Organisation, s.Fen }).ToListAsync(ct);
        var terms = (await db.EnclaveContracts.AsNoTracking().Where(c => c.Enclave == id).OrderByDescending(c => c.Number).FirstAsync(ct)).Terms();
        var hosts = stakes.Where(s => s.Organisation is not null && enclave.HostPlace.Contains(s.Place)).Sum(s => s.Fen);
        var guests = stakes.Where(s => s.Organisation is not null && !enclave.HostPlace.Contains(s.Place)).Sum(s => s.Fen);
        return new(hosts / 100m, guests / 100m, stakes.Where(s => s.Organisation is null).Sum(s => s.Fen) / 100m, All: terms.Phases.Select(p => p.ExpectedFen).FirstOrDefault(e => e is not null) / 100m);
    }
}
