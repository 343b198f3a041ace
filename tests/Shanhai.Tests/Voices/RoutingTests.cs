using System.Net.Http.Json;
using Shanhai.Host.Security;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>Subjects are suggested from what people sorted, with the passages that speak for them, and never chosen.</summary>
public sealed class RoutingTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    private static readonly (string Text, string Subject)[] Sorted =
    [
        ("村道坑洼多年未修，下雨积水，电动车常摔倒", "roads"), ("公交车一天只有两班，老人出行不便，建议增加班次", "roads"), ("桥面护栏断裂，车辆经过危险，请修桥", "roads"), ("村道没有路灯，晚上骑电动车看不见路面坑洼", "roads"),
        ("养猪场污水直排河里，臭气熏天", "environment"), ("垃圾堆在河边没人清运，臭气难闻", "environment"), ("印染厂夜里偷排污水，河水发黑", "environment"), ("石材厂粉尘大，污水流进农田河道", "environment"),
        ("老人低保被停发，生活困难", "assistance"), ("残疾人补贴没有到账，申请临时救助", "assistance"), ("独居老人没人照料，想申请养老服务补贴", "assistance"), ("低保申请三个月没有回音，家里生活困难", "assistance"),
    ];

    [Fact]
    public void A_text_is_likened_to_what_was_sorted_and_the_reasons_are_its_own_words()
    {
        var model = RoutingModel.Learn(Sorted);

        var suggestion = Routing.Of(model, "村口路面坑洼，电动车晚上摔倒两次")!;

        suggestion.Category.ShouldBe("roads");
        suggestion.Reasons.ShouldContain(r => r.Contains("坑洼") || r.Contains("电动车"));
        suggestion.Reasons.ShouldAllBe(r => "村口路面坑洼，电动车晚上摔倒两次".Contains(r));
        model.Classify("河里污水发黑发臭")[0].Subject.ShouldBe("environment");
        model.Classify("河里污水发黑发臭").Sum(v => v.Probability).ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Words_that_were_never_seen_or_point_nowhere_get_no_suggestion()
    {
        var model = RoutingModel.Learn(Sorted);

        Routing.Of(model, "!!! 123").ShouldBeNull();
        Routing.Of(model, "甲乙丙丁").ShouldBeNull();
        Routing.Of(RoutingModel.Learn([]), "村道坑洼").ShouldBeNull();
    }

    [Fact]
    public async Task The_clerk_is_told_the_subject_with_its_reasons_and_nothing_is_chosen_for_her()
    {
        var (clerk, office) = (await county.Acting(Role.Clerk, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.PetitionOffice));
        foreach (var (text, subject) in Enumerable.Range(0, 4).SelectMany(i => Sorted.Select(s => ($"{s.Text}{"。！；，"[i]}", s.Subject))))
        {
            var filed = await county.File(county.Anyone(), new { kind = "appeal", category = subject, place = VoiceCounty.Village.ToString(), text });
            await VoiceCounty.Done(office, filed.Id, new { act = "register" });
        }

        var answer = await (await clerk.PostAsJsonAsync("/api/v1/voices/suggested-subject", new { text = "村道坑洼积水，电动车摔倒" })).Content.ReadFromJsonAsync<Routing.Answer>(VoiceCounty.Web);
        var none = await (await clerk.PostAsJsonAsync("/api/v1/voices/suggested-subject", new { text = "abc" })).Content.ReadFromJsonAsync<Routing.Answer>(VoiceCounty.Web);

        answer!.Suggested!.Category.ShouldBe("roads");
        answer.Suggested.LearntFrom.ShouldBe(48);
        none!.Suggested.ShouldBeNull();
        (await county.Anyone().PostAsJsonAsync("/api/v1/voices/suggested-subject", new { text = "村道" })).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }
}
