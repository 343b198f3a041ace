using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Demonstration;

/// <summary>How the firms of the invented province are covered: some by an organisation of their own since 2021 or 2024, some jointly, some not; of every sixth nothing is recorded, and the state's own firms do not count.</summary>
public static class AddCoverage
{
    private const string Document = "两新组织党建台账（模拟）";

    public static async Task<Problem?> Handle(IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var firms = await db.Organisations.AsNoTracking().Where(o => o.Closed == null && (o.Kind == OrganisationKind.Enterprise || o.Kind == OrganisationKind.SocialOrganisation)).Within(new([InventedProvince.Code]), o => o.Place)
            .OrderBy(o => o.Place).ThenBy(o => o.Name).Select(o => new { o.Id, o.Name }).ToListAsync(ct);
        var flags = new List<RecordCoverage.Flag>();
        foreach (var (i, firm) in firms.Index())
        {
            void Say(OrganisationEventKind kind, int year, string? note = null) => flags.Add(new(firm.Id.ToString(), kind, new(year, 7, 1), Document, note));
            if (firm.Name.Contains("国有", StringComparison.Ordinal))
            {
                Say(OrganisationEventKind.NotCounted, 2021, "国有企业");
                continue;
            }
            switch (i % 6)
            {
                case 0:
                    Say(OrganisationEventKind.CoveredAlone, 2021);
                    Say(OrganisationEventKind.WorkReached, 2021);
                    break;
                case 1:
                    Say(OrganisationEventKind.NotCovered, 2021);
                    Say(OrganisationEventKind.CoveredAlone, 2024);
                    break;
                case 2 or 3:
                    Say(OrganisationEventKind.CoveredJointly, 2023, "园区联合党支部（模拟）");
                    Say(OrganisationEventKind.WorkReached, 2023);
                    break;
                case 4:
                    Say(OrganisationEventKind.NotCovered, 2024);
                    Say(i % 4 == 0 ? OrganisationEventKind.WorkReached : OrganisationEventKind.WorkNotReached, 2024);
                    break;
            }
        }
        foreach (var some in flags.Chunk(RecordCoverage.Most))
        {
            if ((await RecordCoverage.Handle(new(some), services.GetRequiredService<CurrentTree>(), db, actor, services.GetRequiredService<TimeProvider>(), ct)).Problem is { } problem)
            {
                return problem;
            }
            db.ChangeTracker.Clear();
        }
        return null;
    }
}
