using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Host.Outside;

namespace Shanhai.Voices.Signals;

/// <summary>What rises: a subject in a place, a kind in a place, all voices of a place, a phrase in the texts of a county.</summary>
public enum SignalFamily : short { Subject, Kind, Place, Phrase }

/// <summary>
/// Something that people bring up clearly more often than they used to in the same place: found by the daily job, kept by day. About matters and places, never about persons; accusations are not in it.
/// </summary>
public sealed class Signal
{
    public required Id<Signal> Id { get; init; }
    public required DateOnly MadeOn { get; init; }
    public required SignalFamily Family { get; init; }
    public required PlaceCode Place { get; init; }
    public string? Category { get; init; }
    public VoiceKind? Kind { get; init; }
    public string? Phrase { get; init; }

    /// <summary>The period it is about, both days included.</summary>
    public required DateOnly From { get; init; }
    public required DateOnly To { get; init; }
    public required int Count { get; init; }
    public required double Expected { get; init; }
    public required double Probability { get; init; }

    /// <summary>Adjusted for how many places, subjects and phrases were looked at.</summary>
    public required double Adjusted { get; init; }

    /// <summary>Counts of the earlier periods, oldest first.</summary>
    public required int[] History { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Signal>
    {
        public void Configure(EntityTypeBuilder<Signal> signal)
        {
            signal.ToTable("voice_signals");
            signal.HasKey(s => s.Id);
            signal.Property(s => s.Category).HasMaxLength(40);
            signal.Property(s => s.Phrase).HasMaxLength(20);
            signal.HasIndex(s => new { s.MadeOn, s.Place });
        }
    }
}

/// <summary>By which periods and limits signals are found: data (<c>data/voices/signal.json</c>).</summary>
/// <param name="Ratio">At least so many times the expected.</param>
public sealed record SignalRule(int Days, int Periods, double FalseShare, int Least, double Ratio, Both Note)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static SignalRule Read()
    {
        using var file = File.OpenRead(ShippedData.PathOf("voices/signal.json"));
        return JsonSerializer.Deserialize<SignalRule>(file, Json)!;
    }
}
