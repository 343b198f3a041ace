using Microsoft.AspNetCore.Components;

namespace Shanhai.Host.Web.Parts;

/// <summary>
/// A column of a <see cref="DataTable{TRow}"/>. <paramref name="Key"/> is its word in the address (?sort=, ?columns=), <paramref name="Title"/> its heading.
/// </summary>
public sealed record Column<TRow>(string Key, string Title, RenderFragment<TRow> Cell)
{
    /// <summary>Right-aligned tabular figures.</summary>
    public bool Number { get; init; }

    /// <summary>A sentence or a document's title: breaks anywhere between characters, as Chinese text does.</summary>
    public bool Prose { get; init; }

    public bool Sorted { get; init; }

    /// <summary>Shown only when the reader asks for it.</summary>
    public bool OnRequest { get; init; }

    /// <summary>Under the heading, for what the figures count: "万元".</summary>
    public string? Unit { get; init; }

    /// <summary>The columns the reader has chosen in the address, else those that are not on request.</summary>
    public static IReadOnlyList<Column<TRow>> Chosen(IReadOnlyList<Column<TRow>> all, View view)
    {
        var chosen = view.AskedFor("columns").SelectMany(c => c.Split(',')).ToHashSet();
        return [.. all.Where((c, i) => i == 0 || (chosen.Count == 0 ? !c.OnRequest : chosen.Contains(c.Key)))];
    }
}
