using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Enclaves;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Tests.Funds;

namespace Shanhai.Tests.Enclaves;

/// <summary>Beside the invented county, a guest with 162 villages and a host in Zhejiang, an operator, a guarantor, and the use cases of enclaves as one line each.</summary>
public class EnclaveCounty : FundsCounty
{
    public const int Count = 162;
    public static readonly PlaceCode Guest = 330803000000, Coast = 330212000000, Elsewhere = 330822000000;
    public static readonly Id<Organisation> Operates = Of(51), Stands = Of(52), Collective1 = Of(53);
    public static readonly IReadOnlyList<PlaceCode> Villages = [.. Enumerable.Range(0, Count).Select(i => new PlaceCode(330803101201 + i))];

    protected override async Task Fill()
    {
        await base.Fill();
        await Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            RegisterRow[] rows =
            [
                new(330000000000, "浙江省", Level.Province), new(330200000000, "宁波市", Level.City), new(330800000000, "衢州市", Level.City), new(Coast, "鄞州区", Level.County), new(Guest, "衢江区", Level.County), new(Elsewhere, "常山县", Level.County),
                new(330803101000, "廿里镇", Level.Township), .. Villages.Select((v, i) => new RegisterRow(v, $"第{i + 1}村", Level.Village)),
            ];
            (await ImportPlaces.Handle(rows.OrderBy(r => r.Code.Value), "zhejiang", services.GetRequiredService<Pinyin>(), db, actor, default, services.GetRequiredService<CurrentRegister>())).Problem.ShouldBeNull();
            db.ChangeTracker.Clear();
            Organisation Body(Id<Organisation> id, string name, OrganisationKind kind, PlaceCode place) => new() { Id = id, Name = name, Kind = kind, Place = place, Pinyin = "", Initials = "" };
            db.Organisations.AddRange(Body(Operates, "鄞州飞地运营有限公司", OrganisationKind.Enterprise, Coast), Body(Stands, "鄞州国有资产公司", OrganisationKind.Enterprise, Coast), Body(Collective1, "第1村股份经济合作社", OrganisationKind.VillageCollective, Villages[0]));
            await OrganisationStamp.Raise(db, null, default);
            db.Record(actor, "test", "organisations");
            await db.SaveChangesAsync();
            services.GetRequiredService<CurrentTree>().Written();
        });
    }

    public static ContractTerms Terms(params Phase[] phases) => new() { Phases = phases, Split = new(100, 0, 0, 0), Holding = Holding.Company, Operator = Operates, Guarantor = Stands };

    public static Phase Fixed(int from, int to, decimal rate = 10) => new(ReturnKind.Fixed, new(from, 1, 1), new(to, 12, 31), rate);

    public static Phase Floating(int from, int to, long? expected = null) => new(ReturnKind.Floating, new(from, 1, 1), new(to, 12, 31), ExpectedFen: expected);

    public static IReadOnlyList<RecordStakes.One> Even(int villages, decimal yuan, int year) => [.. Villages.Take(villages).Select(v => new RecordStakes.One(v, StakeUnit.Money, yuan, StakeSource.Own, new(year, 1, 1), "收据"))];

    public Task<Result<CreateEnclave.Created>> Create(string? template, int year = 2020, PlaceCode? guest = null) => With((s, actor) => CreateEnclave.Handle(new(template, "鄞州—衢江消薄飞地", EnclaveKind.WeakVillage, guest ?? Guest, Coast, new(year, 1, 1)),
        s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Db>(), actor, Clock, default));

    public Task<Result<WriteContract.Written>> Write(Id<Enclave> id, ContractTerms terms, DateOnly? from = null, string? why = null, int? version = null) => With((s, actor) => WriteContract.Handle(id, new(terms, from, why, version),
        s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, Clock, default));

    public Task<Result<SignContract.Signed>> Sign(Id<Enclave> id, DateOnly? on = null) => With((s, actor) => SignContract.Handle(id, new(on ?? ChinaDay.Today(Clock)), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Db>(), actor, Clock, default));

    public Task<Result<RecordStakes.Recorded>> Stake(Id<Enclave> id, IReadOnlyList<RecordStakes.One> stakes) => With((s, actor) => RecordStakes.Handle(id, new(stakes), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<CurrentRegister>(),
        s.GetRequiredService<Db>(), actor, Clock, default));

    public Task<Result<TakeBackStake.TakenBack>> TakeBack(Id<Stake> id, DateOnly? from = null) => With((s, actor) => TakeBackStake.Handle(id, new("记错", from), s.GetRequiredService<Db>(), actor, default));

    public Task<Result<TakeBackStake.TakenBack>> Stays(Id<Stake> id) => With((s, actor) => TakeBackStake.Handle(id, new("没有退股", Stays: true), s.GetRequiredService<Db>(), actor, default));

    public Task<Id<Stake>> FirstStake(Id<Enclave> id) => Ask(db => db.Stakes.Where(s => s.Enclave == id && !s.TakenBack).OrderBy(s => s.Place).Select(s => s.Id).FirstAsync());

    public Task<Result<EndEnclave.Ended>> End(Id<Enclave> id, DateOnly? on, bool takeBack = false, string why = "合同解除") => With((s, actor) => EndEnclave.Handle(id, new(on, why, takeBack), s.GetRequiredService<Db>(), actor, default));

    public Task<Result<CloseAlarm.Closed>> Close(Id<Alarm> id, string done = "已处理") => With((s, actor) => CloseAlarm.Handle(id, new(done), s.GetRequiredService<Db>(), actor, default));

    public Task<Result<PreviewDistribution.Previewed>> Preview(Id<Enclave> id, int year, decimal income) => With((s, actor) => PreviewDistribution.Handle(id, new(new(year, 1, 1), new(year, 12, 31), income), s.GetRequiredService<CurrentTree>(),
        s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Db>(), actor, Clock, default));

    public Task<Result<ProposeDistribution.Proposed>> Propose(Id<Enclave> id, int year, decimal income) => Propose(id, new(year, 1, 1), new(year, 12, 31), income);

    public Task<Result<ProposeDistribution.Proposed>> Propose(Id<Enclave> id, DateOnly from, DateOnly to, decimal income) => With((s, actor) => ProposeDistribution.Handle(id, new(from, to, income, "决算"), s.GetRequiredService<CurrentRegister>(),
        s.GetRequiredService<Db>(), actor with { Name = "甲" }, Clock, default));

    public Task<Result<DecideDistribution.Decided>> Decide(Id<Distribution> id, string by = "乙", bool approve = true, string? why = null) => With((s, actor) => DecideDistribution.Handle(id, new(approve, why), s.GetRequiredService<CurrentRegister>(),
        s.GetRequiredService<Db>(), actor with { Name = by }, Clock, default));

    public Task<Result<ReverseDistribution.Reversed>> ReverseRun(Id<Distribution> id, string by = "乙") => With((s, actor) => ReverseDistribution.Handle(id, new("收入算错"), s.GetRequiredService<Db>(), actor with { Name = by }, Clock, default));

    public Task<Result<RecordPayments.Recorded>> Pay(Id<Distribution> id, DateOnly on, params RecordPayments.Paid[] lines) => With((s, actor) => RecordPayments.Handle(id, new(on, "回单", lines.Length == 0 ? null : lines), s.GetRequiredService<Charts>(),
        s.GetRequiredService<CurrentTree>(), s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Db>(), actor, Clock, default));

    public Task<Result<TakeBackPayment.TakenBack>> TakeBackPaid(Id<Payment> id) => With((s, actor) => TakeBackPayment.Handle(id, new("退票"), s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, Clock, default));

    public async Task<ShowEnclave> Show(Id<Enclave> id) => (await With((s, actor) => ShowEnclave.Handle(id, s.GetRequiredService<CurrentTree>(), s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Db>(), actor, Clock, default))).Value;

    public async Task<ShowDistribution> ShowRun(Id<Distribution> id) =>
        (await With((s, actor) => ShowDistribution.Handle(id, null, 2000, null, null, s.GetRequiredService<CurrentTree>(), s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Db>(), actor, Clock, default))).Value;

    /// <summary>A signed enclave into which some villages paid the same.</summary>
    public async Task<Id<Enclave>> Signed(ContractTerms terms, int villages, decimal yuan, int year = 2020)
    {
        var id = (await Create(null, year)).Value.Id;
        Good((await Write(id, terms)).Problem);
        Good((await Stake(id, Even(villages, yuan, year))).Problem);
        Good((await Sign(id)).Problem);
        return id;
    }

    public Task<Id<Distribution>> Approved(Id<Enclave> id, int year, decimal income) => Approved(id, new(year, 1, 1), new(year, 12, 31), income);

    public async Task<Id<Distribution>> Approved(Id<Enclave> id, DateOnly from, DateOnly to, decimal income)
    {
        var made = await Propose(id, from, to, income);
        Good(made.Problem);
        Good((await Decide(made.Value.Id)).Problem);
        return made.Value.Id;
    }

    public static void Good(Problem? problem) => (problem is null ? null : problem.Code + ": " + string.Join("; ", problem.Fields.Select(f => f.Field + " " + Said(f)))).ShouldBeNull();

    public static string Said(Errors.At at) => Shanhai.Host.Web.Words.Say(Language.Chinese, at.Key, at.Args);

    /// <summary>What a refusal says, all of it.</summary>
    public static string Says(Problem? problem) => problem is null ? "" : Shanhai.Host.Web.Problems.Title(Language.Chinese, problem) + " " + string.Join(" ", problem.Fields.Select(f => f.Field + " " + Said(f)));
}
