using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>Lists what was put into a pool, by village, with what was taken back. Whoever sees the enclave may, of her own villages where she sees no more.</summary>
public sealed record FindStakes
{
    public string? Q { get; init; }
    public StakeSource? Source { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    /// <param name="Fen">What it counts.</param>
    public sealed record Row(Id<Stake> Id, PlaceCode Place, string Name, bool IsBody, StakeUnit Unit, long Amount, long Fen, StakeSource Source, DateOnly On, string Document, string By, DateOnly? LeftOn, bool TakenBack, string? Why);

    public static async Task<Result<Page<Row>>> Handle(Id<Enclave> id, [AsParameters] FindStakes input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.View, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (tree, register, size) = (await trees.Read(db, ct), await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 1000));
        var query = db.Stakes.AsNoTracking().Where(s => s.Enclave == id).Within(EnclaveSight.PartsOf(found.Value, actor), s => s.Place);
        if (input.Source is { } source)
        {
            query = query.Where(s => s.Source == source);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            query = query.Where(s => db.Places.Any(p => p.Code == s.Place && p.Name.Contains(q)) || s.Document.Contains(q) || db.Organisations.Any(o => o.Id == s.Organisation && o.Name.Contains(q)));
        }
        var total = await query.LongCountAsync(ct);
        if (Id<Stake>.TryParse(input.After, null, out var after) && await query.FirstOrDefaultAsync(s => s.Id == after, ct) is { } mark)
        {
            query = query.Where(s => s.Place > mark.Place || s.Place == mark.Place && s.Id > after);
        }
        var rows = await query.OrderBy(s => s.Place).ThenBy(s => s.Id).Take(size + 1).ToListAsync(ct);
        return new Page<Row>([.. rows.Take(size).Select(s => new Row(s.Id, s.Place, s.Organisation is { } body ? tree.Find(body)?.Name ?? "" : register.NameOf(s.Place), s.Organisation is not null, s.Unit, s.Amount, s.Fen, s.Source, s.On,
            s.Document, s.RecordedBy, s.LeftOn, s.TakenBack, s.Why))], rows.Count > size ? rows[size - 1].Id.ToString() : null, total);
    }
}
