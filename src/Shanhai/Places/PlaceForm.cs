using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Shanhai.Places;

/// <summary>What the end of a name says about the place. Open: it says nothing.</summary>
public enum PlaceKind { Open, Village, Community, Street, Town, Township, County, City }

/// <summary>
/// A name taken apart for comparison. <paramref name="Plain"/>: half width, no spaces or brackets, look-alike and traditional characters
/// made one. <paramref name="Stem"/>: without the words for the kind, 村村民委员会 and 村委会 and 村 alike. <paramref name="Whole"/>: the place
/// that a part of it or a remark was hung on.
/// </summary>
public sealed partial record PlaceForm(string Plain, string Stem, PlaceKind Kind, PlaceForm? Whole)
{
    /// <summary>As <see cref="PlaceName.Spoken"/>: only the committee is left out, so 新村村 stays another village than 新村.</summary>
    public string Spoken { get; } = PlaceName.Spoken(Plain);

    // Typed for each other because they look alike, are the traditional form, or are a local spelling of the same word.
    private static readonly FrozenDictionary<char, char> Alike = (
        "巿市 邨村 鎮镇 鄉乡 縣县 區区 嶴岙 隩岙 㟁岸 塢坞 嶺岭 橋桥 灣湾 龍龙 飛飞 鳳凤 馬马 陳陈 張张 楊杨 黃黄 吳吴 趙赵 劉刘 鄭郑 馮冯 葉叶 蔣蒋 盧卢 羅罗 許许 謝谢 蘇苏 "
        + "東东 門门 園园 莊庄 庒庄 荘庄 溝沟 澗涧 瀨濑 圍围 墻墙 壩坝 塊块 場场 廠厂 廟庙 廣广 長长 萬万 雙双 後后 裏里 裡里 頭头 華华 豐丰 興兴 義义 樂乐 寧宁 聖圣 蓮莲 蘭兰 "
        + "蘆芦 鶴鹤 鷺鹭 魚鱼 龜龟 雞鸡 鷄鸡 鐵铁 銅铜 銀银 錢钱 鍾钟 鐘钟 陽阳 陰阴 陸陆 際际 險险 雲云 會会 倉仓 島岛 嶼屿 峯峰 崗岗 岡冈 巖岩 嵒岩 濱滨 濟济 瀝沥 漁渔 淺浅 "
        + "漢汉 潛潜 瀘泸 澤泽 滬沪 電电 靈灵 顧顾 關关 開开 間间 閣阁 閘闸 隴陇 衛卫 裝装 歷历 歸归 殿殿 齊齐 齋斋 麗丽 國国 學学 實实 寶宝 屬属 層层 樓楼 樹树 榮荣 機机 檔档 "
        + "堯尧 報报 壽寿 夾夹 婁娄 孫孙 將将 尋寻 墾垦 連连 運运 過过 進进 遠远 達达 邊边 鄔邬 鄧邓 鄺邝 車车 輝辉 軍军 軒轩 贊赞 賢贤 質质 貴贵 貝贝 買买 費费 賀贺 賴赖 "
        + "靑青 淸清 吿告 凈净 淨净 囯国 囗口 丼井 亍街 仝同 卄廿 叁三 贰二 壹一")
        .Split(' ').ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    public static PlaceForm Of(string name, Level level)
    {
        // Nothing but common Chinese characters, as nearly all names are: no width to mend, no brackets to take out.
        var simple = !name.AsSpan().ContainsAnyExceptInRange('\u4E00', '\u9FFF');
        var wide = simple ? name : name.Normalize(NormalizationForm.FormKC);
        var plain = Plainly(simple ? name : Brackets().Replace(wide, m => m.Value.Trim('(', ')', '[', ']')));
        var remark = !simple && Brackets().Replace(wide, "") is var bare && Plainly(bare) is { Length: > 0 } rest && rest != plain ? rest : null;
        var (stem, kind) = Part(plain, level);
        var whole = remark ?? (level == Level.Village && Natural().Match(plain) is { Success: true } hung ? hung.Groups[1].Value : null);
        return new(plain, stem, kind, whole is null ? null : Of(whole, level));
    }

    /// <summary>The same stem and the same kind.</summary>
    public bool SameAs(PlaceForm other) => Stem == other.Stem && Kind == other.Kind;

    private static (string Stem, PlaceKind Kind) Part(string plain, Level level)
    {
        if (level == Level.Village)
        {
            return Cut(plain, Community(), PlaceKind.Community) ?? Cut(plain, Village(), PlaceKind.Village) ?? (plain, PlaceKind.Open);
        }
        return level == Level.Township
            ? Cut(plain, Street(), PlaceKind.Street) ?? Cut(plain, Town(), PlaceKind.Town) ?? Cut(plain, Township(), PlaceKind.Township) ?? (plain, PlaceKind.Open)
            : Cut(plain, County(), PlaceKind.County) ?? Cut(plain, City(), PlaceKind.City) ?? (plain, PlaceKind.Open);
    }

    // A name that is nothing but a suffix (居委会, 乡) keeps it.
    private static (string, PlaceKind)? Cut(string plain, Regex suffix, PlaceKind kind) =>
        suffix.Match(plain) is { Success: true, Index: > 0 } hit ? (plain[..hit.Index], kind) : null;

    /// <summary>Letters and digits only, look-alike and traditional characters made one; the text is of normal width already.</summary>
    internal static string Plainly(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                plain.Append(Alike.GetValueOrDefault(c, char.ToLowerInvariant(c)));
            }
        }
        return plain.ToString();
    }

    [GeneratedRegex(@"[(\[][^)\]]*[)\]]")]
    private static partial Regex Brackets();

    [GeneratedRegex("(?:村?村(?:民)?(?:委员会|委会|委)|村(?:股份)?经济(?:联)?合作社|村?村)$")]
    private static partial Regex Village();

    [GeneratedRegex("(?:社区)?(?:居民委员会|居民委会|居委会|居委)$|社区(?:股份经济合作社)?$")]
    private static partial Regex Community();

    [GeneratedRegex("^(.+村)(?:民?委员?会)?.+自然村$")]
    private static partial Regex Natural();

    [GeneratedRegex("街道(?:办事处|办)?$")]
    private static partial Regex Street();

    [GeneratedRegex("镇(?:人民)?(?:政府)?$")]
    private static partial Regex Town();

    [GeneratedRegex("(?:.族)?乡(?:人民)?(?:政府)?$")]
    private static partial Regex Township();

    [GeneratedRegex("(?:.族)?自治县$|[县区]$")]
    private static partial Regex County();

    [GeneratedRegex("市$")]
    private static partial Regex City();
}
