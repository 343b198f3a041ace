using Shanhai.Analytics.Numerics;

namespace Shanhai.Demonstration;

/// <summary>Plausible names, drawn without repeating. A few villages of different townships share one name on purpose: real ones do, and finding must cope.</summary>
internal sealed class InventedNames
{
    private const string Sides = "上下里外大小东西南北前后新老高青白石竹枫松梅桃柳桐茶云龙凤金银清双三五九长平横中深浅樟杏荷鹤";
    private const string Features = "坑岙坞垟田塘溪源坪岭湾桥埠岩畈滩垄墩";
    private const string Families = "叶王陈林徐吴周朱蒋方何汪余毛郑潘季金胡程姜柴祝翁童项章俞";
    private const string FamilyFeatures = "坞塘桥湾岭田埠山";
    private const string TownshipFirst = "云龙凤清白金玉青紫瑞";
    private const string TownshipSecond = "门潭桥岭溪湖泉洲湾阳";
    private static readonly string[] Shared = ["新村", "桥头村", "上田村", "下坑村"];

    private readonly Queue<string> _townships, _villages;
    private int _made, _communities;

    public InventedNames(SeededRandom random)
    {
        var townships = Pairs(TownshipFirst, TownshipSecond, "").ToArray();
        random.Shuffle<string>(townships);
        _townships = new(townships.Prepend("石门"));
        var villages = Pairs(Sides, Features, "村").Concat(Pairs(Families, FamilyFeatures, "村", "家")).Except(Shared).ToArray();
        random.Shuffle<string>(villages);
        _villages = new(villages);
    }

    public string Township() => _townships.Dequeue();

    public string Village() => ++_made % 61 == 0 ? Shared[_made / 61 % Shared.Length] : _villages.Dequeue();

    public string Community() => $"{"春夏秋冬朝晚晨和平安乐永"[_communities % 12]}{"晖园苑和宁"[_communities++ / 12 % 5]}社区";

    private static IEnumerable<string> Pairs(string first, string second, string end, string between = "") =>
        first.SelectMany(a => second.Select(b => $"{a}{between}{b}{end}"));
}
