namespace Shanhai.Kernel;

/// <summary>
/// An expected refusal. <paramref name="Code"/> is stable and dotted; its words stand in the capability's Words.json under
/// <c>problem.{Code}</c>, with {0}, {1} … for <paramref name="Args"/>. <paramref name="Status"/> is the HTTP status and decides the exit code
/// of a console verb. A bug is an exception instead.
/// </summary>
public sealed record Problem(string Code, int Status, params object?[] Args)
{
    public IReadOnlyList<Errors.At> Fields { get; init; } = [];

    /// <summary>The same at a field of the form it is about, where it is about none yet.</summary>
    public Problem AtField(string field) => Fields.Count > 0 ? this : new("invalid", Status) { Fields = [new(field, "problem." + Code, Args)] };

    public static Problem Refused(string code, params object?[] args) => new(code, 403, args);
    public static Problem Missing(string code, params object?[] args) => new(code, 404, args);
    public static Problem Clash(string code, params object?[] args) => new(code, 409, args);
    public static Problem Invalid(string code, params object?[] args) => new(code, 422, args);

    public static readonly Problem SignedOut = new("signed-out", 401);
    public static readonly Problem NotAllowed = new("not-allowed", 403);
    public static readonly Problem NotFound = new("not-found", 404);
}

/// <summary>
/// What is wrong with the shape of an input, field by field. Each message is a key of Words.json with its arguments, so both
/// languages can say it. Collect with <see cref="Add"/>; a use case returns <see cref="Refusal"/> when there is any.
/// </summary>
public sealed class Errors
{
    public sealed record At(string Field, string Key, params object?[] Args);

    private readonly List<At> _all = [];

    public IReadOnlyList<At> All => _all;

    public bool Any => _all.Count > 0;

    public Errors Add(string field, string key, params object?[] args)
    {
        _all.Add(new(field, key, args));
        return this;
    }

    public Errors Require(string? value, string field, string key = "field.required") =>
        string.IsNullOrWhiteSpace(value) ? Add(field, key) : this;

    public Errors Limit(string? value, int most, string field) =>
        value is not null && value.Length > most ? Add(field, "field.too-long", most) : this;

    /// <summary>A day outside is a slip such as 0206, and what is reckoned from the last day there is would fail.</summary>
    public Errors InRange(DateOnly? day, string field) => day is { Year: < 1900 or > 2199 } ? Add(field, "field.day-range", day) : this;

    public Problem? Refusal => Any ? new Problem("invalid", 422) { Fields = _all } : null;
}
