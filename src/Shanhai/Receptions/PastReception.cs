using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Receptions;

/// <summary>A reception day of before this program, as a source tells it: totals alone, no person and no case.</summary>
public sealed class PastReception
{
    public required string Code { get; init; }
    public required PlaceCode Place { get; init; }
    public required string NameZh { get; init; }
    public required string NameEn { get; init; }
    public required DateOnly On { get; init; }
    public required int Batches { get; init; }
    public required int People { get; init; }
    public int? Solved { get; init; }
    public int? Assigned { get; init; }
    public int? Explained { get; init; }

    /// <summary>Where the source gives both together.</summary>
    public int? ExplainedOrAssigned { get; init; }

    public int Parts => (Solved ?? 0) + (Assigned ?? 0) + (Explained ?? 0) + (ExplainedOrAssigned ?? 0);

    internal sealed class Mapping : IEntityTypeConfiguration<PastReception>
    {
        public void Configure(EntityTypeBuilder<PastReception> past)
        {
            past.ToTable("past_receptions");
            past.HasKey(p => p.Code);
            past.Property(p => p.Code).HasMaxLength(40);
            past.Property(p => p.NameZh).HasMaxLength(40);
            past.Property(p => p.NameEn).HasMaxLength(40);
            past.HasIndex(p => p.On);
            past.Ignore(p => p.Parts);
        }
    }
}

/// <summary>Loads the days that ship, once: what is there is left as it is. The console's operator and officers of the province may.</summary>
public sealed record LoadPastReceptions
{
    public sealed record Loaded(int Added, int There);

    public static async Task<Result<Loaded>> Handle(ReceptionCatalogue catalogue, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ReceptionsModule.Load) is { } no)
        {
            return no;
        }
        var known = (await db.PastReceptions.Select(p => p.Code).ToListAsync(ct)).ToHashSet();
        int? Part(ReceptionCatalogue.PastDay day, string kind) => day.Parts.FirstOrDefault(p => p.Kind == kind)?.Count;
        var added = catalogue.History.Days.Where(d => !known.Contains(d.Code)).Select(d => new PastReception
        {
            Code = d.Code, Place = d.Place, NameZh = d.Name.Zh, NameEn = d.Name.En, On = d.On, Batches = d.Batches, People = d.People,
            Solved = Part(d, "solved"), Assigned = Part(d, "assigned"), Explained = Part(d, "explained"), ExplainedOrAssigned = Part(d, "explainedOrAssigned"),
        }).ToList();
        if (added.Count > 0)
        {
            db.PastReceptions.AddRange(added);
            db.Record(actor, ReceptionsModule.Load, "receptions:past", new { added = added.Count });
            await db.SaveChangesAsync(ct);
        }
        return new Loaded(added.Count, known.Count);
    }
}
