using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Voices.Letters;

/// <summary>
/// What the letter of a step says: made from the step, the voice and the law, in the words of an official document, and always in Chinese. The petitioner's name is
/// in it only where it was opened for this letter.
/// </summary>
public sealed class LetterTexts(VoiceCatalogue catalogue)
{
    private static readonly string[] Ordinals = ["一", "二", "三", "四", "五", "六"];

    /// <summary>Everything a letter is made from.</summary>
    public sealed record Source(Voice Voice, VoiceStep Step, Letter Letter, VoiceLetter? Number, OrganisationTree Tree, Register Places, DateOnly? Due, string? Name, string? Phone);

    public OfficialDocument Of(Source s)
    {
        var issuer = s.Step.Body is { } body && s.Tree.Find(body) is { } named ? named.NameOn(ChinaDay.Of(s.Step.At)) : Lists(s).Office;
        var isLetter = s.Letter is not (Letter.Opinion or Letter.Review or Letter.Recheck);
        var document = new OfficialDocument(issuer, s.Number?.Written, Title(s.Letter), s.Name ?? "信访人", [.. Body(s, issuer)], issuer, ChinaDay.Of(s.Step.At), isLetter);
        return isLetter || s.Voice.Office is not { } office || s.Tree.Successor(office) is not { } keeper || keeper.Name == issuer ? document : document with { CopyTo = keeper.Name };
    }

    public static string Title(Letter letter) => letter switch
    {
        Letter.Receipt => "信访事项受理告知书",
        Letter.Transfer => "信访事项转送告知书",
        Letter.NotAccepted => "信访事项不予受理告知书",
        Letter.Opinion => "信访事项处理意见书",
        Letter.Review => "信访事项复查意见书",
        Letter.Recheck => "信访事项复核意见书",
        Letter.Extension => "信访事项延长办理期限告知书",
        _ => "关于信访事项的答复函",
    };

    private static (string Place, string Office) Lists(Source s) =>
        (s.Places.Find(s.Voice.Place) is >= 0 and var i ? s.Places.Name(i) : "", s.Voice.Office is { } office ? s.Tree.Find(office)?.Name ?? "信访工作机构" : "信访工作机构");

    private IEnumerable<OfficialDocument.Paragraph> Body(Source s, string issuer)
    {
        var (place, _) = Lists(s);
        var matter = catalogue.Category(s.Voice.Category)?.Name.Zh ?? "";
        var received = Written(ChinaDay.Of(s.Voice.ReceivedAt));
        var opening = $"您于{received}反映的{place}{matter}事项（查询码{Receipt.Written(s.Voice.Receipt)}）";
        var to = s.Step.ToBody is { } body ? s.Tree.Find(body)?.Name ?? "" : "";
        switch (s.Letter)
        {
            case Letter.Transfer:
                yield return new($"{opening}收悉。根据《信访工作条例》第二十二条的规定，现转送{to}依法处理。该单位应当自收到之日起十五日内书面告知您是否受理以及受理的方式和程序。");
                break;
            case Letter.Receipt:
                yield return new(s.Voice.Kind == VoiceKind.Appeal
                    ? $"{opening}收悉。经审查，属于我单位职权范围，根据《信访工作条例》第二十三条的规定，决定予以受理。{(s.Due is { } due ? $"我单位将于{Written(due)}前办结；" : "")}情况复杂的，经本单位负责人批准可以适当延长，并告知您延长的理由，延长期限不超过三十日。"
                    : $"{opening}收悉，根据《信访工作条例》第二十三条的规定予以受理，我单位将依照规定办理并告知您结果。");
                break;
            case Letter.NotAccepted when catalogue.Reason(s.Step.Reason) is { } cause:
                yield return new($"{opening}收悉。经审查，因{cause.Name.Zh}，根据{cause.Basis}，决定不予受理。");
                yield return new(cause.Goto.Zh);
                break;
            case Letter.Extension:
                yield return new($"{opening}正在办理。因情况复杂，根据《信访工作条例》第三十四条的规定，经本单位负责人批准，延长办理期限{(s.Due is { } later ? $"至{Written(later)}" : "")}。");
                break;
            case Letter.Opinion or Letter.Review or Letter.Recheck:
                yield return new($"{opening}，我单位已依法{(s.Letter == Letter.Review ? "复查" : s.Letter == Letter.Recheck ? "复核" : "调查处理")}完毕，现出具意见如下。");
                foreach (var (i, head, text) in new[] { ("诉求事项", s.Voice.Wish ?? matter), ("查明的事实", s.Step.Facts), ("处理意见", $"{Decided(s.Step.Outcome)}{s.Step.Words}"), ("依据", s.Step.Law) }.Where(p => !string.IsNullOrWhiteSpace(p.Item2)).Select((p, i) => (i, p.Item1, p.Item2!)))
                {
                    yield return new($"{Ordinals[i]}、{head}", 1);
                    foreach (var line in Lines(text))
                    {
                        yield return new(line);
                    }
                }
                if (s.Step.Outcome == Decision.Supported && s.Step.ExecuteBy is { } by)
                {
                    yield return new($"以上支持的内容于{Written(by)}前执行到位。");
                }
                yield return new(Rights(s.Letter, s.Step.Body is { } own && s.Tree.Above(own) is [var above, ..] ? above.Name : "上一级机关、单位"));
                yield break;
        }
        foreach (var line in Lines(s.Step.Words ?? ""))
        {
            yield return new(line);
        }
        yield return new(s.Phone is null ? "您可以凭查询码和密码随时查询办理进展。" : $"您可以凭查询码和密码随时查询办理进展，也可以拨打{issuer}电话{s.Phone}。");
    }

    private static string Rights(Letter letter, string above) => letter switch
    {
        Letter.Opinion => $"如对本意见不服，可以自收到本意见书之日起三十日内向{above}书面请求复查（《信访工作条例》第三十五条）。",
        Letter.Review => $"如对本意见不服，可以自收到本意见书之日起三十日内向{above}书面请求复核（《信访工作条例》第三十六条）。",
        _ => "本意见为信访事项终结性意见。仍以同一事实和理由提出信访请求的，各级机关、单位不再受理（《信访工作条例》第三十六条）。",
    };

    private static string Decided(Decision? outcome) => outcome switch
    {
        Decision.Supported => "对您的请求予以支持。", Decision.Explained => "您的请求事由合理，但缺乏法律依据，现作如下解释。", Decision.NotSupported => "对您的请求不予支持。", _ => "",
    };

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0);

    private static string Written(DateOnly day) => $"{day.Year}年{day.Month}月{day.Day}日";
}
