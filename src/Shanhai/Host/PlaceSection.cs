using Microsoft.AspNetCore.Components;

namespace Shanhai.Host;

/// <summary>
/// What a capability adds to the page of a place, without the page knowing it. <paramref name="Order"/>: 50 standing and plans,
/// 100 figures, 300 helpers, 400 money, 500 voices …; <paramref name="Verb"/>: shown to those who may do it there (null: everybody).
/// <paramref name="Load"/> reads what it needs and gives what is to be shown, or null where it has nothing to say about this place.
/// </summary>
public sealed record PlaceSection(
    int Order, string? Verb, Func<View, PlaceCode, RowsHere, IServiceProvider, CancellationToken, Task<RenderFragment?>> Load)
{
    /// <summary>What it is made of: where none of that lies it is not loaded, because it would have nothing to say. Without any it is loaded for every place.</summary>
    public IReadOnlyList<PlaceRows> Rows { get; init; } = [];

    /// <summary>It may have something to say without rows too, to those who work there; which are missing it is told.</summary>
    public bool Always { get; init; }

    /// <summary>A section that is a component with one parameter, <c>Model</c>, and the <see cref="View"/> cascaded like every page.</summary>
    public static RenderFragment Show<TSection>(object model) where TSection : IComponent => builder =>
    {
        builder.OpenComponent<TSection>(0);
        builder.AddComponentParameter(1, "Model", model);
        builder.CloseComponent();
    };
}
