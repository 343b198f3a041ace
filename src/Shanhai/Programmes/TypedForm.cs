namespace Shanhai.Programmes;

/// <summary>What was typed into a form, read field by field; what cannot be read is told at its field. <paramref name="suffix"/> keeps the fields of several forms on one page apart.</summary>
internal sealed class TypedForm(IFormCollection form, string suffix = "")
{
    public Errors Errors { get; } = new();

    public IReadOnlyDictionary<string, string?> All { get; } = form.Where(f => !f.Key.StartsWith("__", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => (string?)f.Value.ToString());

    public string? this[string name] => form[name + suffix].ToString().Kept();

    public DateOnly? Day(string name) => TypedDay.Read(this[name], name, Errors);

    public decimal? Number(string name) => TypedNumber.Read(this[name], name, Errors);

    public int? Whole(string name) => TypedNumber.Count(this[name], name, Errors);

    public T? Choice<T>(string name) where T : struct, Enum => Enum.TryParse<T>(this[name], ignoreCase: true, out var value) ? value : null;

    public Id<T>? Key<T>(string name) => Id<T>.TryParse(this[name], null, out var id) ? id : null;

    public bool Ticked(string name) => this[name] == "true";

    /// <summary>What is wrong, at the fields of this form.</summary>
    public Problem? AtFields(Problem? problem) => problem is null || suffix.Length == 0 ? problem : problem with { Fields = [.. problem.Fields.Select(f => f with { Field = f.Field.Length == 0 ? "" : f.Field + suffix })] };
}
