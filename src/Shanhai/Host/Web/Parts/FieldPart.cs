using Microsoft.AspNetCore.Components;

namespace Shanhai.Host.Web.Parts;

/// <summary>
/// One question of a form: label above, hint below it, then what is wrong, then the control. Errors come from the
/// <see cref="Problem"/> that <see cref="PostForm"/> cascades, by the field's name.
/// </summary>
public abstract class FieldPart : Part
{
    [CascadingParameter] public Problem? Problem { get; set; }

    /// <summary>Put before the ids of a form's fields, where a page has several forms that ask for the same (<see cref="PostForm"/>).</summary>
    [CascadingParameter(Name = "ids")] public string? Ids { get; set; }

    [Parameter, EditorRequired] public string Name { get; set; } = default!;
    [Parameter, EditorRequired] public string Label { get; set; } = default!;
    [Parameter] public string? Hint { get; set; }
    [Parameter] public string? Value { get; set; }
    /// <summary>Says "(可不填)" after the label; everything else is asked for because it is needed.</summary>
    [Parameter] public bool Optional { get; set; }
    /// <summary>Where a value that is already known comes from: "来自 2024 年报表".</summary>
    [Parameter] public string? Known { get; set; }
    [Parameter(CaptureUnmatchedValues = true)] public IReadOnlyDictionary<string, object>? Others { get; set; }

    public string Id => Ids + Name;

    public IEnumerable<string> Wrong => (Problem?.Fields ?? []).Where(f => f.Field == Name).Select(f => Problems.Message(View.Language, f));

    public string? DescribedBy =>
        string.Join(' ', new[] { Hint is null ? null : Id + "-hint", Wrong.Any() ? Id + "-error" : null }.OfType<string>()) is { Length: > 0 } ids ? ids : null;

    public string? Invalid => Wrong.Any() ? "true" : null;
}
