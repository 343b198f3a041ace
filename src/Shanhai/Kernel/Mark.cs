using System.Text.Json.Serialization;

namespace Shanhai.Kernel;

public enum Origin { Found, Own }

public enum Confidence { High, Medium, Low }

/// <summary>
/// How sure we are of a definition or a threshold that ships: <see cref="Origin.Found"/> was read in the named source, <see cref="Origin.Own"/> is
/// general knowledge with a confidence. What is not found and not certain says so wherever it is shown.
/// </summary>
public sealed record Mark(Origin Origin, string Source, Confidence Confidence = Confidence.High)
{
    /// <summary>Set where even a found text must be read again in the official original (a reprint, an excerpt).</summary>
    [JsonPropertyName("recheck")]
    public bool Recheck { get; init; }

    [JsonIgnore]
    public bool NeedsConfirmation => Recheck || (Origin == Origin.Own && Confidence != Confidence.High);
}
