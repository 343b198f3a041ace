using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices;
using Shanhai.Voices.Signals;

namespace Shanhai.Bench;

/// <summary>A million made-up voices of five years over the villages of Zhejiang, with bodies, clocks and the words they are found by; the same from the same seed.</summary>
internal static class VoicesFill
{
    public const int Voices = 1_000_000;
    private const int Chunk = 10_000, Days = 1_826;

    public static readonly DateOnly Last = ChinaDay.Today(TimeProvider.System).AddDays(-1);

    private static readonly string[] Subjects = ["land", "housing", "village-affairs", "farming", "roads", "water-power", "environment", "assistance", "labour", "education", "health", "safety", "business", "culture", "other"];

    // Words of complaints, the frequent ones first: they are drawn by rank as words of a language are.
    private static readonly string[] Things =
    [
        "村道", "自来水", "垃圾", "路灯", "补偿款", "低保", "宅基地", "污水", "公交车", "医保", "水渠", "拆迁", "噪音", "危房", "工资", "电线杆", "化肥", "物业", "学校", "养老院", "河道", "桥梁", "承包地", "分红", "网络信号", "停车位", "农机补贴", "茶叶", "养猪场", "采砂船",
        "山体", "消防栓", "卫生室", "合作社", "祠堂", "古树", "民宿", "幼儿园", "校车", "变压器", "灌溉渠道", "蓄水池", "杨梅", "竹林", "石材厂", "印染厂", "快递站", "菜市场", "公厕", "健身器材", "广场舞", "烟花爆竹", "流浪狗", "违章建筑", "围墙", "坟地", "退耕还林", "防火道",
        "水库移民", "渡口", "船舶", "海塘", "盐田", "大棚", "冷库", "光伏板", "充电桩", "电动车", "驾校", "彩礼", "殡仪馆", "残疾人证", "社保卡", "公积金", "欠条", "贷款", "保险理赔", "营业执照", "食品", "假种子", "农药", "疫苗", "血吸虫", "白蚁",
    ];

    private static readonly string[] Faults =
    [
        "多年没有人管", "坏了好几个月", "一直没有到账", "影响出行", "臭气熏天", "水压太小经常停水", "下雨就积水", "坑洼不平", "账目不公开", "被人占用", "存在安全隐患", "收费不合理", "没有按照规定办理", "晚上看不见", "老人摔倒受伤", "答复了却没有落实", "塌方以后没有修", "发黄有异味",
        "低于市场价格", "排队时间太长", "没有通知村民", "施工质量很差", "夜里偷排", "漏水严重", "线路老化", "名单里没有我家", "手续办了半年", "态度生硬", "互相推诿", "超过承诺时间",
    ];

    private static readonly string[] Asks =
        ["请尽快派人来修", "希望有关部门核实", "请给一个明确的答复", "请按政策落实", "请责令整改", "希望公开账目", "请求立即停止", "请安排资金解决", "建议统一规划", "请上门查看", "恳请领导关心", "要求依法处理"];

    private static readonly string[] Openings = ["领导您好", "我是本村村民", "我们几户村民", "家住村东头", "打电话来说", "去年就反映过", "今年入夏以来", "已经是第三次来信", "代父母反映", "一直想说这件事"];

    public static async Task Run(string database, string folder)
    {
        Directory.CreateDirectory(folder);
        var options = new[] { "--folder", folder, "--database", database };
        await Measured.Run(["import", "places", Path.Combine(Report.Repository, "data/places/zhejiang.csv"), .. options]);
        await using var provider = Composition.Services(new Settings { Folder = folder, Database = database }).BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var (services, db) = (scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<Db>());
        await services.GetRequiredService<Storage>().Migrate(db, default);
        var register = await services.GetRequiredService<CurrentRegister>().Read(db, default);
        await Bodies(db, register);
        services.GetRequiredService<CurrentTree>().Written();
        var tree = await services.GetRequiredService<CurrentTree>().Read(db, default);
        await Fill(db, register, tree, services.GetRequiredService<SearchIndex>());
        foreach (var (name, place) in new[] { ("office", "330127000000"), ("department", "330127000000"), ("city", "330100000000"), ("province", "330000000000") })
        {
            await Measured.Run(["user", "add", name, "--role", "Officer", "--place", place, "--password", Server.Password, .. options]);
        }
        foreach (var (name, body) in new[] { ("office", "淳安县信访局"), ("department", "淳安县交通运输局") })
        {
            var user = await db.Users.SingleAsync(u => u.UserName == name);
            db.Grants.RemoveRange(db.Grants.Where(g => g.UserId == user.Id));
            db.Grants.Add(new() { Id = Id<Grant>.New(TimeProvider.System), UserId = user.Id, Role = Role.Officer, Place = new(330127000000), Organisation = tree.All.Single(b => b.Name == body).Id.Value, From = new(2020, 1, 1) });
            db.Record(Actor.Program(Composition.Access), "bench.fill", "user:" + name);
            await db.SaveChangesAsync();
        }
        var (today, rule) = (Last.AddDays(1), SignalRule.Read());
        await MakeSignals.Keep(await MakeSignals.Find(rule, register, db, today, TimeProvider.System, default), db, Actor.Program(Composition.Access), today, default);
        await Measure.Sql(db, db.Dialect.OneWriter ? "ANALYZE" : "VACUUM ANALYZE");
    }

    private static async Task Bodies(Db db, Register register)
    {
        foreach (var i in Enumerable.Range(0, register.Count).Where(i => register.LevelOf(i) == Level.County))
        {
            foreach (var (name, kind) in new[]
            {
                ("人民政府", OrganisationKind.Government), ("信访局", OrganisationKind.PetitionOffice), ("农业农村局", OrganisationKind.Department), ("交通运输局", OrganisationKind.Department),
                ("生态环境局", OrganisationKind.Department), ("民政局", OrganisationKind.Department), ("人力资源和社会保障局", OrganisationKind.Department), ("自然资源和规划局", OrganisationKind.Department),
            })
            {
                db.Organisations.Add(new() { Id = Id<Organisation>.New(TimeProvider.System), Name = register.Name(i) + name, Kind = kind, Place = register.Code(i), Pinyin = "", Initials = "" });
            }
        }
        db.Record(Actor.Program(Composition.Access), "bench.fill", "organisations");
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
    }

    private static async Task Fill(Db db, Register register, OrganisationTree tree, SearchIndex index)
    {
        var random = new Random(20261130);
        var villages = Enumerable.Range(0, register.Count).Where(i => register.LevelOf(i) == Level.Village).Select(register.Code).ToArray();
        var bodies = tree.All.ToLookup(b => b.Place);
        var first = Last.AddDays(-Days);
        for (var done = 0; done < Voices; done += Chunk)
        {
            var voices = Enumerable.Range(done, Chunk).Select(n => Made(n, villages[random.Next(villages.Length)], first.AddDays((int)((long)n * Days / Voices)), random, bodies)).ToList();
            var clocks = voices.ConvertAll(v => ClockOf(v));
            await using var writing = await db.BeginWriting(default);
            await Bulk.InsertAll(db, voices, default);
            await Bulk.InsertAll(db, [.. voices.Select(v => index.Of(v, register))], default);
            await Bulk.Insert(db, "clocks", ClockColumns, clocks, default);
            await writing.Commit(default);
        }
    }

    private static Voice Made(int number, PlaceCode place, DateOnly day, Random random, ILookup<PlaceCode, Body> bodies)
    {
        // The last forty are a burst in one township, so that there is something to find.
        var burst = number >= Voices - 40;
        place = burst ? new(random.Next(2) == 0 ? 330127100008 : 330127100010) : place;
        var at = ChinaDay.EndOf(day.AddDays(-1)).AddSeconds(random.Next(86_000)).ToUniversalTime();
        var county = bodies[place.At(Level.County)].OrderBy(b => b.Id).ToList();
        var office = county.Find(b => b.Kind == OrganisationKind.PetitionOffice);
        var holder = county.Count == 0 ? null : county[random.Next(county.Count)];
        var ended = number < Voices * 0.95 || random.Next(3) == 0;
        var voice = new Voice
        {
            Id = new(Guid.CreateVersion7(at)), Receipt = $"{number:000000000000}", PinMark = [1], Kind = random.Next(4) == 0 ? VoiceKind.Suggestion : VoiceKind.Appeal, Channel = (Channel)random.Next(4),
            Category = burst ? "water-power" : Subjects[random.Next(Subjects.Length)], Place = place, Text = (burst ? "自来水发黄有异味，" : "") + Text(random), Wish = random.Next(3) == 0 ? Asks[random.Next(Asks.Length)] : null, ReceivedAt = at, Fingerprint = [1], Salt = [1],
        };
        Set(voice, nameof(Voice.State), ended ? VoiceState.Replied : (VoiceState)random.Next(1, 7));
        Set(voice, nameof(Voice.Office), office?.Id);
        Set(voice, nameof(Voice.Holder), (ended || random.Next(2) == 0 ? holder : office)?.Id);
        Set(voice, "Due", ended ? new DateOnly(9999, 12, 31) : day.AddDays(60));
        Set(voice, nameof(Voice.EndedAt), ended ? at.AddDays(random.Next(1, 60)) : null);
        Set(voice, nameof(Voice.Rating), ended && random.Next(3) == 0 ? (short?)random.Next(1, 6) : null);
        Set(voice, nameof(Voice.Settled), ended && random.Next(3) == 0 ? random.Next(4) > 0 : null);
        Set(voice, nameof(Voice.Steps), (short)1);
        return voice;
    }

    internal static string Text(Random random)
    {
        var text = new StringBuilder(Openings[random.Next(Openings.Length)]).Append('，');
        for (var i = random.Next(2, 6); i > 0; i--)
        {
            text.Append(Drawn(Things, random)).Append(random.Next(3) == 0 ? "旁边的" + Drawn(Things, random) : "").Append(Drawn(Faults, random)).Append(i > 1 ? '，' : '。');
        }
        return text.Append(Asks[random.Next(Asks.Length)]).Append('。').ToString();
    }

    private static string Drawn(string[] words, Random random) => words[(int)(words.Length * Math.Pow(random.NextDouble(), 2.2))];

    private static readonly string[] ClockColumns =
        ["id", "rule", "\"row\"", "term", "subject_kind", "subject", "place", "body", "\"right\"", "waits", "started_on", "due_on", "provisional", "watch_on", "stopped_at", "stopped_on", "version"];

    private static object?[] ClockOf(Voice v)
    {
        var (from, due) = (ChinaDay.Of(v.ReceivedAt), ChinaDay.Of(v.ReceivedAt).AddDays(60));
        return
        [
            Guid.CreateVersion7(v.ReceivedAt), "XF.HANDLE", "XF.HANDLE", "60 nd", "voice", v.Id.Value, v.Place.Value, v.Holder?.Value, false, false, from, due, false, v.EndedAt is null ? due.AddDays(1) : null,
            v.EndedAt?.UtcDateTime, v.EndedAt is { } end ? ChinaDay.Of(end) : null, 0,
        ];
    }

    private static readonly Dictionary<string, PropertyInfo?> Setters = [];

    // What only a step may set is set here as many steps would have left it.
    private static void Set(Voice voice, string name, object? value)
    {
        if (!Setters.TryGetValue(name, out var property))
        {
            property = Setters[name] = typeof(Voice).GetProperty(name);
        }
        property?.SetValue(voice, value);
    }
}
