using Shanhai.Kernel;
using Shanhai.Programmes;
using Shanhai.Tests.Funds;
using static Shanhai.Tests.Programmes.ProgrammeCounty;

namespace Shanhai.Tests.Programmes;

/// <summary>What may be paid for twice, as the database finds it: over merged villages, page by page, decided once.</summary>
public sealed class DuplicatesTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private async Task<FindDuplicates.Found> Find(PlaceCode under, int? skip = null) => (await app.As(null, (w, a) => FindDuplicates.Handle(new() { Under = under, Skip = skip }, w.Charts, w.Places, w.Db, a, default))).Value;

    [Fact]
    public async Task Projects_of_villages_that_became_one_are_looked_at_together()
    {
        var (gone, into, other) = (await app.NewVillage(), await app.NewVillage(), await app.NewVillage());
        var (one, two) = (await app.Programme(), await app.Programme());
        var former = await app.Project(one, "来料加工点", gone);
        var twin = await app.Project(two, "来料加工点扩建", into);
        await app.Project(two, "来料加工点", other);
        (await Find(gone)).Total.ShouldBe(0);
        (await Find(into)).Total.ShouldBe(0);

        await app.Merge(gone, into, Day(2026, 9, 1));

        foreach (var under in new[] { gone, into })
        {
            var pair = (await Find(under)).Pairs.ShouldHaveSingleItem();
            pair.Village.ShouldBe(into);
            new[] { pair.One.Id, pair.Other.Id }.ShouldBe([former.Id, twin.Id], ignoreOrder: true);
        }
        (await app.Shown(former.Id)).Duplicates.ShouldHaveSingleItem();
        (await app.Shown(twin.Id)).Duplicates.ShouldHaveSingleItem();
        (await Find(other)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Many_pairs_are_told_page_by_page_and_each_once()
    {
        var village = await app.NewVillage();
        foreach (var programme in new[] { await app.Programme(), await app.Programme() })
        {
            for (var i = 0; i < 8; i++)
            {
                await app.Project(programme, $"项目{i}", village);
            }
        }

        var (first, rest) = (await Find(village), await Find(village, 50));

        first.Total.ShouldBe(64, "every project of the one with every project of the other, by measure and time");
        (first.Pairs.Count, rest.Pairs.Count).ShouldBe((50, 14));
        first.Pairs.Concat(rest.Pairs).Select(p => (p.One.Id, p.Other.Id)).ShouldBeUnique();
        first.Pairs.ShouldAllBe(p => p.One.Programme != p.Other.Programme && p.One.Id.CompareTo(p.Other.Id) < 0);
    }

    [Fact]
    public async Task What_was_decided_is_decided_once_and_what_bears_no_sign_is_not_decided()
    {
        var village = await app.NewVillage();
        var (one, two) = (await app.Programme(), await app.Programme());
        var (first, second) = (await app.Project(one, "冷库", village), await app.Project(two, "冷库二期", village));
        var apart = await app.Project(two, "步道", village, p => p with { Measure = "services" });
        Task<Result<DecideDuplicate.Decided>> Decide(Id<Project> a, Id<Project> b) => app.As(null, (w, who) => DecideDuplicate.Handle(new(a, b, "内容不同"), w.Charts, w.Places, w.Db, who, w.Clock, default));

        (await Decide(second.Id, first.Id)).Problem.ShouldBeNull();

        (await Decide(first.Id, second.Id)).Problem!.Code.ShouldBe("programmes.decided-already");
        (await Decide(first.Id, apart.Id)).Problem!.Code.ShouldBe("programmes.no-duplicate");
        (await Find(village)).Total.ShouldBe(0);
    }
}
