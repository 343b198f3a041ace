using Shanhai.Organisations;
using Shanhai.Voices;

namespace Shanhai.Demonstration;

/// <summary>What the invented voices say, and the ways they go: every act and every end of the procedure is on one of them.</summary>
internal static class InventedVoices
{
    /// <param name="Text">With {0} for the village.</param>
    public sealed record Story(VoiceKind Kind, string Category, Duties Duty, string Text, string? Wish = null);

    public sealed record Turn(Act Act, Party By, int Days, string? Words = null, Decision? Outcome = null, string? Reason = null);

    public static readonly IReadOnlyList<Story> All =
    [
        new(VoiceKind.Appeal, "water-power", Duties.Water, "{0}村口的水渠塌了一段，半个月没有水浇田。", "请派人来修"),
        new(VoiceKind.Appeal, "land", Duties.NaturalResources, "{0}修路征了我家两亩地，补偿款到现在没有拿到。", "请按标准支付补偿款"),
        new(VoiceKind.Suggestion, "roads", Duties.Transport, "{0}到集镇的班车一天只有两趟，建议赶集日加开一趟。"),
        new(VoiceKind.Appeal, "farming", Duties.Agriculture, "{0}今年的耕地地力保护补贴，我家少算了一亩三分。", "请核对面积并补发"),
        new(VoiceKind.Appeal, "housing", Duties.Housing, "{0}我家老屋墙体开裂，鉴定为危房，改造名额一直没有轮到。", "请安排危房改造"),
        new(VoiceKind.Accusation, "village-affairs", Duties.Discipline, "反映{0}所在乡镇有人在集体林地流转中压低价格、收取好处。"),
        new(VoiceKind.Appeal, "roads", Duties.Transport, "{0}通村公路边坡塌方，车辆只能绕行，学生上学不安全。", "请尽快清理加固"),
        new(VoiceKind.Appeal, "village-affairs", Duties.Agriculture, "{0}集体经济分红没有公示明细，问了几次没有答复。", "请公开账目"),
        new(VoiceKind.Suggestion, "farming", Duties.Agriculture, "{0}的高山蔬菜卖不上价，建议统一品牌、联系冷链运输。"),
        new(VoiceKind.Appeal, "water-power", Duties.Water, "{0}自来水时有时无，夏天经常停一整天。", "请查清原因，保证供水"),
        new(VoiceKind.Appeal, "environment", Duties.Housing, "{0}上游养殖场排水发黑发臭，溪里的鱼少了很多。", "请查处并公布结果"),
        new(VoiceKind.Suggestion, "water-power", Duties.Housing, "{0}文化礼堂门口没有路灯，建议装两盏太阳能灯。"),
    ];

    public static readonly Story Burst = new(VoiceKind.Appeal, "water-power", Duties.Water, "{0}这几天自来水发黄，烧开了还有泥沙。", "请尽快查清水源");

    private static readonly Turn Register = new(Act.Register, Party.Office, 1), Transfer = new(Act.Transfer, Party.Office, 2), Accept = new(Act.Accept, Party.Holder, 5), Deliver = new(Act.Deliver, Party.Holder, 3);

    private static readonly Turn[][] Appeals =
    [
        [Register, Transfer, Accept, Opinion(Decision.Supported, 25), Deliver, new(Act.Execute, Party.Holder, 15), new(Act.Conclude, Party.Petitioner, 3), new(Act.Rate, Party.Petitioner, 2), new(Act.FollowUp, Party.Office, 10)],
        [Register, Transfer, Accept, Opinion(Decision.Explained, 40), Deliver, new(Act.Conclude, Party.Petitioner, 8), new(Act.Rate, Party.Petitioner, 4)],
        [Register, new(Act.ReplyDirectly, Party.Holder, 6), new(Act.Rate, Party.Petitioner, 3)],
        [Register, Transfer, Accept, new(Act.Ask, Party.Holder, 10), new(Act.AddWords, Party.Petitioner, 4), new(Act.CoHandle, Party.Holder, 2), new(Act.Mediate, Party.Holder, 20), Deliver, new(Act.Rate, Party.Petitioner, 4)],
        [Register, Transfer, Accept, Opinion(Decision.NotSupported, 30), Deliver, new(Act.RequestReview, Party.Petitioner, 12), Issue(Act.IssueReview, Decision.Explained, 20), Deliver, new(Act.RequestRecheck, Party.Petitioner, 15), new(Act.OpenHearing, Party.Holder, 8), new(Act.CloseHearing, Party.Holder, 6), Issue(Act.IssueRecheck, Decision.NotSupported, 10), Deliver],
        [Register, new(Act.NotAccept, Party.Holder, 5, Reason: "litigation"), new(Act.Rate, Party.Petitioner, 3)],
        [Register, Transfer, new(Act.Object, Party.Holder, 2), new(Act.AgreeObjection, Party.Office, 2), new(Act.Assign, Party.Office, 1), Accept, new(Act.Extend, Party.Holder, 45), Opinion(Decision.Supported, 18), Deliver],
        // Nobody did what was due.
        [Register, Transfer, Accept],
        [],
        [Register, Transfer],
        [Register, Transfer, Accept, new(Act.Withdraw, Party.Petitioner, 9)],
        [Register, Transfer, new(Act.Object, Party.Holder, 3), new(Act.RefuseObjection, Party.Office, 2), new(Act.NotAccept, Party.Holder, 4, Reason: "not-competent")],
        [Register, Transfer, new(Act.Dispute, Party.Holder, 4), new(Act.Assign, Party.Holder, 5), Accept, Opinion(Decision.Explained, 30), Deliver],
        [Register, Transfer, Accept, Opinion(Decision.Supported, 50), Deliver],
    ];

    private static readonly Turn[][] Suggestions =
    [
        [Register, new(Act.ReplyDirectly, Party.Holder, 8, "建议已采纳，列入明年计划。（模拟）"), new(Act.Rate, Party.Petitioner, 3)],
        [Register, Transfer, Accept, new(Act.ReplyDirectly, Party.Holder, 20, "部分采纳，已与运营单位协商。（模拟）"), new(Act.Rate, Party.Petitioner, 3)],
        [Register, Transfer, Accept],
        [],
    ];

    private static readonly Turn[][] Accusations =
    [
        [Register, new(Act.Accept, Party.Holder, 4), new(Act.ReplyDirectly, Party.Holder, 30, "反映的问题已经核查处理。（模拟）")],
        [Register, new(Act.Accept, Party.Holder, 4)],
        [],
    ];

    public static IReadOnlyList<Turn> PathOf(VoiceKind kind, int number)
    {
        var paths = kind switch { VoiceKind.Suggestion => Suggestions, VoiceKind.Accusation => Accusations, _ => Appeals };
        // Not in step with the stories: every story goes every way.
        return paths[(number / 3 + number) % paths.Length];
    }

    public static string? WordsOf(Act act) => act switch
    {
        Act.Accept => "您反映的事项已受理，将在期限内办结。（模拟）",
        Act.ReplyDirectly => "已到现场处理，问题已经解决。（模拟）",
        Act.IssueOpinion or Act.IssueReview or Act.IssueRecheck => "具体意见见意见书。（模拟）",
        Act.Mediate => "经调解，双方同意由村里先行垫付、年底结清。（模拟）",
        Act.Ask => "请补充土地承包合同的照片。（模拟）",
        Act.AddWords => "合同照片已经交到村里。（模拟）",
        Act.RequestReview or Act.RequestRecheck => "对意见不服，请上级再看一看。（模拟）",
        Act.OpenHearing => "定于下周在乡政府举行听证。（模拟）",
        Act.CloseHearing => "听证已结束，意见记录在案。（模拟）",
        Act.Extend => "因需要专业鉴定，延长二十日。（模拟）",
        Act.Execute => "补偿款已经付清。（模拟）",
        _ => null,
    };

    public static string? NoteOf(Act act) => act switch
    {
        Act.Object => "该事项由其他部门主管。（模拟）", Act.RefuseObjection => "按三定方案由你单位办理。（模拟）", Act.Dispute => "两家职责有交叉，请裁定。（模拟）", Act.FollowUp => "电话回访，信访人满意。（模拟）", _ => null,
    };

    private static Turn Opinion(Decision outcome, int days) => Issue(Act.IssueOpinion, outcome, days);

    private static Turn Issue(Act act, Decision outcome, int days) => new(act, Party.Holder, days, Outcome: outcome);
}
