namespace Shanhai.Places;

/// <summary>Where a place stands, from the province down: 浙江省 / 杭州市 / 淳安县 / 枫树岭镇. The place itself is not part of it.</summary>
public sealed record PlacePath(IReadOnlyList<PlacePath.Step> Steps)
{
    public sealed record Step(PlaceCode Code, string Name);

    public override string ToString() => string.Join(" / ", Steps.Select(s => s.Name));
}
