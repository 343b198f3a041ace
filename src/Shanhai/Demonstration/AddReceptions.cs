using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Receptions;

namespace Shanhai.Demonstration;

/// <summary>
/// What is made public in the invented province: a list of honours, and a reception day that is announced and can be booked; and the four days of the past, which are no invention.
/// </summary>
public static class AddReceptions
{
    private static readonly PlaceCode County = InventedProvince.Counties[0].Code;

    /// <param name="leader">Who approves the plan, by her account.</param>
    public static async Task<Problem?> Handle(IServiceProvider services, string leader, Db db, Actor actor, CancellationToken ct)
    {
        var (clock, trees, places, matters, deadlines, vault) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(),
            services.GetRequiredService<MatterCatalogue>(), services.GetRequiredService<CurrentDeadlines>(), services.GetRequiredService<Vault>());
        var catalogue = services.GetRequiredService<ReceptionCatalogue>();
        if ((await LoadPastReceptions.Handle(catalogue, db, actor, ct)).Problem is { } unloaded)
        {
            return unloaded;
        }
        var tree = await trees.Read(db, ct);
        Id<Organisation> Body(OrganisationKind kind, Duties duties = Duties.None) => tree.Nearest(kind, County, duties)!.Id;

        var honours = await DraftNotice.Handle(new("honour", Body(OrganisationKind.Department, Duties.Agriculture), County, new("种粮能手拟表彰名单公示（模拟）", "经村推荐、乡镇初审，现将拟表彰的种粮能手名单公示。")
        {
            Rows = [["甲某（模拟）", "岚溪县", "种粮能手", "1975-03-01"], ["乙某（模拟）", "岚溪县", "种粮能手", "1982-08-01"]],
            Channels = [NoticeChannel.Board, NoticeChannel.Web], Where = "县政府公示栏、各乡镇公示栏", NextStep = "报县政府批准",
        }), matters, trees, places, deadlines, vault, db, actor, clock, ct);
        if ((honours.Problem ?? (await PostNotice.Handle(honours.Value.Id, new(), matters, trees, deadlines, db, actor, clock, ct)).Problem) is { } unposted)
        {
            return unposted;
        }

        var planned = await PlanReception.Handle(new(Body(OrganisationKind.PetitionOffice), County, null, ChinaDay.Today(clock).AddDays(10), new(8, 30), new(17, 0))
        {
            Venue = "县信访接待大厅（模拟）", LeaderPost = "县长", LeaderName = "丙某（模拟）", Problems = "征地补偿、饮水、欠薪", Staff = "县信访局负责登记和引导，县卫生健康局派医护人员",
            Flow = "登记取号，候谈，接谈，当场记录，告知查询办法", Emergency = "县公安局维持秩序，救护车在场待命",
        }, null, catalogue, matters, trees, places, deadlines, db, actor, clock, ct);
        if (planned.Problem is { } unplanned)
        {
            return unplanned;
        }
        var who = await db.Users.AsNoTracking().Where(u => u.UserName == leader).Select(u => new { u.Id, u.DisplayName }).SingleAsync(ct);
        var approver = actor with { User = new Id<User>(who.Id), Name = who.DisplayName };
        return (await ApproveReception.Handle(planned.Value.Id, null, trees, db, approver, clock, ct)).Problem
            ?? (await AnnounceReception.Handle(planned.Value.Id, new("县政府公示栏、各乡镇公示栏"), matters, trees, places, deadlines, vault, db, actor, clock, ct)).Problem;
    }
}
