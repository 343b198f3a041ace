using System.Text.Json.Serialization;

namespace Shanhai.Host.Clocks;

/// <summary>Whether the law wants something done within the term or wants the term waited out.</summary>
public enum Bound { AtMost, AtLeast }

/// <summary>Whose time it is: a body's duty, or a person's right that ends without anybody having failed.</summary>
public enum DeadlineKind { Duty, Right }

/// <summary>
/// One time limit of a law, as data: a row of <c>data/deadlines</c>. In force from <see cref="From"/> until before <see cref="To"/>, in its
/// jurisdiction, and, where it belongs to a profile, only where that profile is switched on.
/// </summary>
public sealed record DeadlineRule
{
    public required string Code { get; init; }
    public required Both Name { get; init; }
    public required Term Term { get; init; }
    public Bound Bound { get; init; }
    public DeadlineKind Kind { get; init; }

    /// <summary>The event on whose day the clock starts; counting begins the day after.</summary>
    public required Both Begins { get; init; }

    /// <summary>What stops the clock. Empty: nothing does.</summary>
    public IReadOnlyList<AllowedPause> Pauses { get; init; } = [];

    /// <summary>The code of the row whose time this one extends; its <see cref="Term"/> is then the most that may be given.</summary>
    public string? Extends { get; init; }

    /// <summary>Who approves an extension, in the law's words.</summary>
    public Both? Approver { get; init; }

    /// <summary>The code of the row in whose place this one stands where its profile is on.</summary>
    public string? Replaces { get; init; }
    public string? Profile { get; init; }
    public required Both Basis { get; init; }
    public required PlaceCode Jurisdiction { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; init; }
    public required Mark Mark { get; init; }
    public Both? Note { get; init; }

    /// <summary>The name of the file's source, filled in when it is read.</summary>
    public Both Source { get; init; } = new("", "");

    public sealed record AllowedPause(string Code, Both Name);

    [JsonIgnore]
    public bool IsExtension => Extends is not null;

    public bool InForce(DateOnly day) => From <= day && (To is null || day < To);
}
